"""Odoo's own tests of the apps we extend, without our addons and with them: nothing may fail because of us.

    python3 -m tests.core_compare                    every app of APPS
    python3 -m tests.core_compare sale fleet         these
    python3 -m tests.core_compare --browser sale     with the tests that need a browser (long)

Answers are kept in `.dms/core`, one file per app and side, so that an interrupted comparison goes on where it
stopped; the side with our addons is run again when these have changed.
"""

import argparse
import ast
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "config"))

from launcher.console import say, step  # noqa: E402
from launcher.demo import server  # noqa: E402
from launcher.odoo import QUIET, free_port  # noqa: E402
from launcher.places import ADDONS, STATE, addons, fingerprint  # noqa: E402

APPS = ("fleet", "hr", "sale", "sale_stock", "stock_account", "stock", "account")
SIDES = ("without", "with")
KEPT = STATE / "core"
# "FAIL: TestSale.test_total" and "ERROR: setUpClass (odoo.addons.sale.tests.test_x.TestSale)"
FAILED = re.compile(r" ERROR \S+ \S+: (?:FAIL|ERROR): (.+)$", re.M)
RESULT = re.compile(r"odoo\.tests\.result: \d+ failed, \d+ error\(s\) of (\d+) tests")


def core_dependencies(odoo):
    """Odoo's own addons that ours need, without those that come from elsewhere."""
    core = odoo.runtime.odoo / "odoo" / "addons"
    names = set()
    for name in addons():
        manifest = ast.literal_eval((ADDONS / name / "__manifest__.py").read_text("utf8"))
        names |= {one for one in manifest["depends"] if (core / one).is_dir()}
    return sorted(names)


class Comparison:
    """Two databases, one with our addons on top of the other, and what their tests said."""

    def __init__(self, odoo, browser=False):
        self.odoo, self.browser = odoo, browser
        self.keys = {"without": "odoo", "with": fingerprint(ADDONS)}
        KEPT.mkdir(exist_ok=True)

    def template(self, side):
        """Name of the database of a side, made when there is none of today's addons."""
        prefix = self.odoo.postgres.name(f"core_{side}_")
        name = prefix + self.keys[side]
        if self.odoo.postgres.exists(name):
            return name
        below = self.template("without") if side == "with" else None
        for old in self.odoo.postgres.names(prefix):
            self.odoo.drop(old)
        draft = self.odoo.postgres.name("draft_core")
        with step(f"database {side} our addons"):
            if below:
                self.odoo.copy(below, draft)
                modules = addons()
            else:
                self.odoo.drop(draft)
                self.odoo.postgres.create(draft)
                modules = core_dependencies(self.odoo)
            self.odoo.run("-d", draft, "-i", ",".join(modules), *QUIET, log=f"core-{side}.log")
            # Without statistics one question of Odoo's payments takes half a minute each time.
            self.odoo.postgres.sql("ANALYZE", draft)
        self.odoo.rename(draft, name)
        return name

    def result(self, side, app):
        """What the tests of an app said: number that ran, names that failed."""
        kind = "browser" if self.browser else "quick"
        file = KEPT / f"{app}-{side}-{kind}.json"
        if file.exists():
            known = json.loads(file.read_text())
            if known["key"] == self.keys[side]:
                return known
        with step(f"{app} {side} our addons"):
            known = {"key": self.keys[side], **self._run(side, app)}
        file.write_text(json.dumps(known, indent=1))
        return known

    def _run(self, side, app):
        """Run the tests of an app on a copy of the database of a side.

        :raises SystemExit: they did not finish
        """
        database = self.odoo.postgres.name(f"run_core_{side}")
        self.odoo.copy(self.template(side), database)
        log = STATE / "log" / f"core-{app}-{side}.log"
        command = [
            *(str(self.odoo.runtime.python), "-W", "ignore::DeprecationWarning"),
            *(str(ROOT / "tests" / "core_run.py"), "-c", str(self.odoo.conf), "-d", database),
            *(f"--test-tags=/{app}", "--stop-after-init", "--max-cron-threads=0"),
            *(f"--http-port={free_port()}", f"--gevent-port={free_port()}"),
        ]
        environment = {
            **self.odoo.runtime.environ(),
            "ODOO_TEST_MAX_FAILED_TESTS": "10000",
            "DMS_CORE_BROWSER": "1" if self.browser else "",
        }
        try:
            with open(log, "w") as stream:
                subprocess.run(
                    command, stdout=stream, stderr=subprocess.STDOUT, env=environment, cwd=STATE
                )
        finally:
            self.odoo.drop(database)
        text = log.read_text("utf8", "ignore")
        ran = RESULT.findall(text)
        if not ran:
            sys.exit(f"The tests of {app} {side} our addons did not finish: see {log}.")
        return {"ran": sum(map(int, ran)), "failed": sorted(set(FAILED.findall(text)))}

    def compare(self, app):
        """Tests of an app that fail with our addons only."""
        without, ours = (self.result(side, app) for side in SIDES)
        new = sorted(set(ours["failed"]) - set(without["failed"]))
        say(
            f"{app}: {without['ran']} tests without, {ours['ran']} with our addons; "
            f"{len(without['failed'])} fail without, {len(new)} because of us"
        )
        for name in new:
            say(f"    {name}")
        return new


def main(arguments=None):
    """Compare the chosen apps.

    :return: exit code 1 when a test fails because of our addons
    """
    parser = argparse.ArgumentParser(prog="python3 -m tests.core_compare")
    parser.add_argument("apps", nargs="*", default=APPS, metavar="APP")
    parser.add_argument("--browser", action="store_true", help="with the tests of a browser")
    options = parser.parse_args(arguments)
    os.nice(10)
    with server("test") as odoo:
        comparison = Comparison(odoo, options.browser)
        broken = [name for app in options.apps for name in comparison.compare(app)]
    say(f"{len(broken)} tests fail because of our addons")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
