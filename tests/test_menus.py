"""Whatever a role is offered opens: every menu, every view, the first records; and all of it is Chinese."""

import json
import pathlib
import re

import pytest

from .web_client import WebClient

LOGINS = json.loads((pathlib.Path(__file__).parents[1] / "demo" / "logins.json").read_text("utf8"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Codes that are the same in both languages.
SAME_IN_BOTH = {"VIN", "PDF", "XLSX", "CNG", "JSON", "LPG", "SHA-256", "QR"}
WORD = re.compile(r"[A-Za-z]{3,}")


@pytest.mark.parametrize("login", [row["login"] for row in LOGINS])
def test_menus_open(env, login):
    user = env["res.users"].search([("login", "=", login)])
    context = {
        "lang": "zh_CN",
        "tz": "Asia/Shanghai",
        "uid": user.id,
        "allowed_company_ids": user.company_ids.ids,
    }
    client = WebClient(env(user=user.id, context=context))
    assert client.open_everything(), "no menu at all"
    if client.failures:
        pytest.fail("\n".join([f"{login}:", *client.failures]), pytrace=False)


def _english(names):
    """Names that have words and no Chinese character."""
    return sorted(
        {name for name in names if name and WORD.search(name) and not CHINESE.search(name)}
    )


def _of_ours(env, model):
    """Records of a model that our addons define."""
    rows = env["ir.model.data"].search([("model", "=", model), ("module", "=like", "dms_%")])
    return env[model].browse(rows.mapped("res_id")).exists()


def test_menus_and_actions_are_chinese(env):
    names = _of_ours(env, "ir.ui.menu").mapped("name")
    names += _of_ours(env, "ir.actions.act_window").mapped("name")
    names += _of_ours(env, "ir.actions.report").mapped("name")
    assert not _english(names)


def test_labels_are_chinese(env):
    """Labels and choices of the fields of our models."""
    names = []
    for model in env.registry:
        if not model.startswith("dms.") or env[model]._abstract:
            continue
        labels = env[model].fields_get(attributes=["string", "selection"])
        for name, info in labels.items():
            if not (env[model]._fields[name]._module or "").startswith("dms_"):
                continue
            names.append(info["string"])
            names += [label for _value, label in info.get("selection") or []]
    assert not set(_english(names)) - SAME_IN_BOTH
