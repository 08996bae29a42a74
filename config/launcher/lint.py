"""``./dms lint``: style, Odoo conventions, translations, well-formed XML, licences."""

import ast
import concurrent.futures
import os
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from .places import ADDONS, ROOT, STATE, addons
from .runtime import Runtime


def _tools(runtime):
    """(name, command) of each check."""
    tool = runtime.venv / "bin"
    python_files = ["addons", "config", "demo", "tests", "dms"]
    paths = [f"addons/{name}" for name in addons()]
    po_files = sorted(str(path.relative_to(ROOT)) for path in ADDONS.glob("*/i18n/*.po"))
    yield "ruff check", [tool / "ruff", "check", *python_files]
    yield "ruff format", [tool / "ruff", "format", "--check", *python_files]
    split = "consider-merging-classes-inherited"  # a large model is split over files by topic
    yield (
        "pylint-odoo",
        [tool / "pylint", "-j2", "--rcfile=.pylintrc", f"--disable={split}", *paths],
    )
    # The order of attributes is a matter of taste; roles of the base are extended by several files.
    off = "--disable=xml-tag-position,xml-duplicate-record-id"
    yield "oca-checks-odoo-module", [tool / "oca-checks-odoo-module", off, *paths]
    # A term that stays as it is (VIN) is written out: an empty entry is one that was forgotten.
    written = "--disable=po-pretty-format"
    if po_files:
        yield "oca-checks-po", [tool / "oca-checks-po", written, *po_files]
    # One option with all folders, as the last one counts; nothing is asked of the `python` that PATH happens to name.
    places = [f"--addons-path={runtime.addons_path}", "--no-addons-path-from-import-odoo"]
    chosen = ["--select-addons-dir=addons", "--odoo-series=19.0"]
    yield "licences", [tool / "manifestoo", *places, *chosen, "check-licenses"]


def _xml_errors():
    """XML files that do not parse."""
    for path in sorted(ADDONS.rglob("*.xml")):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            yield f"{path.relative_to(ROOT)}: {error}"


def _po_errors():
    """Chinese translations that are missing, empty or fuzzy."""
    # Odoo drops every translation that a template beside it does not know.
    for path in sorted(ADDONS.glob("*/i18n/*.pot")):
        yield f"{path.relative_to(ROOT)} hides translations added after it: remove it"
    for name in addons():
        path = ADDONS / name / "i18n" / "zh_CN.po"
        if not path.exists():
            yield f"{path.relative_to(ROOT)} is missing"
            continue
        for block in path.read_text("utf8").split("\n\n")[1:]:
            lines = [line for line in block.splitlines() if not line.startswith("#~")]
            text = "\n".join(lines)
            if "msgid" not in text:
                continue
            if "#, fuzzy" in text or _is_empty(text):
                yield f"{path.relative_to(ROOT)}: not translated: {_msgid(text)}"


def _test_errors():
    """Tests that would never run: `./dms test` runs what is tagged post_install and imported."""
    for folder in sorted(ADDONS.glob("*/tests")):
        index = folder / "__init__.py"
        imported = index.read_text("utf8") if index.exists() else ""
        for path in sorted(folder.glob("test_*.py")):
            if not re.search(rf"\b{path.stem}\b", imported):
                yield f"{path.relative_to(ROOT)} is not imported in tests/__init__.py"
            for node in ast.parse(path.read_text("utf8")).body:
                if isinstance(node, ast.ClassDef) and _has_tests(node) and not _is_tagged(node):
                    yield f"{path.relative_to(ROOT)}: {node.name} is not tagged post_install"


def _has_tests(node):
    return any(
        isinstance(item, ast.FunctionDef) and item.name.startswith("test_") for item in node.body
    )


def _is_tagged(node):
    return any("post_install" in ast.unparse(decorator) for decorator in node.decorator_list)


def _msgid(text):
    return text.split("msgid", 1)[1].split("msgstr", 1)[0].strip()[:80]


def _is_empty(text):
    """Whether an entry has a source text and no translation."""
    source, _separator, target = text.partition("msgstr")
    has_source = source.split("msgid", 1)[1].replace('"', "").strip()
    return bool(has_source) and not target.replace('"', "").strip()


def run(runtime):
    """Run every check, two at a time.

    :return: (number of checks, list of (name, output) that failed)
    """
    env = {
        **runtime.environ(),
        "PYTHONPATH": str(runtime.odoo),
        "PYLINTHOME": str(STATE / "pylint"),
    }

    def check(item):
        name, command = item
        done = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=env, capture_output=True, text=True
        )
        return name, done.returncode, (done.stdout + done.stderr).strip()

    tools = list(_tools(runtime))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        failed = [(name, text) for name, code, text in pool.map(check, tools) if code]
    own = {
        "well-formed XML": list(_xml_errors()),
        "Chinese translations": list(_po_errors()),
        "tests that never run": list(_test_errors()),
    }
    failed += [(name, "\n".join(errors)) for name, errors in own.items() if errors]
    return len(tools) + len(own), failed


def show(failed):
    """Print what the failed checks said."""
    for name, text in failed:
        print(f"\n--- {name}\n{text}")


def command(_options):
    """Run the checks and say whether the tree is clean."""
    pathlib.Path(STATE).mkdir(exist_ok=True)
    number, failed = run(Runtime(checks=True))
    show(failed)
    print(f"{'not clean' if failed else 'clean'}: {number - len(failed)} of {number} checks passed")
    return 1 if failed else 0
