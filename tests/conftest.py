"""Fixtures of the tests that cross addons: a copy of the demo company, a server on it, a browser."""

import os
import pathlib
import shutil
import sys

import pytest

ROOT = pathlib.Path(os.environ.get("DMS_ROOT", pathlib.Path(__file__).parents[1]))
sys.path[:0] = [str(ROOT), str(ROOT / "config")]

ARTIFACTS = ROOT / ".dms" / "artifacts"


@pytest.fixture(scope="session")
def bench():
    """The prepared databases of the launcher."""
    if "DMS_DEMO_TEMPLATE" not in os.environ:
        pytest.fail("Run these tests with './dms test tests/…': it prepares the databases.")
    from launcher.testing import Bench

    return Bench()


@pytest.fixture(scope="session")
def demo_database(bench):
    """A copy of the demo company that the tests may change."""
    name = bench.odoo.postgres.name(f"run_demo_{os.getpid()}")
    bench.odoo.copy(os.environ["DMS_DEMO_TEMPLATE"], name)
    yield name
    bench.odoo.drop(name)


@pytest.fixture(scope="session")
def registry(bench, demo_database):
    """Odoo loaded in this process on the copy."""
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-c", str(bench.odoo.conf), "-d", demo_database, "--no-http", "--max-cron-threads=0"]
    )
    loaded = Registry(demo_database)
    yield loaded
    Registry.delete(demo_database)


@pytest.fixture
def env(registry):
    """Superuser environment in Chinese; what a test writes is rolled back."""
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
        cursor.rollback()


@pytest.fixture(scope="session")
def web_database(bench):
    """A copy of the demo company for the web server."""
    name = bench.odoo.postgres.name(f"run_web_{os.getpid()}")
    bench.odoo.copy(os.environ["DMS_DEMO_TEMPLATE"], name)
    yield name
    bench.odoo.drop(name)


@pytest.fixture(scope="session")
def server(bench, web_database):
    """A web server on its own copy of the demo company; yields its address."""
    from launcher.odoo import end, free_port

    port = free_port()
    process = bench.odoo.serve(
        web_database, port, log="web-tests.log", extra=("--max-cron-threads=0",)
    )
    yield f"http://127.0.0.1:{port}"
    end(process)


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    if not shutil.which("chromium"):
        pytest.fail("There is no Chromium: './dms doctor' says how to install it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser, server):
    """Maker of pages: `new_page(login)` is logged in, in Chinese, at Shanghai time."""
    contexts = []

    def make(login=None, password="dms", **options):
        options = {"viewport": {"width": 1440, "height": 900}, **options}
        context = browser.new_context(
            base_url=server, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        contexts.append(context)
        page = context.new_page()
        if login:
            page.goto("/web/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", password)
            page.click("button[type=submit]")
            page.wait_for_selector(".o_action_manager > *", timeout=60000)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def artifact():
    """Path of a picture kept after the run."""
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    return lambda name: str(ARTIFACTS / name)
