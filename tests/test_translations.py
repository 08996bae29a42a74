"""Every word that an addon shows has its Chinese: in code, in views, in records."""

import pathlib

import polib
import pytest

ROOT = pathlib.Path(__file__).parents[1]
ADDONS = sorted(path.parent.name for path in (ROOT / "addons").glob("dms_*/__manifest__.py"))
# Words of a programmer in a list of values, which Odoo's own reader takes for terms.
NOT_SHOWN = {"card", "wechat", "alipay", "transfer"}


def _translated(addon):
    """(use, words) of the translation file: use is a place in a record or view, or a language of code."""
    uses = set()
    for entry in polib.pofile(str(ROOT / "addons" / addon / "i18n" / "zh_CN.po")):
        if entry.msgstr and not entry.fuzzy:
            uses |= {(place, entry.msgid) for place, _line in entry.occurrences}
            uses |= {(line.strip(), entry.msgid) for line in entry.comment.split("\n")}
    return uses


@pytest.mark.parametrize("addon", ADDONS)
def test_every_term_is_translated(env, addon):
    from odoo.tools.translate import TranslationModuleReader

    translated, missing = _translated(addon), set()
    for _module, kind, name, xmlid, source, _value, comments in TranslationModuleReader(
        env.cr, modules=[addon]
    ):
        if kind != "code":
            uses = [f"{kind}:{name}:{xmlid}"]
        elif "/tests/" in name or source in NOT_SHOWN:
            continue
        else:
            uses = comments
        missing |= {(f"{name} {use}", source) for use in uses if (use, source) not in translated}
    if missing:
        pytest.fail("\n".join(f"{place}: {term}" for place, term in sorted(missing)), pytrace=False)
