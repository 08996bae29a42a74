"""What a desk does beside the one repair: unknown cars, forms, live boards."""


def test_unknown_car(desk, office):
    """Walk-in, unknown car: at most 12 fields on one screen until the order is open."""
    advisor = desk("advisor")
    advisor.start()
    advisor.scan(".o_dms_desk_search input", "粤B9Z8Y7")
    advisor.see(".modal [name=vin]")
    advisor.fields += 1
    advisor.type(".modal [name=vin] input", "LVGBPB9E1LG123457")
    if advisor.page.locator(".modal [name=model_text] input").is_visible():
        advisor.type(".modal [name=model_text] input", "丰田 凯美瑞")
    advisor.type(".modal [name=partner_name] input", "钱多多")
    advisor.type(".modal [name=phone] input", "13912345678")
    advisor.type(".modal [name=odometer] input", "23456")
    advisor.type(".modal [name=customer_complaint] textarea", "首次到店保养")
    advisor.picture("walk-in")
    advisor.click(".modal button[name=action_open_order]")
    advisor.see(".o_form_view [name=repair_stage]")
    advisor.within(clicks=1, fields=12)
    order = office.one(
        "sale.order", [["vehicle_plate", "=", "粤B9Z8Y7"]], "repair_stage", "partner_id"
    )
    assert order["repair_stage"] == "received"
    assert order["partner_id"][1] == "钱多多"


def test_any_form(desk):
    """Ctrl+K, three keystrokes and Enter open a form from anywhere."""
    person = desk("advisor")
    person.page.keyboard.press("Control+k")
    person.see(".o_command_palette")
    person.page.keyboard.type("wts")
    person.see(".o_command:has-text('任务委托书')")
    person.page.keyboard.press("Enter")
    person.see(".o_list_view, .o_kanban_view")


def hold_answer(page, address):
    """Keep back the next answer to an address; what is returned waits for it and gives its route and the answer."""
    held = []

    def keep(route):
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    def late():
        for _tenth in range(150):
            if held:
                return held[0]
            page.wait_for_timeout(100)
        raise AssertionError(f"nothing was asked of {address}")

    page.route(address, keep)
    return late


def test_progress_board_moves_by_itself(desk, office):
    """A car that is washed and ready moves on the board of another screen without a reload."""
    washing = office.one(
        "sale.order",
        [
            ["in_shop", "=", True],
            ["qc_passed_at", "!=", False],
            ["wash_done_at", "=", False],
            ["ready_at", "=", False],
        ],
        "vehicle_plate",
    )
    plate = washing["vehicle_plate"]
    board = desk("supervisor", viewport={"width": 1920, "height": 1080})
    board.page.goto("/odoo/dms-progress")
    card = f"section:has(h3:has-text('洗车')) .o_dms_progress_card:has-text('{plate[2:]}')"
    board.see(card)
    board.picture("board")
    board.page.evaluate("window.neverReloaded = true")
    late = hold_answer(board.page, "**/dms.board/get_board")
    office.call("sale.order", "action_wash_done", [washing["id"]])
    route, answer = late()
    office.call("sale.order", "action_mark_ready", [washing["id"]])
    # Its message arrives while the board still waits for an answer that is older.
    board.page.wait_for_timeout(1500)
    route.fulfill(response=answer)
    board.see(f"section:has(h3:has-text('待交车')) .o_dms_progress_card:has-text('{plate[2:]}')")
    assert board.page.evaluate("window.neverReloaded")
