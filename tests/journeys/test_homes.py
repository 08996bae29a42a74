"""Each role logs in and sees its first screen, in Chinese and without an error."""

import json
import pathlib
import re

import pytest

LOGINS = json.loads((pathlib.Path(__file__).parents[2] / "demo" / "logins.json").read_text("utf8"))


@pytest.mark.parametrize("entry", LOGINS, ids=[entry["login"] for entry in LOGINS])
def test_home(new_page, artifact, entry):
    page = new_page(entry["login"], entry["password"])
    page.wait_for_timeout(1500)
    page.screenshot(path=artifact(f"home-{entry['login']}.png"))
    assert not page.query_selector(".o_error_dialog"), "the home shows an error"
    text = page.inner_text("body")
    assert re.search("[\u4e00-\u9fff]", text)
