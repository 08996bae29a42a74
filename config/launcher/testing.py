"""``./dms test`` and ``./dms bench``: everything set up by itself, one closing line."""

import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import subprocess
import threading
import xml.etree.ElementTree as ElementTree

from . import lint, odoo_tests
from .console import say, step, stop
from .demo import server
from .odoo import Odoo
from .odoo_tests import Count
from .places import ROOT, STATE, addons
from .postgres import Postgres
from .prepared import Prepared
from .runtime import Runtime, need_browser

WORKERS = 2
# Top-level tests with a web server of their own: about half of the time, so the rest runs beside them.
BY_BROWSER = ("tests/journeys", "tests/test_menus.py", "tests/test_prints.py")
SHOWN = 20000


class Bench(Prepared):
    """The prepared databases, for tests and benchmarks that the launcher started: the server runs already."""

    def __init__(self):
        self.runtime = Runtime(checks=True)
        super().__init__(Odoo(self.runtime, Postgres(self.runtime, "test")))


def _run_paths(prepared, paths):
    """Top-level tests by pytest.

    :return: :class:`Count`
    """
    report = STATE / f"pytest-{os.getpid()}-{threading.get_ident()}.xml"
    run = subprocess.run(
        [
            *(str(prepared.odoo.runtime.python), "-m", "pytest", "-q", "--durations=40"),
            *(f"--junitxml={report}", *paths),
        ],
        cwd=ROOT,
        env=prepared.environ(),
        capture_output=True,
        text=True,
    )
    name = re.sub(r"\W+", "_", paths[0].removeprefix("tests/")).strip("_")
    (prepared.odoo.logs / f"pytest-{name}.log").write_text(run.stdout, "utf8")
    count = _read_report(report)
    if run.returncode == 5 and not count.failed:
        count.fail("pytest", f"There is no test in {', '.join(paths)}.")
    elif run.returncode and not count.failed:
        count.failed = 1
    if run.returncode and not count.output:
        count.output.append(f"--- pytest\n{run.stdout[-SHOWN:]}{run.stderr[-4000:]}")
    return count


def _read_report(report):
    """Numbers of a pytest run."""
    count = Count()
    if report.exists():
        suite = ElementTree.parse(report).getroot().find("testsuite")
        numbers = {
            key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")
        }
        count.failed = numbers["failures"] + numbers["errors"]
        count.skipped = numbers["skipped"]
        count.passed = numbers["tests"] - count.failed - count.skipped
        report.unlink()
    return count


def _run_lint(prepared):
    """Lint counts as one check.

    :return: :class:`Count`
    """
    _number, failed = lint.run(prepared.odoo.runtime)
    count = Count(passed=int(not failed), failed=int(bool(failed)))
    count.output = [f"--- {name}\n{text[:SHOWN]}" for name, text in failed]
    return count


def _path_shares():
    """All top-level tests in two parts that do not disturb each other."""
    others = sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").glob("test_*.py")
        if str(path.relative_to(ROOT)) not in BY_BROWSER
    )
    return [list(BY_BROWSER), others]


def _tasks(prepared, names, paths, everything):
    """What to run: (title, function returning a :class:`Count`).

    Addons and top-level tests take turns, as the first of these waits for the demo company.
    """
    addon_tasks = [
        (f"tests of {', '.join(share)}", lambda share=share: odoo_tests.run(prepared, share))
        for share in odoo_tests.groups(names, WORKERS)
    ]
    shares = _path_shares() if everything else [paths] if paths else []
    path_tasks = [
        (f"tests in {', '.join(share)}", lambda share=share: _run_paths(prepared, share))
        for share in shares
    ]
    for pair in itertools.zip_longest(path_tasks, addon_tasks):
        yield from filter(None, pair)
    if everything and prepared.install_log():
        yield (
            "messages of the installation",
            lambda: odoo_tests.read_install(prepared.install_log()),
        )


def _split(targets):
    """Addons and paths among the targets.

    :raises Stop: a target is neither
    """
    names = [target.removeprefix("addons/").strip("/") for target in targets]
    known = addons()
    chosen = [name for name in names if odoo_tests.addon_of(name) in known]
    paths = [
        target
        for target, name in zip(targets, names, strict=True)
        if odoo_tests.addon_of(name) not in known
    ]
    for path in paths:
        if not (ROOT / path.partition("::")[0]).exists():
            stop(
                f"{path} is neither an addon nor a path: the addons are {', '.join(addons())}.",
                f"{path} 既不是模块也不是路径：现有模块为 {', '.join(addons())}。",
            )
    return chosen, paths


def _drop_leftovers(odoo):
    """Databases of runs that were killed: their name ends with the number of a process that is gone."""
    for name in odoo.postgres.names(odoo.postgres.name("run_")):
        number = name.rpartition("_")[2]
        if number.isdigit() and not pathlib.Path("/proc", number).exists():
            odoo.drop(name)


def test(options):
    """Run the checks; the last line counts them.

    :return: exit code 1 if any failed
    """
    everything = not options.targets
    names, paths = (addons(), []) if everything else _split(options.targets)
    need_browser()
    total = Count()

    def work(title, function):
        with step(title):
            total.add(function())

    with server("test") as odoo:
        _drop_leftovers(odoo)
        prepared = Prepared(odoo, options.fast)
        if everything:
            work("lint", lambda: _run_lint(prepared))
        prepared.template()
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            tasks = [
                pool.submit(work, *task) for task in _tasks(prepared, names, paths, everything)
            ]
        for task in tasks:
            task.result()
    for text in total.output:
        print(text)
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 1 if total.failed else 0


def bench(options):
    """Measure the budgets and write them as JSON.

    :return: exit code of the benchmarks
    """
    target = pathlib.Path(options.json).resolve() if options.json else STATE / "bench.json"
    with server("test") as odoo:
        prepared = Prepared(odoo, fast=options.fast)
        command = [
            str(odoo.runtime.python),
            "-m",
            "tests.bench.run",
            "--json",
            str(target),
            *(("--size", str(options.size)) if options.size else ()),
            *(("--trace", str(pathlib.Path(options.trace).resolve())) if options.trace else ()),
            *options.names,
        ]
        code = subprocess.run(command, cwd=ROOT, env=prepared.environ()).returncode
    if not code and target.exists():
        number = len(json.loads(target.read_text()))
        say(f"written to {target}: {number} figures", f"已写入 {target}：{number} 项")
    return code
