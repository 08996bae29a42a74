"""One car from booking to follow-up, clicked by its roles in Chinese, within the action budgets."""

import base64

import pytest


def test_repair_from_booking_to_followup(desk, office, server):
    car = office.free_car()
    plate = car["license_plate"]
    _book(desk("care"), office, plate)
    _arrive(desk("guard"), plate)
    advisor = desk("advisor")
    order_id = _receive(advisor, office, car)
    _walk_around(advisor, office, order_id)
    _estimate(advisor)
    _sign(desk, advisor, office, order_id)
    _dispatch(desk("supervisor"), office, order_id)
    _issue(desk("storekeeper"), office, order_id)
    _work(desk, office, order_id)
    _inspect(desk("inspector"), office, order_id)
    _hand_over(desk("advisor"), office, order_id)
    _settle(desk("cashier"), office, order_id)
    _hand_keys(desk("advisor"), office, order_id)
    _release(desk("guard"), office, order_id, plate)
    _follow_up(desk("care"), office, order_id)


def _book(clerk, office, plate):
    """The clerk types the plate and the wish; the time offered first is taken."""
    clerk.page.goto("/odoo/dms-appointments")
    clerk.page.wait_for_selector(".o_list_view, .o_kanban_view, .o_calendar_view")
    clerk.start()
    clerk.click(".o_control_panel button:has-text('新建')")
    clerk.type("[name=plate] input", plate)
    clerk.type("[name=customer_words] textarea", "到期保养，刹车有点响")
    clerk.click("button[name=action_book]")
    clerk.see(".o_statusbar_status .o_arrow_button_current:has-text('已预约')")
    clerk.picture("01-booking")
    clerk.within(clicks=3, fields=2)
    booking = office.one(
        "dms.appointment", [["plate", "=", plate], ["state", "=", "booked"]], "slot_start"
    )
    # The day of the appointment comes: the office moves the booking instead of the clock.
    now = office.one("res.users", [["login", "=", "admin"]], "login_date")["login_date"]
    office.call("dms.appointment", "write", [booking["id"]], {"slot_start": now})


def _arrive(guard, plate):
    """Guard: plate and one button."""
    guard.start()
    guard.type(".o_box", plate)
    guard.click(".o_car_in")
    guard.see(f".o_inside:has-text('{plate[1:]}')")
    guard.picture("02-arrival")
    guard.within(clicks=1, fields=1)


def _receive(advisor, office, car):
    """Known car with appointment: at most 3 clicks and 2 fields."""
    shown = car["license_plate"][:2] + "·" + car["license_plate"][2:]
    advisor.page.reload()
    advisor.see(f".o_dms_desk_card:has-text('{shown}')")
    advisor.start()
    advisor.click(f".o_dms_desk_card:has-text('{shown}') button.btn-primary")
    advisor.see(".modal [name=odometer]")
    advisor.picture("03-reception")
    advisor.type(".modal [name=odometer] input", str(car["last_odometer"] + 5000))
    advisor.type(".modal [name=customer_complaint] textarea", "到期保养，刹车有点响，请检查")
    advisor.click(".modal button[name=action_open_order]")
    advisor.see(".o_form_view button[name=action_start_estimate], .o_form_view [name=repair_stage]")
    advisor.within(clicks=3, fields=2)
    order = office.one(
        "sale.order", [["vehicle_id", "=", car["id"]], ["in_shop", "=", True]], "name"
    )
    return order["id"]


def _walk_around(advisor, office, order_id):
    """A car without a scratch: the number of keys, two taps and two signatures on one tablet."""
    advisor.start()
    advisor.click("button[name=action_arrival_inspection].btn-primary")
    advisor.see(".o_dms_line[data-code=E06] .o_dms_number")
    advisor.type(".o_dms_line[data-code=E06] .o_dms_number", "2")
    advisor.page.keyboard.press("Tab")
    advisor.settle()
    _clean_sheet(advisor, "03-walk-around")
    # The customer hands the tablet back, the advisor signs.
    advisor.see(".o_dms_role_next .o_dms_role_name:has-text('服务顾问')")
    advisor.draw(".o_dms_sign_pad canvas")
    advisor.click(".o_dms_sign_confirm")
    advisor.see(".o_dms_role .o_dms_ok >> nth=1")
    advisor.within(clicks=4, fields=1)
    order = office.one("sale.order", [["id", "=", order_id]], "walk_around_at")
    assert order["walk_around_at"]
    advisor.click(".o_breadcrumb .o_back_button, .breadcrumb-item a >> nth=-1")
    advisor.see("button[name=action_add_packages]")


