"""Every form that is built prints its blank, with its Chinese title."""

import io

import pytest
from pypdf import PdfReader


def _text(pdf):
    """Text of a PDF without blanks."""
    return "".join(
        "".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages
    )


@pytest.fixture
def env(env, server):
    """The styles of the papers come from a running server, as on a desk."""
    env["ir.config_parameter"].set_param("report.url", server)
    return env


def _render(env, report, records):
    report = report.with_context(lang="zh_CN", force_report_rendering=True)
    return report._render_qweb_pdf(report.report_name, records.ids)[0]


def test_blank_forms(env, artifact):
    forms = env["dms.form"].search([("kind", "not in", ("report", "board"))])
    assert len(forms) >= 10
    for form in forms:
        report, records = form._get_blank_report()
        assert report, f"{form.code} has no blank"
        pdf = _render(env, report, records)
        with open(artifact(f"blank-{form.code}.pdf"), "wb") as stream:
            stream.write(pdf)
        assert form.title_zh.replace("(", "").split("(")[0][:4] in _text(pdf), form.code


def test_every_form_opens_something(env):
    for form in env["dms.form"].search([]):
        assert form.action_open()["type"].startswith("ir.actions."), form.code


def test_titles_are_those_of_the_catalogue(env):
    for form in env["dms.form"].search([]):
        assert form.name == form.title_zh, form.code


def test_filled_papers_of_one_repair(env, artifact):
    """The papers of a delivered car print in Chinese with its plate."""
    order = env["sale.order"].search(
        [("delivered_at", "!=", False), ("picking_ids", "!=", False)], limit=1
    )
    settlement = order.settlement_ids[:1]
    papers = {
        "WS-03": ("dms_service.action_report_work_order", order),
        "SA-04": ("dms_service.action_report_settlement", settlement),
        "SV-15": ("dms_workshop.action_report_dispatch", order.dispatch_ids[:1]),
        "PT-01": ("dms_parts.action_report_issue", order.picking_ids[:1]),
        "SA-05": ("dms_crm.action_report_followup", order.followup_ids[:1]),
        "receipt": ("dms_finance.action_report_payment_receipt", settlement.receipt_ids[:1]),
    }
    for code, (xmlid, record) in papers.items():
        if not record:
            continue
        pdf = _render(env, env.ref(xmlid), record)
        with open(artifact(f"filled-{code}.pdf"), "wb") as stream:
            stream.write(pdf)
        assert order.vehicle_id.license_plate in _text(pdf), code


def test_statement_of_a_usual_repair_is_one_page(env, artifact):
    """SA-04 of a few jobs and parts with one payer goes on one sheet, signature boxes included."""

    def is_usual(one):
        kinds = one.line_ids.mapped("fee_kind")
        few = kinds.count("labour") <= 3 and kinds.count("part") <= 4
        return few and "part" in kinds and len(one.payer_ids) == 1

    settlements = env["dms.settlement"].search([("state", "in", ("confirmed", "paid"))])
    usual = settlements.filtered(is_usual)
    assert usual, "the demo company has settled a usual repair"
    fullest = max(usual, key=lambda one: len(one.line_ids) + len(one.order_id.job_ids))
    pdf = _render(env, env.ref("dms_service.action_report_settlement"), fullest)
    with open(artifact("usual-SA-04.pdf"), "wb") as stream:
        stream.write(pdf)
    text = _text(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1, fullest.name
    for word in ("人民币大写", "质量保证期", "下次保养", "旧件处理", "12315", "承修方盖章"):
        assert word in text, word


def test_arrival_inspection_is_one_sheet(env, artifact):
    """SV-11 goes on both sides of one sheet, with the five views and the tables of the diagnosis."""
    template = env["dms.checklist.template"]._published("SV-11")
    sheets = env["dms.checklist"].search(
        [("template_id", "=", template.id), ("state", "=", "done")]
    )
    diagnosed = sheets.filtered(
        lambda one: any(line.kind == "table" and line.rows for line in one.line_ids)
    )
    assert any(line.marks for line in sheets.line_ids), "the demo company marks damage"
    papers = {
        "blank": ("dms_base.action_report_checklist_blank", template),
        "filled": ("dms_base.action_report_checklist", diagnosed[:1]),
    }
    for name, (xmlid, record) in papers.items():
        pdf = _render(env, env.ref(xmlid), record)
        with open(artifact(f"{name}-SV-11-sheet.pdf"), "wb") as stream:
            stream.write(pdf)
        pages = PdfReader(io.BytesIO(pdf)).pages
        photos = "照片" in "".join(pages[-1].extract_text().split())
        assert len(pages) - photos == 2, name
        for word in ("清除后复现", "判定", "损伤标记", "送修人"):
            assert word in _text(pdf), (name, word)
