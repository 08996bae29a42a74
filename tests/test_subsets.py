"""Any subset of addons that the manifests allow is installed, works, goes without a trace and comes back."""

import pytest
from launcher import odoo_tests

from .conftest import ROOT

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from tests import subsets
subsets.run(env, {steps!r})
"""
# The leaves go and come one by one: each of them stands alone, and in each pair.
LEAVES = [
    ("uninstall", "dms_workshop"),
    ("uninstall", "dms_crm"),
    ("walk",),
    ("uninstall", "dms_finance"),
    ("walk",),
    ("install", "dms_workshop"),
    ("walk",),
    ("install", "dms_finance"),
    ("uninstall", "dms_workshop", "dms_finance"),
    ("install", "dms_crm"),
    ("walk",),
    ("install", "dms_workshop"),
    ("install", "dms_finance"),
    ("walk",),
]
# The lower ones without the higher ones, down to Odoo alone, and up again.
LOWER = [
    ("uninstall", "dms_service"),
    ("walk",),
    ("uninstall", "dms_hr"),
    ("walk",),
    ("uninstall", "dms_parts"),
    ("walk",),
    ("uninstall", "dms_base"),
    ("trade",),
    ("install", "dms_hr"),
    ("walk",),
    ("install", "dms_service"),
    ("walk",),
]


@pytest.mark.parametrize("chain", [LEAVES, LOWER], ids=["leaves", "lower"])
def test_subsets(bench, chain):
    name = "run_subsets"
    bench.odoo.copy(bench.template(), name)
    try:
        bench.odoo.script(name, SCRIPT.format(root=str(ROOT), steps=chain), "subsets.log")
    finally:
        bench.odoo.drop(name)
    text = (bench.odoo.logs / "subsets.log").read_text("utf8")
    seen = [line for line in text.splitlines() if line.startswith(("STEP ", "WRONG "))]
    assert sum(line.startswith("STEP ") for line in seen) == len(chain), text[-3000:]
    wrong = "WRONG " in text
    noise = odoo_tests.warnings(text)
    if wrong or noise:
        pytest.fail("\n".join([*seen, *noise]), pytrace=False)
