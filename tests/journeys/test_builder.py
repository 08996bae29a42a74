"""A head without technical rights draws a form, a reviewer publishes it, two people fill it on their phones."""

import io
import json

from PIL import Image
from pypdf import PdfReader

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
TITLE = "油品领用登记"
COLUMNS = (
    ("text", "油品"),
    ("decimal", "用量"),
    ("money", "单价"),
    ("computed", "金额"),
    ("employee", "领用人"),
    ("photo", "照片"),
)


def _draw(desk):
    """The head draws the six columns; the number of the draft's version."""
    head = desk("supervisor", viewport={"width": 1500, "height": 950})
    page = head.page
    page.goto("/odoo/dms-ot-06")
    head.click("button:has-text('新建表格')")
    head.see(".o_dms_new_cards")
    head.picture("form-new")
    head.click(".o_dms_new_cards button")
    head.see(".o_dms_designer_page")
    head.type("input[name=title_zh]", TITLE)
    for kind, label in COLUMNS:
        head.click(f".o_dms_designer_palette [data-kind={kind}]")
        row = page.locator(".o_dms_designer_row").last
        _fill(row, ".o_dms_label_zh", label)
        if kind == "decimal":
            _fill(row, ".o_dms_unit", "L")
            _fill(row, ".o_dms_min", "0.5")
            _fill(row, ".o_dms_max", "20")
        if kind == "computed":
            _fill(row, ".o_dms_formula", "{用量} × {单价}")
        if kind in ("decimal", "computed"):
            row.locator(".o_dms_footer").select_option("sum")
        if kind in ("text", "decimal", "employee"):
            row.locator(".o_dms_required input").check()
    # The draft is kept and judged once the hand rests.
    page.locator(".o_dms_designer_problem").first.wait_for(state="detached")
    page.wait_for_selector(".o_dms_reg_field[data-key=f6]")
    head.picture("form-designer")
    head.click(".o_dms_view_paper")
    frame = page.frame_locator(".o_dms_designer_paper iframe")
    frame.locator("th:has-text('用量')").wait_for()
    head.picture("form-designer-paper")
    return head


def _picture():
    """What a phone's camera would send."""
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), "darkorange").save(stream, "PNG")
    return stream.getvalue()


def _fill(row, selector, text):
    box = row.locator(selector)
    box.fill(text)
    box.press("Tab")


def _drag_first_down(head):
    """The first field is dragged below the second and back."""
    rows = head.page.locator(".o_dms_designer_row")
    before = rows.first.get_attribute("data-key")
    handle, target = rows.nth(0).locator(".o_dms_handle"), rows.nth(1)
    box, goal = handle.bounding_box(), target.bounding_box()
    mouse = head.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + 5, goal["y"] + goal["height"] * 0.4, steps=6)
    mouse.move(box["x"] + 5, goal["y"] + goal["height"] - 2, steps=6)
    mouse.up()
    head.see(".o_dms_designer_saved:has-text('已保存')")
    assert rows.nth(1).get_attribute("data-key") == before


def _publish(desk, name):
    reviewer = desk("hr")
    reviewer.page.goto("/odoo/dms-registers")
    reviewer.click(f".o_kanban_record:has-text('{TITLE}') button[name=action_review]")
    reviewer.click(".o_dms_publish")
    reviewer.see(".o_dms_designer_head .badge:has-text('已发布')")
    reviewer.picture(f"form-published-{name}")


def _phone(desk, login, register):
    person = desk(login, **PHONE)
    person.page.goto("/odoo/dms-ot-06")
    person.click(f".o_kanban_record:has-text('{TITLE}') button[name=action_new_entry]")
    person.see(".o_dms_reg_save")
    return person


