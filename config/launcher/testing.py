"""``./dms test`` and ``./dms bench``: databases prepared once, tests in parallel, one closing line."""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

from . import demo, lint
from .console import say, step
from .odoo import Odoo, free_port
from .places import ADDONS, CONFIG, ROOT, STATE, addons, fingerprint
from .postgres import Postgres
from .runtime import Runtime, need_browser

RESULT = re.compile(r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests")
SKIPPED = re.compile(r"odoo\.\S+: skipped .*|: skipped test", re.I)
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (\w+) \S+ (\S+): (.*)")
WORKERS = 2


@dataclass
class Count:
    """Numbers of the closing line, and what to show before it."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    output: list = field(default_factory=list)

    def add(self, other):
        """Add the numbers of another run."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.output += other.output


class Bench:
    """Prepared databases: one with all addons, one with the demo company, each kept while nothing changed."""

    def __init__(self):
        self.runtime = Runtime()
        self.postgres = Postgres(self.runtime, "test").start()
        self.odoo = Odoo(self.runtime, self.postgres)

    def template(self):
        """Database with all addons and no data of a company."""
        return self._prepare(
            "plain", fingerprint(ADDONS, ROOT / "requirements.txt"), self.odoo.install
        )

    def demo_template(self):
        """Database with the demo company, grown from the plain one."""
        key = fingerprint(ADDONS, ROOT / "demo", ROOT / "requirements.txt")

        def build(name):
            self.odoo.copy(self.template(), name)
            call = 'main(env, size="demo", seed=20260101, days=90)'
            self.odoo.script(name, demo.generator(call), f"generate-{name}.log")

        return self._prepare("demo", key, build)

    def _prepare(self, kind, key, build):
        name = f"tpl_{kind}_{key}"
        if not self.postgres.exists(name):
            for old in self.postgres.sql(
                f"SELECT datname FROM pg_database WHERE datname LIKE 'tpl_{kind}_%'"
            ).splitlines():
                self.odoo.drop(old)
            draft = f"draft_{kind}"
            self.odoo.drop(draft)
            with step(f"prepared database: {kind}"):
                build(draft)
                self.postgres.rename(draft, name)
                files = self.odoo.data / "filestore"
                if (files / draft).is_dir():
                    (files / draft).rename(files / name)
        return name

    def environ(self):
        """What top-level tests and benchmarks need to find the prepared databases."""
        return {
            **self.runtime.environ(),
            "DMS_TEST_CONF": str(self.odoo.conf),
            "DMS_TEST_STATE": str(STATE),
            "PYTHONPATH": str(ROOT / "config"),
            "DMS_ROOT": str(ROOT),
        }


def _groups(names):
    """Share the addons between the workers by the size of their tests."""
    sizes = {
        name: sum(path.stat().st_size for path in (ADDONS / name / "tests").glob("*.py"))
        for name in names
    }
    groups = [[] for _worker in range(min(WORKERS, len(names)))]
    for name in sorted(names, key=sizes.get, reverse=True):
        min(groups, key=lambda group: sum(map(sizes.get, group))).append(name)
    return [group for group in groups if group]


def _run_addons(bench, names, number):
    """Tests of some addons in one Odoo process on a copy of the prepared database."""
    database = f"run_{number}"
    bench.odoo.copy(bench.template(), database)
    log = STATE / "log" / f"test-{number}.log"
    tags = ",".join(f"/{name}" for name in names)
    with open(log, "w") as stream:
        run = subprocess.run(
            bench.odoo.command(
                *(
                    "-d",
                    database,
                    f"--test-tags={tags}",
                    "--stop-after-init",
                    f"--http-port={free_port()}",
                ),
                *("--max-cron-threads=0", "--log-level=info"),
            ),
            stdout=stream,
            stderr=subprocess.STDOUT,
            env=bench.runtime.environ(),
            cwd=STATE,
        )
    bench.odoo.drop(database)
    return _read_log(log, names, run.returncode)


def _allowed():
    """Patterns of log lines that are no fault of ours, one a line, with the reason as a comment."""
    lines = (CONFIG / "log-allow.txt").read_text("utf8").splitlines()
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def _read_log(log, names, code):
    """Numbers of a test run; a warning in the log is a failure, like a failed test."""
    text = log.read_text("utf8", "ignore")
    results = RESULT.findall(text)
    count = Count(skipped=len(SKIPPED.findall(text)))
    for failed, errors, total in results:
        bad = int(failed) + int(errors)
        count.failed += bad
        count.passed += max(int(total) - bad, 0)
    count.passed = max(count.passed - count.skipped, 0)
    noise = _noise(text)
    if noise:
        count.failed += 1
        count.output.append(
            f"--- warnings in the log of {', '.join(names)}\n" + "\n".join(noise[:40])
        )
    if not results or (code and not count.failed):
        count.failed += 1
        count.output.append(f"--- tests of {', '.join(names)} did not finish\n{text[-4000:]}")
    if count.failed:
        count.output.append(
            f"--- failures of {', '.join(names)} (whole log: {log})\n{_failures(text)}"
        )
    return count


def _noise(text):
    """Warnings and errors that are neither a failed test nor allowed."""
    allowed = _allowed()
    lines = []
    for line in text.splitlines():
        match = LOG_LINE.match(line)
        if not match or match[1] not in ("WARNING", "ERROR", "CRITICAL"):
            continue
        if match[2].startswith("odoo.tests") or ".tests." in match[2] or "/tests/" in line:
            continue
        if not any(pattern.search(line) for pattern in allowed):
            lines.append(line)
    return lines


def _failures(text):
    """Blocks of failed tests with their tracebacks."""
    blocks = re.findall(
        r"^\d{4}-\S+ \S+ \d+ ERROR \S+ \S+: (?:FAIL|ERROR): .*?(?=^\d{4}-\d\d-\d\d |\Z)",
        text,
        re.M | re.S,
    )
    return "\n".join(block.strip() for block in blocks)[:20000]


def _run_paths(bench, paths):
    """Top-level tests by pytest."""
    report = STATE / "pytest.xml"
    report.unlink(missing_ok=True)
    run = subprocess.run(
        [str(bench.runtime.python), "-m", "pytest", "-q", f"--junitxml={report}", *paths],
        cwd=ROOT,
        env={
            **bench.environ(),
            "DMS_DEMO_TEMPLATE": bench.demo_template(),
            "DMS_TEMPLATE": bench.template(),
        },
        capture_output=True,
        text=True,
    )
    count = Count()
    if report.exists():
        suite = ElementTree.parse(report).getroot().find("testsuite")
        numbers = {
            key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")
        }
        count.failed = numbers["failures"] + numbers["errors"]
        count.skipped = numbers["skipped"]
        count.passed = numbers["tests"] - count.failed - count.skipped
    if run.returncode and not count.failed:
        count.failed = 1
    if count.failed:
        count.output.append(f"--- pytest\n{run.stdout[-12000:]}{run.stderr[-2000:]}")
    return count


def _tasks(bench, targets):
    """What to run: (name, function) each returning a Count."""
    names = [target for target in targets if target in addons()]
    paths = [target for target in targets if target not in names]
    if not targets:
        names, paths = addons(), ["tests"]
    if not targets:
        yield "lint", lambda: _lint(bench)
    for number, group in enumerate(_groups(names)):
        yield f"tests of {', '.join(group)}", lambda g=group, n=number: _run_addons(bench, g, n)
    if paths:
        yield f"tests in {', '.join(paths)}", lambda: _run_paths(bench, paths)


def _lint(bench):
    number, failed = lint.run(bench.runtime)
    output = [f"--- {name}\n{text[:6000]}" for name, text in failed]
    return Count(passed=number - len(failed), failed=len(failed), output=output)


def test(options):
    """Run the checks; the last line counts them."""
    need_browser()
    bench = Bench()
    bench.template()
    if not options.targets or any(target not in addons() for target in options.targets):
        bench.demo_template()
    total = Count()

    def work(task):
        name, function = task
        with step(name):
            return function()

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for count in pool.map(work, list(_tasks(bench, options.targets))):
            total.add(count)
    for text in total.output:
        print(text)
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 1 if total.failed else 0


def bench(options):
    """Measure the budgets and write them as JSON if asked."""
    prepared = Bench()
    target = pathlib.Path(options.json).resolve() if options.json else STATE / "bench.json"
    run = subprocess.run(
        [
            str(prepared.runtime.python),
            "-m",
            "tests.bench.run",
            "--json",
            str(target),
            *options.names,
        ],
        cwd=ROOT,
        env={
            **prepared.environ(),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'config'}",
            "DMS_DEMO_TEMPLATE": prepared.demo_template(),
            "DMS_TEMPLATE": prepared.template(),
        },
    )
    if not run.returncode:
        say(f"written to {target}: {len(json.loads(target.read_text()))} figures")
    return run.returncode
