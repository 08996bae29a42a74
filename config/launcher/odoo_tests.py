"""The addons' own tests: run on copies of the prepared database, read from Odoo's log."""

import os
import re
import subprocess
from dataclasses import dataclass, field

from .odoo import free_port
from .places import ADDONS, CONFIG, STATE

RESULT = re.compile(r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests")
SKIPPED = re.compile(r"^\d{4}-\S+ \S+ \d+ INFO \S+ \S+: skipped (.*)$", re.M)
# A tour without a browser proves nothing.
NO_BROWSER = re.compile(r"chrome|websocket", re.I)
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (\w+) \S+ (\S+): (.*)")
FAILURE = re.compile(
    r"^\d{4}-\S+ \S+ \d+ ERROR \S+ \S+: ((?:FAIL|ERROR): .*?)(?=^\d{4}-\d\d-\d\d \d\d:|\Z)",
    re.M | re.S,
)
SHOWN = 20000


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

    def fail(self, title, text):
        """Count one failure and show why."""
        self.failed += 1
        self.output.append(f"--- {title}\n{text}")


def addon_of(target):
    """Addon of a target such as ``dms_service`` or ``dms_service:TestSettlement.test_sum``."""
    return target.partition(":")[0]


def groups(names, number):
    """Share the addons between so many processes by the size of their tests."""
    sizes = {
        name: sum(path.stat().st_size for path in (ADDONS / addon_of(name) / "tests").glob("*.py"))
        for name in names
    }
    shares = [[] for _worker in range(min(number, len(names)))]
    for name in sorted(names, key=sizes.get, reverse=True):
        min(shares, key=lambda share: sum(map(sizes.get, share))).append(name)
    return [share for share in shares if share]


def run(prepared, names):
    """Tests of some addons in one Odoo process.

    :param names: addons, each with ``:Class`` or ``:Class.method`` to run only those
    :return: :class:`Count`
    """
    odoo = prepared.odoo
    # Two processes may each test classes of the same addon.
    label = re.sub(r"\W+", "_", names[0]).lower()
    database = odoo.postgres.name(f"run_{label}_{os.getpid()}")
    odoo.copy(prepared.template(), database)
    log = STATE / "log" / f"test-{label}.log"
    tags = ",".join(f"/{name}" for name in names)
    try:
        with open(log, "w") as stream:
            code = subprocess.run(
                odoo.command(
                    *(
                        "-d",
                        database,
                        f"--test-tags={tags}",
                        "--stop-after-init",
                        f"--http-port={free_port()}",
                    ),
                    *(f"--gevent-port={free_port()}", "--max-cron-threads=0", "--log-level=info"),
                ),
                stdout=stream,
                stderr=subprocess.STDOUT,
                env={**odoo.runtime.environ(), "ODOO_TEST_MAX_FAILED_TESTS": "1000"},
                cwd=STATE,
            ).returncode
    finally:
        odoo.drop(database)
    return read_log(log, ", ".join(names), code)


def read_log(log, names, code):
    """Numbers of a test run; a warning in the log is a failure, like a failed test.

    :param log: path of the log
    :param names: the addons, for the messages
    :param code: exit code of the process
    """
    text = log.read_text("utf8", "ignore")
    results = RESULT.findall(text)
    skips = SKIPPED.findall(text)
    blind = [line for line in skips if NO_BROWSER.search(line)]
    count = Count(skipped=len(skips) - len(blind))
    for failed, errors, total in results:
        bad = int(failed) + int(errors)
        count.failed += bad
        count.passed += max(int(total) - bad, 0)
    # A skipped test is among those that ran; a skipped class is not.
    ran = sum(not line.startswith("setUpClass") for line in skips)
    count.passed = max(count.passed - ran, 0)
    for line in blind:
        count.fail("skipped for want of a browser", line)
    if count.failed > len(blind):
        failures = "\n".join(block.strip() for block in FAILURE.findall(text))
        count.output.append(f"--- failures of {names} (whole log: {log})\n{failures[:SHOWN]}")
    noise = warnings(text)
    if noise:
        count.fail(f"warnings in the log of {names}", "\n".join(noise[:40]))
    if not results or (code and not count.failed):
        count.fail(f"the tests of {names} did not finish", f"{text[-4000:]}\nwhole log: {log}")
    return count


def read_install(log):
    """Installing must say nothing either.

    :return: :class:`Count` of one check
    """
    noise = warnings(log.read_text("utf8", "ignore"))
    count = Count(passed=int(not noise))
    if noise:
        count.fail("warnings while the addons were installed", "\n".join(noise[:40]))
    return count


def _allowed():
    """Patterns of log lines that are no fault of ours, one a line, with the reason as a comment."""
    lines = (CONFIG / "log-allow.txt").read_text("utf8").splitlines()
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def warnings(text):
    """Warnings and errors of a log that are neither a failed test nor allowed."""
    allowed = _allowed()
    found = []
    for line in text.splitlines():
        match = LOG_LINE.match(line)
        if not match or match[1] not in ("WARNING", "ERROR", "CRITICAL"):
            continue
        # What a test logs, it says in its failure too.
        if match[2].startswith("odoo.tests") or ".tests." in match[2]:
            continue
        if not any(pattern.search(line) for pattern in allowed):
            found.append(line)
    return found