def _enter(person, oil, quantity, price, name, photo=False):
    def box(key):
        return f".o_dms_reg_field[data-key={key}]"

    person.type(f"{box('f1')} input", oil)
    person.type(f"{box('f2')} input", quantity)
    person.type(f"{box('f3')} input", price)
    picker = person.page.locator(f"{box('f5')} input")
    picker.click()
    picker.fill(name)
    person.page.locator(f"{box('f5')} .o_dms_reg_found li:has-text('{name}')").first.click()
    if photo:
        person.page.set_input_files(
            f"{box('f6')} input[type=file]",
            {"name": "oil.png", "mimeType": "image/png", "buffer": _picture()},
        )
        person.see(f"{box('f6')} img")
    person.settle()


def _types_while_an_answer_comes(person):
    """The computed amount arrives in the middle of a figure: what was typed stays."""
    price = person.page.locator(".o_dms_reg_field[data-key=f3] input")
    person.type(".o_dms_reg_field[data-key=f2] input", "2")
    price.fill("33.3")
    person.see(".o_dms_reg_field[data-key=f4] .o_dms_reg_number:has-text('66.66')")
    assert price.input_value() == "33.3"
    person.type(".o_dms_reg_field[data-key=f3] input", "33.33")
    person.type(".o_dms_reg_field[data-key=f2] input", "1")
    person.see(".o_dms_reg_field[data-key=f4] .o_dms_reg_number:has-text('33.33')")


def _no_wider_than_the_phone(person):
    wide = person.page.evaluate(
        "document.querySelector('.o_dms_reg').scrollWidth - document.querySelector('.o_dms_reg').clientWidth"
    )
    assert wide <= 0, f"{wide} px too wide"
    height = person.page.locator(".o_dms_reg_save").bounding_box()["height"]
    assert height >= 48


def _ledger(desk, register):
    """Text of the month's ledger as the head prints it."""
    head = desk("supervisor")
    wizard = head.ask("dms.register.ledger", "create", [{"register_id": register}])
    action = head.ask("dms.register.ledger", "action_print", wizard)
    answer = head.page.request.get(f"/report/pdf/{action['report_name']}/{wizard[0]}")
    assert answer.ok, answer.status
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_form_from_nothing(desk, office):
    head = _draw(desk)
    _drag_first_down(head)
    head.click(".o_dms_send_review")
    _publish(desk, "v1")
    register = office.one(
        "dms.register", [["title_zh", "=", TITLE]], "code", "state", "template_id"
    )
    assert register["state"] == "published"
    row = office.one("dms.form", [["code", "=", register["code"]]], "name", "title_zh")
    assert row["title_zh"] == TITLE

    first = _phone(desk, "technician", register)
    _no_wider_than_the_phone(first)
    _enter(first, "5W-30", "25", "40", "陈小龙", photo=True)
    first.page.locator(".o_dms_reg_save").click()
    refusal = first.see(".o_dms_reg_bar .alert-danger")
    assert refusal == "“用量”须在0.5至20之间。"
    first.picture("form-phone-refused")
    first.type(".o_dms_reg_field[data-key=f2] input", "2.5")
    first.see(".o_dms_reg_field[data-key=f4] .o_dms_reg_number:has-text('100.00')")
    first.click(".o_dms_reg_save")
    assert "-0001" in first.see(".o_dms_reg_saved")
    first.picture("form-phone-saved")
    second = _phone(desk, "leader", register)
    _enter(second, "0W-20", "1", "33.33", "孙志强")
    _types_while_an_answer_comes(second)
    second.click(".o_dms_reg_save")
    assert "-0002" in second.see(".o_dms_reg_saved")
    assert "133.33" in _ledger(desk, register["id"])

    head.page.goto("/odoo/dms-ot-06")
    # The menu of a card shows itself under the mouse.
    card = f".o_kanban_record:has-text('{TITLE}')"
    head.page.locator(card).first.hover()
    head.click(f"{card} .o_dropdown_kanban button")
    head.click(".dropdown-item:has-text('设计')")
    head.see(".o_dms_designer_page")
    head.click(".o_dms_designer_palette [data-kind=text]")
    _fill(head.page.locator(".o_dms_designer_row").last, ".o_dms_label_zh", "备注")
    head.see(".o_dms_designer_saved:has-text('已保存')")
    head.page.locator(".o_dms_designer_problem").first.wait_for(state="detached")
    head.click(".o_dms_send_review")
    _publish(desk, "v2")
    third = _phone(desk, "technician", register)
    _enter(third, "ATF", "2", "10", "陈小龙")
    third.type(".o_dms_reg_field[data-key=f7] input", "新")
    third.click(".o_dms_reg_save")
    third.see(".o_dms_reg_saved")
    text = _ledger(desk, register["id"])
    assert f"{register['code']}v1/v2" in text
    assert "133.33" in text and "20.00" in text
    entries = office.call(
        "dms.register.entry",
        "search_read",
        [["register_id", "=", register["id"]]],
        fields=["template_id", "measure_2"],
        order="id",
    )
    versions = [entry["template_id"][0] for entry in entries]
    assert versions[0] == versions[1] == register["template_id"][0] != versions[2]
    _list_shows_columns(desk, register)


