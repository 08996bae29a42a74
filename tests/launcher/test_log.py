"""The closing line counts what Odoo's log says."""

import pytest
from launcher import odoo_tests

HEAD = "2026-01-01 08:00:00,000 12 {} db {}: "
INFO = HEAD.format("INFO", "{}")
RESULT = (
    INFO.format("odoo.tests.result")
    + "{} failed, {} error(s) of {} tests when loading database 'db' \n"
)


@pytest.fixture
def read(tmp_path):
    """Function that reads a log of these lines."""

    def function(*lines, code=0):
        path = tmp_path / "log"
        path.write_text("".join(lines))
        return odoo_tests.read_log(path, "dms_base", code)

    return function


def numbers(count):
    return count.passed, count.failed, count.skipped


def test_all_passed(read):
    assert numbers(read(RESULT.format(0, 0, 31))) == (31, 0, 0)


def test_failures_show_their_traceback(read):
    count = read(
        HEAD.format("ERROR", "odoo.addons.dms_base.tests.test_x") + "FAIL: TestX.test_y\n",
        "Traceback (most recent call last):\n  File ...\nAssertionError: 1 != 2\n \n",
        RESULT.format(1, 1, 10),
        code=1,
    )
    assert numbers(count) == (8, 2, 0)
    assert "AssertionError: 1 != 2" in count.output[0]


def test_skipped_tests_are_not_passed(read):
    skipped = (
        INFO.format("odoo.addons.dms_base.tests.test_x") + "skipped TestX.test_y : no reason\n"
    )
    assert numbers(read(skipped, RESULT.format(0, 0, 10))) == (9, 0, 1)


def test_tour_without_browser_fails(read):
    skipped = (
        INFO.format("odoo.addons.dms_base.tests.test_x")
        + "skipped TestX.test_y : Chrome executable not found\n"
    )
    assert numbers(read(skipped, RESULT.format(0, 0, 10))) == (9, 1, 0)


def test_warning_fails(read):
    noise = HEAD.format("WARNING", "odoo.models") + "dms.thing has no access rule\n"
    assert numbers(read(noise, RESULT.format(0, 0, 10))) == (10, 1, 0)


def test_allowed_warning_passes(read):
    noise = HEAD.format("WARNING", "odoo") + "missing --http-interface/http_interface\n"
    assert numbers(read(noise, RESULT.format(0, 0, 10))) == (10, 0, 0)


def test_unfinished_run_fails(read):
    assert numbers(read("Killed\n", code=137)) == (0, 1, 0)
