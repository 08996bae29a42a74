"""Every word that an addon shows has its Chinese: in code, in views, in records."""

import pathlib

import polib
import pytest

ROOT = pathlib.Path(__file__).parents[1]
ADDONS = sorted(path.parent.name for path in (ROOT / "addons").glob("dms_*/__manifest__.py"))
# Words of a programmer in a list of values, which Odoo's own reader takes for terms.
NOT_SHOWN = {"card", "wechat", "alipay", "transfer"}


def _translated(addon):
    """Words of the translation file, and (place, words) of those that belong to records and views."""
    entries = [
        entry
        for entry in polib.pofile(str(ROOT / "addons" / addon / "i18n" / "zh_CN.po"))
        if entry.msgstr and not entry.fuzzy
    ]
    places = {(place, entry.msgid) for entry in entries for place, _line in entry.occurrences}
    return {entry.msgid for entry in entries}, places


@pytest.mark.parametrize("addon", ADDONS)
def test_every_term_is_translated(env, addon):
    from odoo.tools.translate import TranslationModuleReader

    words, places = _translated(addon)
    missing = set()
    for _module, kind, name, xmlid, source, _comments, _value in TranslationModuleReader(
        env.cr, modules=[addon]
    ):
        if kind == "code":
            if "/tests/" not in name and source not in words | NOT_SHOWN:
                missing.add((name, source))
        elif (f"{kind}:{name}:{xmlid}", source) not in places:
            missing.add((f"{kind}:{name}:{xmlid}", source))
    if missing:
        pytest.fail("\n".join(f"{place}: {term}" for place, term in sorted(missing)), pytrace=False)