def _list_shows_columns(desk, register):
    """The list of the form has its fields as columns, on a desk's screen."""
    reader = desk("supervisor")
    reader.page.goto("/odoo/dms-ot-06")
    reader.click(f".o_kanban_record:has-text('{TITLE}') button[name=action_entries]")
    head = reader.see(".o_list_renderer thead")
    for label in ("油品", "用量", "金额"):
        assert label in head
    reader.picture("form-list")


def test_form_carried_to_another_database(desk, office, env):
    """The exported definition makes the same form in another database, and here as a draft of another chapter."""
    head = desk("supervisor")
    source = office.one("dms.register", [["title_zh", "=", "车间巡查记录"]], "id", "code")
    answer = head.page.request.get(f"/dms/register/{source['id']}/definition")
    definition = json.loads(answer.body())
    assert definition["code"] == source["code"]
    elsewhere = env["dms.register"]._import_definition(answer.body().decode())
    assert elsewhere.env.cr.dbname != office.database
    elsewhere.action_submit_review()
    elsewhere.action_publish()
    assert elsewhere.title_zh == "车间巡查记录"
    assert elsewhere.field_ids.mapped("kind") == [row["kind"] for row in definition["fields"]]
    assert elsewhere.head_definition
    head.page.goto("/odoo/dms-ot-11")
    head.click("button:has-text('导入表格')")
    head.see(".modal [name=file]")
    head.page.set_input_files(
        ".modal [name=file] input[type=file]",
        {"name": "form.json", "mimeType": "application/json", "buffer": answer.body()},
    )
    head.settle()
    head.click(".modal button[name=action_load]")
    head.see(".o_dms_designer_page")
    assert head.page.locator(".o_dms_designer_row").count() == len(definition["fields"])
    assert not head.page.locator(".o_dms_designer_problem").count()


def test_kiosk(desk, office):
    """Somebody without a login fills a form at the shared screen."""
    made = office.call("dms.kiosk", "create", [{"name": "表格", "app_codes": "register"}])
    kiosk = office.one("dms.kiosk", [["id", "=", made[0]]], "token")
    badge = office.one(
        "hr.employee", [["barcode", "!=", False], ["pin", "!=", False]], "barcode", "pin", "name"
    )
    screen = desk(None, **PHONE)
    screen.page.goto(f"/dms/kiosk/{kiosk['token']}")
    screen.page.fill(".o_dms_kiosk_badge", badge["barcode"])
    screen.page.fill(".o_dms_kiosk_pin", badge["pin"])
    screen.click(".o_dms_kiosk_enter")
    screen.click(".o_dms_kiosk_register:has-text('库房温湿度记录')")
    screen.see(".o_dms_reg_save")
    screen.page.locator(".o_dms_reg_field[data-key=f1] button").first.click()
    screen.type(".o_dms_reg_field[data-key=f3] input", "22.5")
    screen.type(".o_dms_reg_field[data-key=f4] input", "80")
    screen.see(".o_dms_reg_field[data-key=f5]:has-text('超湿')")
    screen.picture("form-kiosk")
    screen.click(".o_dms_reg_save")
    screen.see(".o_dms_reg_saved")
