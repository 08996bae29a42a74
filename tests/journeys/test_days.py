"""A whole day of a service advisor and of a service manager, on the demo company's running shop."""

from .office import OPEN_APPOINTMENTS


def _cron(office, method):
    """Let a scheduled action run now, as its time has come."""
    cron = office.one("ir.cron", [["code", "=", f"model.{method}()"]], "id")
    office.call("ir.cron", "method_direct_trigger", [cron["id"]])


def _open_order(office, stage):
    """An order at the shop in a stage."""
    return office.one(
        "sale.order",
        [["in_shop", "=", True], ["repair_stage", "=", stage]],
        "name",
        "vehicle_plate",
        "promised_date",
    )


def test_a_day_of_an_advisor(desk, office):
    advisor = desk("advisor")
    _call_becomes_appointment(advisor, office)
    _waiting_car_is_called(advisor, office, desk("guard"))
    _history_of_a_car(advisor, office)
    _promise_moves(advisor, office)
    _due_service_is_booked(advisor, office)
    _report_is_submitted(advisor, office)


def _call_becomes_appointment(advisor, office):
    """The phone rings: the number finds the car, the call becomes an appointment."""
    car = office.one(
        "fleet.vehicle",
        [
            ["vehicle_use", "=", "customer"],
            ["owner_id.phone", "!=", False],
            "!",
            ["appointment_ids.state", "in", OPEN_APPOINTMENTS],
        ],
        "license_plate",
        "owner_id",
        order="id desc",
    )
    owner = office.one("res.partner", [["id", "=", car["owner_id"][0]]], "phone")
    advisor.page.goto("/odoo/dms-calls")
    advisor.see(".o_list_view")
    advisor.start()
    advisor.click(".o_control_panel button:has-text('新建')")
    advisor.type("[name=phone] input", owner["phone"])
    assert advisor.page.input_value("[name=caller] input")
    advisor.type("[name=content] textarea", "周末想来做保养，问问时间")
    advisor.click("[name=outcome] .o_selection_badge:has-text('预约')")
    advisor.click("button[name=action_handle]")
    advisor.see("button[name=action_book]")
    advisor.picture("21-call-appointment")
    advisor.click("button[name=action_book]")
    advisor.see(".o_statusbar_status .o_arrow_button_current:has-text('已预约')")
    advisor.within(clicks=4, fields=2)
    call = office.one("dms.call.log", [], "appointment_id", "state", order="id desc")
    assert call["appointment_id"]


def _waiting_car_is_called(advisor, office, guard):
    """A car drives in; it stands on the desk without a reload and one tap calls its owner."""
    car = office.free_car()
    guard.type(".o_box", car["license_plate"])
    guard.click(".o_car_in")
    shown = car["license_plate"][:2] + "·" + car["license_plate"][2:]
    card = f".o_dms_desk_card:has-text('{shown}')"
    advisor.page.goto("/odoo/dms-desk")
    advisor.see(card)
    advisor.picture("22-desk")
    advisor.start()
    advisor.click(f"{card} button:has-text('叫号')")
    advisor.within(clicks=1)
    ticket = office.one("dms.queue.ticket", [["plate", "=", car["license_plate"]]], "state")
    assert ticket["state"] == "called"


def _history_of_a_car(advisor, office):
    """The card of a car tells everything that was done to it."""
    order = office.one(
        "sale.order", [["delivered_at", "!=", False]], "vehicle_id", "vehicle_plate", order="id"
    )
    advisor.page.goto(f"/odoo/dms-vehicles/{order['vehicle_id'][0]}")
    advisor.see(".o_form_view")
    advisor.click("button[name=action_view_orders]")
    advisor.see(".o_list_view .o_data_row, .o_kanban_record")
    advisor.picture("23-history")


def _promise_moves(advisor, office):
    """A car in work will be late: the promise is changed with a reason, the first one stays known."""
    order = _open_order(office, "working")
    advisor.page.goto(f"/odoo/dms-orders/{order['id']}")
    advisor.see("button[name=action_change_promise]")
    advisor.start()
    advisor.click("button[name=action_change_promise]")
    advisor.see(".modal [name=promised_date]")
    advisor.click(".modal [name=reason] input[data-value=parts]")
    advisor.picture("24-promise")
    advisor.click(".modal button[name=action_confirm]")
    advisor.within(clicks=3)


def _due_service_is_booked(advisor, office):
    """From the list of due services the appointment opens with the car in it."""
    advisor.page.goto("/odoo/dms-service-projection")
    advisor.see(".o_list_view .o_data_row")
    advisor.start()
    advisor.click(".o_data_row button[name=action_book_service]")
    advisor.see("[name=plate]")
    advisor.picture("25-due-service")
    advisor.within(clicks=1)


def _report_is_submitted(advisor, office):
    """At the end of the shift: remarks on the cars that stand, then submitted."""
    advisor.page.goto("/odoo/report-sa-06")
    advisor.see(".dms_report_write")
    advisor.start()
    advisor.click(".dms_report_write")
    advisor.see(".modal textarea")
    for box in advisor.page.locator(".modal textarea").all():
        box.fill("等待客户答复，明早联系")
    advisor.picture("26-report")
    advisor.click(".dms_report_submit")
    advisor.see(".dms_report_state:has-text('已提交')")
    advisor.within(clicks=2)