def _estimate(advisor):
    """A package is chosen: at most 4 clicks until the order can be signed."""
    advisor.start()
    advisor.click("button[name=action_add_packages]")
    advisor.see(".modal [name=package_ids] input[type=checkbox]")
    advisor.click(".modal [name=package_ids] input[type=checkbox]")
    advisor.click(".modal button[name=action_confirm]")
    advisor.see("[name=order_line] .o_data_row")
    advisor.see("button[name=action_authorise]")
    advisor.within(clicks=4)
    advisor.picture("04-estimate")


def _sign(desk, advisor, office, order_id):
    """On the customer's own phone: two taps and the signature."""
    advisor.click("button[name=action_authorise]")
    advisor.click(".modal [name=channel] input[data-value=portal]")
    advisor.see(".modal [name=phone_qr] img")
    advisor.picture("05-code")
    row = office.one("sale.order", [["id", "=", order_id]], "access_url", "access_token")
    phone = desk(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    phone.page.goto(f"{row['access_url']}?access_token={row['access_token']}")
    phone.see(".o_dms_repair")
    phone.picture("06-phone")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    phone.page.locator(".o_dms_terms_end").scroll_into_view_if_needed()
    phone.page.wait_for_selector(".o_dms_sign_area:not(.o_dms_waiting)")
    phone.start()
    phone.draw(".o_dms_sign_area .o_web_sign_signature")
    phone.picture("07-signature")
    phone.click(".o_portal_sign_submit")
    phone.see(".alert-success:has-text('已完成签字')")
    phone.within(clicks=2)
    phone.picture("08-signed")
    stage = office.one("sale.order", [["id", "=", order_id]], "repair_stage", "signature")
    assert stage["repair_stage"] == "authorised"
    assert base64.b64decode(stage["signature"])


def _dispatch(supervisor, office, order_id):
    """The package by a click on its card and a click on the technician."""
    name = office.one("sale.order", [["id", "=", order_id]], "name")["name"]
    job = f".o_job:has-text('{name}')"
    supervisor.see(job)
    supervisor.start()
    supervisor.click(job)
    supervisor.click(".o_lane:has-text('高俊峰')")
    supervisor.page.wait_for_selector(job, state="detached")
    supervisor.within(clicks=3)
    supervisor.picture("09-dispatch")


def _issue(storekeeper, office, order_id):
    """The slip is scanned and confirmed once."""
    slip = office.one("stock.picking", [["sale_id", "=", order_id]], "name", "state")
    storekeeper.start()
    storekeeper.scan(".o_scan", slip["name"])
    storekeeper.see(f".o_slip[data-id='{slip['id']}']")
    storekeeper.picture("10-issue")
    storekeeper.click(f".o_slip[data-id='{slip['id']}'] .o_issue")
    storekeeper.see(".alert-success")
    storekeeper.within(clicks=1)
    assert office.one("stock.picking", [["id", "=", slip["id"]]], "state")["state"] == "done"


def _work(desk, office, order_id):
    """At the shared screen: badge and PIN, then one tap to start, two to pause, two to finish."""
    kiosk = office.one("dms.kiosk", [["app_codes", "=", "technician"]], "token")
    dispatches = office.call(
        "dms.dispatch", "search_read", [["order_id", "=", order_id]], fields=["main_employee_id"]
    )
    worker = office.one(
        "hr.employee", [["id", "=", dispatches[0]["main_employee_id"][0]]], "barcode", "pin"
    )
    screen = desk(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    screen.page.goto(f"/dms/kiosk/{kiosk['token']}")
    plate = office.one("sale.order", [["id", "=", order_id]], "vehicle_plate")["vehicle_plate"]
    card = f".o_job:has-text('{plate[2:]}')"
    paused = False
    for _dispatch in dispatches:
        screen.scan(".o_dms_kiosk_badge", worker["barcode"])
        screen.scan(".o_dms_kiosk_pin", worker["pin"])
        screen.see(card)
        screen.start()
        screen.click(f"{card} .o_start")
        screen.see(f"{card}.o_running")
        screen.within(clicks=1)
        if not paused:
            screen.picture("11-working")
            screen.start()
            screen.click(f"{card}.o_running .o_pause")
            screen.click(".o_reasons button")
            screen.within(clicks=2)
            screen.see(f"{card} .o_start")
            screen.click(f"{card} .o_start")
            paused = True
        screen.start()
        screen.click(f"{card}.o_running .o_finish")
        screen.within(clicks=2)
        screen.page.wait_for_timeout(300)
        if screen.page.locator(".o_dms_kiosk_leave").count():
            screen.click(".o_dms_kiosk_leave")
    done = office.call(
        "dms.dispatch", "search_read", [["order_id", "=", order_id]], fields=["state"]
    )
    assert {row["state"] for row in done} == {"done"}


def _inspect(inspector, office, order_id):
    """A clean car: two taps and the signature (drawn and confirmed)."""
    plate = office.one("sale.order", [["id", "=", order_id]], "vehicle_plate")["vehicle_plate"]
    card = f".o_kanban_record:has-text('{plate[2:]}')"
    inspector.see(card)
    inspector.start()
    inspector.click(card)
    inspector.see(".o_dms_checklist")
    _clean_sheet(inspector, "12-inspection")
    inspector.within(clicks=3)
    assert office.one("sale.order", [["id", "=", order_id]], "qc_passed_at")["qc_passed_at"]


def _clean_sheet(person, picture):
    """One tap says that all is in order, then the signature."""
    person.click(".o_dms_pass_sheet")
    person.see(".o_dms_signing")
    person.picture(picture)
    person.draw(".o_dms_sign_pad canvas")
    person.click(".o_dms_sign_confirm")
    error = person.page.query_selector(".o_dms_checklist_error")
    assert not error, error.inner_text()


def _hand_over(advisor, office, order_id):
    """The pre-delivery check makes the car ready and tells the customer."""
    advisor.page.goto(f"/odoo/dms-orders/{order_id}")
    advisor.see("button[name=action_pre_delivery]")
    advisor.click("button[name=action_pre_delivery]")
    advisor.see(".o_dms_checklist")
    _clean_sheet(advisor, "13-pre-delivery")
    assert (
        office.one("sale.order", [["id", "=", order_id]], "repair_stage")["repair_stage"] == "ready"
    )


def _settle(cashier, office, order_id):
    """Settle and take one payment: at most 4 clicks."""
    row = office.one("sale.order", [["id", "=", order_id]], "vehicle_plate", "amount_total")
    card = f".card:has-text('{row['vehicle_plate'][2:]}')"
    cashier.see(card)
    cashier.picture("14-cashier")
    cashier.start()
    cashier.click(f"{card} .o_dms_settle")
    cashier.see(".modal [name=line_ids] .o_data_row")
    cashier.picture("15-payment")
    with cashier.page.expect_download() as receipt:
        cashier.click(".modal button[name=action_pay_and_print]")
    cashier.within(clicks=4)
    assert receipt.value.suggested_filename.endswith(".pdf")
    paid = office.one("sale.order", [["id", "=", order_id]], "repair_stage", "paid_at")
    assert paid["paid_at"]
    settlement = office.one(
        "dms.settlement", [["order_id", "=", order_id]], "amount_total", "amount_due"
    )
    assert settlement["amount_total"] == pytest.approx(row["amount_total"], abs=0.001)
    assert settlement["amount_due"] == 0


def _hand_keys(advisor, office, order_id):
    """Keys, papers and the gate pass for the customer: the card on the desk and one button."""
    name = office.one("sale.order", [["id", "=", order_id]], "vehicle_plate")["vehicle_plate"]
    shown = name[:2] + "·" + name[2:]
    advisor.start()
    advisor.click(f".o_dms_desk_column .o_dms_desk_card:has-text('{shown}')")
    with advisor.page.expect_download() as gate_pass:
        advisor.click("button[name=action_release_and_print]")
    assert gate_pass.value.suggested_filename.endswith(".pdf")
    advisor.see(".o_statusbar_status .o_arrow_button_current:has-text('已放行')")
    advisor.within(clicks=2)


def _release(guard, office, order_id, plate):
    """The pass is scanned and confirmed with one tap."""
    gate_pass = office.one(
        "dms.gate.pass",
        [["res_model", "=", "sale.order"], ["res_id", "=", order_id], ["state", "=", "valid"]],
        "token",
    )
    guard.start()
    guard.scan(".o_box", gate_pass["token"])
    guard.see(f".o_pass:has-text('{plate[2:]}')")
    guard.picture("16-gate")
    guard.click(".o_release")
    guard.see(".alert-success")
    guard.within(clicks=1)
    assert office.one("sale.order", [["id", "=", order_id]], "repair_stage")["repair_stage"] == (
        "delivered"
    )


def _follow_up(care, office, order_id):
    """A satisfied customer: at most 3 clicks."""
    followup = office.one("dms.followup", [["order_id", "=", order_id]], "name", order="date_due")
    care.page.goto("/odoo/dms-followups")
    name = office.one("sale.order", [["id", "=", order_id]], "name")["name"]
    care.page.wait_for_selector(".o_list_view, .o_kanban_view")
    care.start()
    care.click(f".o_data_row:has-text('{name}') td:nth-child(3)")
    care.see("button[name=action_all_satisfied]")
    care.click("button[name=action_all_satisfied]")
    care.see("button[name=action_finish]")
    care.picture("17-follow-up")
    care.click("button[name=action_finish]")
    care.within(clicks=3)
    state = office.one("dms.followup", [["id", "=", followup["id"]]], "state")["state"]
    assert state == "done"
