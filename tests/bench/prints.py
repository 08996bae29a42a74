"""Printed forms against the template and the PDF engine alone, and a pile of them in one process of the engine."""

import time
from unittest.mock import patch

from odoo.addons.base.models import ir_actions_report as core

from .meter import figure

# The server gives the engine the styles of the papers.
SERVED = True
# The fastest of them counts: other work on the machine only adds.
ROUNDS = 5
BATCH = 100
BUDGET = 1.2
# form: (report, model, domain)
FORMS = {
    "SV-13": ("dms_service.action_report_estimate", "sale.order", [("authorised_at", "!=", False)]),
    "WS-03": (
        "dms_service.action_report_work_order",
        "sale.order",
        [("delivered_at", "!=", False)],
    ),
    "SA-04": ("dms_service.action_report_settlement", "dms.settlement", [("state", "=", "paid")]),
    "SV-15": ("dms_workshop.action_report_dispatch", "dms.dispatch", [("state", "=", "done")]),
    "PT-01": (
        "dms_parts.action_report_issue",
        "stock.picking",
        [("state", "=", "done"), ("sale_id.is_repair", "=", True)],
    ),
}
PILE = "WS-03"


def measure(env, trace=None):
    """Time of a whole print, with empty memory, against its template on known records and the engine on the same HTML.

    :return: (figures for the JSON file, rows of the table)
    """
    figures, rows = {}, []
    for code, (name, model, domain) in FORMS.items():
        report = env.ref(name).with_context(force_report_rendering=True)
        record = env[model].search(domain, order="id desc", limit=1)
        # The engine's first run fetches and keeps the styles.
        report._render_qweb_pdf(report.report_name, record.ids)
        whole, parts = zip(*[_print(env, report, record) for _round in range(ROUNDS)], strict=True)
        rows += [
            (code, "whole", min(whole), 0),
            (code, "parts", min(parts), 0),
        ]
        ratio = min(whole) / min(parts)
        figures[f"prints.{code}_ratio"] = figure(ratio, "ratio", BUDGET)
    figures.update(_print_pile(env))
    return figures, rows


def _print(env, report, record):
    """Seconds of one print, and of its template and the engine alone."""
    env.invalidate_all()
    start = time.perf_counter()
    report._render_qweb_pdf(report.report_name, record.ids)
    whole = time.perf_counter() - start
    start = time.perf_counter()
    html = report._render_qweb_html(report.report_name, record.ids)[0]
    bodies, _ids, header, footer, paper = report._prepare_html(html, report_model=report.model)
    report._run_wkhtmltopdf(
        bodies,
        report_ref=report.report_name,
        header=header,
        footer=footer,
        specific_paperformat_args=paper,
    )
    return whole, time.perf_counter() - start


def _print_pile(env):
    """Many papers of one form printed at once: processes of the engine, time of a paper against a single one."""
    name, model, domain = FORMS[PILE]
    report = env.ref(name).with_context(force_report_rendering=True)
    records = env[model].search(domain, order="id desc", limit=BATCH)
    single = min(_print(env, report, records[:1])[0] for _round in range(ROUNDS))
    env.invalidate_all()
    run, calls = core._run_wkhtmltopdf, []
    with patch.object(core, "_run_wkhtmltopdf", lambda args: calls.append(args) or run(args)):
        start = time.perf_counter()
        report._render_qweb_pdf(report.report_name, records.ids)
        spent = time.perf_counter() - start
    return {
        "prints.pile": figure(len(records), "papers"),
        "prints.pile_processes": figure(len(calls), "processes", 1),
        "prints.pile_seconds": figure(spent, "s"),
        "prints.pile_paper_ratio": figure(spent / len(records) / single, "ratio", 1.0),
    }