def test_a_day_of_a_manager(desk, office):
    _cron(office, "_cron_routines")
    manager, advisor = desk("manager"), desk("advisor")
    _routine_is_ticked(manager)
    _discount_is_approved(manager, advisor, office)
    _yesterday_is_read(manager)
    _advisor_report_is_reviewed(manager, advisor, office)
    _appraisal_is_signed(manager, office)


def _routine_is_ticked(manager):
    """The day's tasks stand on the home with their live numbers; the morning meeting needs a note."""
    manager.page.reload()
    manager.see(".dms_cockpit_task")
    manager.picture("31-home")
    manager.start()
    manager.click(".dms_cockpit_task:has-text('晨会')")
    line = ".o_dms_line:has-text('晨会')"
    manager.see(line)
    manager.click(f"{line} .o_dms_line_text")
    manager.type(f"{line} .o_dms_details input[type=text]", "两台车待料，配件已催")
    manager.click(f"{line} .o_dms_mark_ok, {line} .o_dms_mark")
    manager.picture("32-routine")
    manager.within(clicks=3, fields=1)
    manager.page.goto("/odoo/dms-manager-day")
    manager.see(".dms_cockpit_task_done:has-text('晨会')")


def _discount_is_approved(manager, advisor, office):
    """Above the advisor's authority: the refusal leads to the manager, two clicks from whose home it is approved."""
    order = _open_order(office, "quoted")
    advisor.page.goto(f"/odoo/dms-orders/{order['id']}")
    advisor.click("button[name=action_requote]")
    lines = office.call(
        "sale.order.line", "search", [["order_id", "=", order["id"]], ["fee_kind", "=", "labour"]]
    )
    office.call("sale.order.line", "write", lines, {"discount": 20})
    advisor.page.reload()
    advisor.see("button[name=action_quote]")
    advisor.page.locator("button[name=action_quote]").click()
    advisor.see(".modal:has-text('E-311')")
    advisor.picture("33-refused")
    advisor.page.locator(".modal button:has-text('请经理批准')").click()
    advisor.see(".o_notification:has-text('已请经理批准')")
    manager.page.goto("/odoo/dms-manager-day")
    manager.see(".dms_cockpit_exception:has-text('待批准的申请')")
    manager.start()
    manager.click(".dms_cockpit_exception:has-text('待批准的申请')")
    manager.click(f".o_data_row:has-text('{order['name']}') td:nth-child(3)")
    manager.see("button[name=action_approve_discount]")
    manager.picture("34-approval")
    manager.click("button[name=action_approve_discount]")
    manager.within(clicks=3)
    advisor.page.reload()
    advisor.click("button[name=action_quote]")
    assert _stage(office, order["id"]) == "quoted"


def _stage(office, order_id):
    return office.one("sale.order", [["id", "=", order_id]], "repair_stage")["repair_stage"]


def _yesterday_is_read(manager):
    """The daily report of the day before: a figure opens its cars, the paper and the spreadsheet are there."""
    manager.page.goto("/odoo/report-sm-04")
    manager.see(".dms_report_previous")
    manager.start()
    manager.click(".dms_report_previous")
    manager.picture("35-daily-report")
    for label, ending in (("PDF", ".pdf"), ("电子表格", ".xlsx")):
        with manager.page.expect_download() as paper:
            manager.click(f"button:has-text('{label}')")
        assert paper.value.suggested_filename.endswith(ending)
    manager.click(".dms_report_screen_table tr:has-text('进厂台次') td a")
    manager.see(".o_list_view .o_data_row")
    manager.picture("36-drill-down")
    manager.within(clicks=4)


def _advisor_report_is_reviewed(manager, advisor, office):
    """What an advisor submitted is reviewed by the manager."""
    user = office.one("res.users", [["login", "=", "advisor"]], "id")
    params = {"options": {"subject": user["id"]}}
    report = advisor.ask("dms.report", "get_report", "SA-06", params)
    rows = [row[0] for row in report["choices"]["note"]["rows"]]
    texts = dict.fromkeys(rows, "等待客户答复")
    if report["choices"]["note"]["state"] == "open":
        advisor.ask("dms.report", "save_note", "SA-06", params, texts, "submit")
    manager.page.goto("/odoo/report-sa-06")
    manager.see(".dms_report_filter select")
    manager.page.locator(".dms_report_filter select").select_option(str(user["id"]))
    manager.settle()
    manager.start()
    manager.click(".dms_report_write")
    manager.see(".dms_report_review")
    manager.picture("37-review")
    manager.click(".dms_report_review")
    manager.see(".dms_report_state:has-text('已审核')")
    manager.within(clicks=2)


def _appraisal_is_signed(manager, office):
    """The month's score of an advisor: figures by themselves, the manager adds his marks and signs."""
    sheet = office.one(
        "dms.checklist",
        [["template_id.code", "=", "SV-09"], ["state", "in", ["draft", "filling"]]],
        "id",
    )
    manager.page.goto(f"/odoo/dms-checklists/{sheet['id']}")
    manager.see(".o_dms_checklist")
    manager.picture("38-appraisal")
    manager.click(".o_dms_submit")
    manager.see(".o_dms_role")
    manager.picture("39-appraisal-submitted")
