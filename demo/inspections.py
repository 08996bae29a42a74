"""Safety checks, maintenance sheets and teardowns, filled by the people who fill them."""

import base64
import io
from datetime import timedelta

from PIL import Image, ImageDraw

# Item of SV-10 or SV-11 -> packages of the shop that cure it.
RULES = {
    ("SV-10", "103"): ("TC-LT",),
    ("SV-10", "201"): ("TC-QZD", "TC-HZD"),
    ("SV-10", "203"): ("TC-ZDY",),
    ("SV-10", "501"): ("TC-YS",),
    ("SV-10", "701"): ("TC-DC",),
    ("SV-10", "803"): ("TC-DBY",),
    ("SV-11", "C11"): ("TC-LT",),
}
# Sound value of what is measured, and how far one car differs from the next.
SOUND = {
    "101": (5.6, 1.2),
    "201": (7.5, 1.6),
    "203": (1.2, 0.5),
    "301": (9.0, 4.0),
    "701": (12.62, 0.1),
    "B01": (500.0, 0.0),
    "301S": (7.5, 1.6),
    "309": (5.6, 1.2),
    "402": (6.5, 1.5),
    "403": (12.62, 0.1),
    "TRQ": (30.0, 3.0),
}
LIGHTS = (
    ("501", "胶条老化，刮不净"),
    ("803", "滤芯积尘"),
    ("304", "下摆臂衬套开裂"),
    ("103", "内侧偏磨"),
)


# Marks of a used car: item of SV-11, place in per cent, kind of damage.
DAMAGES = (
    (("C01", 22.0, 80.5, "chipped"),),
    (("C02", 62.0, 59.0, "scratch"), ("C02", 10.0, 68.0, "dent")),
    (("C04", 78.0, 71.0, "scratch"),),
    (("C03", 45.0, 57.0, "dent"), ("C03", 92.0, 66.0, "chipped"), ("C01", 45.0, 20.0, "crack")),
    (("C02", 70.0, 66.0, "rust"), ("C05", 22.0, 39.0, "scratch")),
)
# Fault codes (system, code, description, state, whether it comes back) and measured values (item,
# standard, measured, unit, verdict), with what they mean and the work recommended (code, name, urgency,
# hours, parts); state, verdict and urgency are places of options.
DIAGNOSES = (
    (
        (("发动机", "P0301", "1缸失火", 0, 0), ("发动机", "P0300", "多缸随机失火", 1, 1)),
        (
            ("1缸点火线圈初级电阻", "0.4–0.6", "断路", "Ω", 1),
            ("1缸气缸压力", "≥ 1100", "1210", "kPa", 0),
        ),
        "1缸点火线圈断路",
        (
            ("FD-004", "更换1缸点火线圈", 0, "0.5", "点火线圈"),
            ("BY-006", "更换火花塞（四缸）", 1, "0.8", "火花塞×4"),
        ),
    ),
    (
        (("ABS", "C0035", "左前轮速传感器信号异常", 0, 0),),
        (
            ("左前轮速传感器电阻", "0.9–1.4", "3.6", "kΩ", 1),
            ("右前轮速传感器电阻", "0.9–1.4", "1.1", "kΩ", 0),
        ),
        "左前轮速传感器插头进水氧化",
        (("", "更换左前轮速传感器", 0, "0.6", "左前轮速传感器"),),
    ),
    (
        (),
        (
            ("前制动盘端面跳动", "≤ 0.05", "0.11", "mm", 1),
            ("前制动片厚度", "≥ 3.0", "4.6", "mm", 0),
        ),
        "前制动盘变形",
        (
            ("ZD-003", "更换前制动盘（一对）", 0, "1.4", "前制动盘×2"),
            ("ZD-001", "更换前制动片", 2, "0.9", "前制动片"),
        ),
    ),
)


def photo(env, text):
    """A picture that stands for a photo of the workshop, as an attachment."""
    image = Image.new("RGB", (480, 320), "#8a8f94")
    draw = ImageDraw.Draw(image)
    draw.ellipse((120, 60, 360, 300), outline="#333", width=14)
    draw.rectangle((215, 60, 265, 120), fill="#b23")
    draw.text((14, 12), text, fill="white")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return env["ir.attachment"].create(
        {
            "name": f"{text}.png",
            "datas": base64.b64encode(stream.getvalue()),
            "res_model": "dms.checklist",
        }
    )


def create_rules(env, packages):
    """Which packages cure which finding, and the figures of the models that sheets ask for."""
    rules = []
    for (template, item), codes in RULES.items():
        ids = [one.id for (code, _family), one in packages.items() if code in codes]
        if ids:
            rules.append(
                {"template_code": template, "item_code": item, "package_ids": [(6, 0, ids)]}
            )
    env["dms.finding.rule"].create(rules)
    env["fleet.vehicle.model"].search([]).write({"tyre_pressure_kpa": 240})
    env["product.product"].search([("default_code", "=like", "OIL-%")]).write(
        {"is_engine_oil": True}
    )


def damage(shop, sheet):
    """Marks on every third car, as values of the lines of its SV-11."""
    order = sheet.order_id
    if order.id % 3:
        return {}
    values = {}
    lines = {line.code: line for line in sheet.line_ids}
    for code, x, y, kind in DAMAGES[order.id // 3 % len(DAMAGES)]:
        picture = photo(shop.env, code)
        vals = values.setdefault(lines[code].id, {"marks": [], "photo_ids": []})
        vals["marks"].append({"x": x, "y": y, "kind": kind, "photo": picture.id})
        vals["photo_ids"].append((4, picture.id))
    return values


def is_diagnosed(order):
    """Whether a technician fills part F of SV-11: every other general repair."""
    return order.service_type_id.code == "GR" and not order.id % 2


def diagnose(shop, order, technician):
    """Part F and G of SV-11: fault codes, values, cause and recommended work, signed by the technician."""
    sheets = order.checklist_ids.filtered(lambda one: one.template_id.code == "SV-11")
    sheet = sheets[:1].with_env(shop.env)
    if sheet.stage != 2 or sheet.state != "filling":
        return
    lines = {line.code: line for line in sheet.line_ids}
    codes, measures, cause, works = DIAGNOSES[order.id // 2 % len(DIAGNOSES)]
    states, backs = (one.options for one in lines["F02"]._columns()[-2:])
    verdicts = lines["F03"]._columns()[-1].options
    urgencies = lines["G02"]._columns()[2].options
    values = {
        lines["F01"].id: {"text": "道通 MS908 诊断仪、万用表"},
        lines["F02"].id: {
            "rows": [[*row, states[state], backs[back]] for *row, state, back in codes]
        },
        lines["F03"].id: {"rows": [[*row, verdicts[verdict]] for *row, verdict in measures]},
        lines["G01"].id: {"text": cause},
        lines["G02"].id: {
            "rows": [[code, name, urgencies[level], *rest] for code, name, level, *rest in works]
        },
    }
    sheet._fill(values)
    sheet.action_submit()
    sheet.action_sign("technician", employee=technician)


def _values(shop, sheet, worn):
    """Values of what is measured; a worn car has thin pads and tyres."""
    values = {}
    for line in sheet.line_ids:
        if line.kind != "measure" or not (line.required or line.code in SOUND):
            continue
        key = "301S" if line.code == "301" and line.uom == "mm" else line.code
        base, spread = SOUND.get(key, (0.0, 0.0))
        value = base + shop.rng.uniform(-spread, spread)
        if worn and key in ("201", "301S") and line.position in ("LF", "RF"):
            value = shop.rng.choice((2.6, 3.6, 4.2))
        values[line.id] = {"value": round(value, 1 if key not in ("701", "403") else 2)}
        if line.item_id.from_spec:
            values[line.id]["result"] = "ok"
    return values


def safety_check(shop, order, technician):
    """SV-10 of the order: some cars have an amber or red point."""
    template = shop.env["dms.checklist.template"]._published("SV-10", shop.company)
    sheet = template._create_checklists(order)
    worn = shop.rng.random() < 0.35
    sheet._fill(_values(shop, sheet, worn))
    for code, remark in LIGHTS:
        line = sheet.line_ids.filtered(lambda one, code=code: one.code == code)[:1]
        if line and shop.rng.random() < 0.15:
            sheet._fill({line.id: {"result": "attention", "remark": remark}})
    for line in sheet.line_ids.filtered("is_urgent"):
        picture = photo(shop.env, line.code)
        sheet._fill({line.id: {"photo_ids": [(4, picture.id)], "remark": "已到极限，须立即更换"}})
    sheet._complete(signatures=[{"role": "technician", "employee": technician}])
    sheet.action_sign("advisor", employee=shop.users["advisor"].employee_id)
    _decline(shop, order)
    return sheet


def _decline(shop, order):
    """The customer leaves the red finding for another day, and signs that he knows the risk."""
    supplements = order.supplement_ids.filtered(lambda one: one.state == "draft")
    for supplement in supplements.with_user(shop.users["advisor"]):
        if not supplement.line_ids:
            product = shop.labour["ZD-005"]
            supplement.line_ids = [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "quantity": product.flat_rate_hours,
                        "urgency": "now",
                    },
                )
            ]
        supplement._approve(line_ids=[], signature=shop.sign, signed_by=order.sender_name)


def service_sheet(shop, order, technician):
    """SA-03 of the order, checked by a colleague."""
    sheet = order._create_service_sheet()
    sheet._fill(_values(shop, sheet, False))
    second = (shop.technicians - technician)[:1]
    sheet._complete(
        signatures=[
            {"role": "technician", "employee": technician},
            {"role": "second", "employee": second},
        ]
    )
    return sheet


def after_work(shop, order, dispatches):
    """Sheets that are filled beside the work: maintenance always, safety check on every third car."""
    technician = dispatches[:1].main_employee_id
    if technician and is_diagnosed(order):
        diagnose(shop, order, technician)
    if order.service_type_id.code in ("PM", "FS"):
        service_sheet(shop, order, technician)
    if shop.rng.random() < 0.3:
        safety_check(shop, order, technician)
    elif order.service_type_id.code == "GR" and shop.rng.random() < 0.25:
        teardown(shop, order, technician)


def teardown(shop, order, technician):
    """SV-12 of the first job: the customer wants it put together again, or repaired next time."""
    picture = photo(shop.env, "SV-12")
    labour = order.order_line.filtered(lambda line: line.fee_kind == "labour").product_id[:1]
    report = shop.env["dms.teardown"].create(
        {
            "order_id": order.id,
            "job_id": order.job_ids[:1].id,
            "assembly": "右前减振器总成",
            "reason": "过减速带异响，怀疑内部损坏",
            "date": shop.company._local_date(shop.clock.moment),
            "employee_id": technician.id,
            "reassembly_fee": 120.0,
            "fees_agreed": True,
            "root_cause": "减振器活塞杆油封失效，阻尼油泄漏；上座轴承磨损松旷。",
            "liability": "正常使用磨损，已过质保期，由车主承担。",
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "name": "减振器",
                        "part_number": "5Q0413031",
                        "method": "look",
                        "damage": "leak",
                        "verdict": "replace",
                        "photo_ids": [(6, 0, picture.ids)],
                    },
                ),
                (
                    0,
                    0,
                    {
                        "name": "上座轴承",
                        "part_number": "5Q0412249",
                        "method": "gauge",
                        "standard": "≤ 0.2",
                        "measured": "0.9",
                        "uom": "mm",
                        "damage": "wear",
                        "verdict": "replace",
                        "photo_ids": [(6, 0, picture.ids)],
                    },
                ),
                (0, 0, {"name": "螺旋弹簧", "method": "look", "verdict": "ok"}),
            ],
            "variant_ids": [
                (
                    0,
                    0,
                    {
                        "name": "A 更换新件",
                        "days": 1,
                        "line_ids": [(0, 0, {"product_id": labour.id, "quantity": 1.5})],
                    },
                )
            ],
        }
    )
    report.action_submit()
    report.with_user(shop.users["supervisor"]).action_review()
    report.write({"decision": "reassemble", "signed_by": order.sender_name, "signature": shop.sign})
    report.with_user(shop.users["advisor"]).action_confirm()
    return report


def papers(shop):
    """Cards in force and read, the manager's day, the appraisals of last month."""
    env = shop.env
    manager = shop.users["manager"]
    cards = env["dms.card"].search([("state", "=", "draft")])
    cards.with_user(manager).action_publish()
    for login in ("advisor", "manager"):
        user = shop.users[login]
        env["dms.card"].with_user(user).search(
            [("is_waiting_for_me", "=", True)]
        ).action_acknowledge()
    env["dms.card"].search([("code", "=", "SM-02")]).with_user(manager).action_create_tasks()
    sheets = env["dms.checklist"]
    day = shop.company._local_date(shop.clock.moment)
    sheets._open_routines(shop.company, day)._tick_routine()
    for sheet in sheets._create_appraisals(shop.company, day):
        lines = sheet.line_ids.filtered(lambda line: line.kind == "score" and not line.result)
        sheet._fill(
            {
                line.id: {"value": 0 if line.code in ("403", "601") else line.score_max * 0.9}
                for line in lines
            }
        )


def rescue(shop):
    """The rescue van: its tools checked, one trip for parts made, two cases at the roadside."""
    env = shop.env
    shop.clock.set(shop.clock.moment - timedelta(hours=6))
    model = env["fleet.vehicle.model"].search([], limit=1)
    van = env["fleet.vehicle"].create(
        {
            "model_id": model.id,
            "license_plate": "粤B0R120",
            "vehicle_use": "rescue",
            "company_id": shop.company.id,
        }
    )
    first, second = shop.technicians[:2]
    day = shop.clock.moment.date()
    for person, years in ((first, 4), (second, 6)):
        _licence(env, person, day + timedelta(days=365 * years))
    tools = van._ensure_rescue_tools(
        env["dms.checklist.template"]._published("SV-04", shop.company)
    )
    tools.keeper_id = first.id
    tools.filtered(lambda tool: tool.code == "T25").valid_until = day + timedelta(days=170)
    tools.filtered(lambda tool: tool.code == "T06").valid_until = day + timedelta(days=18)
    for back in range(6, -1, -1):
        _check_tools(shop, van, first, second, day - timedelta(days=back))
    _count_supplies(shop, van, first)
    trip = env["dms.rescue.trip"].create(
        {
            "company_id": shop.company.id,
            "vehicle_id": van.id,
            "driver_id": first.id,
            "reason": "parts",
            "destination": "福田汽车配件城",
            "out_km": 68210,
        }
    )
    trip.with_user(shop.users["supervisor"]).action_leave()
    shop.step(50)
    trip.write({"back_km": 68246, "condition": "good", "key_returned": True, "toll_cost": 12.0})
    trip.action_return()
    _follow_up(shop, _rescue_case(shop, van, first, second, 1))
    _rescue_case(shop, van, first, second)


def _licence(env, person, until):
    """A C1 driving licence on file."""
    kind = env.ref("dms_hr.hr_skill_type_licence")
    env["hr.employee.skill"].create(
        {
            "employee_id": person.id,
            "skill_type_id": kind.id,
            "skill_id": env.ref("dms_hr.hr_skill_licence_c1").id,
            "skill_level_id": kind.skill_level_ids[:1].id,
            "valid_from": until - timedelta(days=365 * 10),
            "valid_to": until,
        }
    )


def _check_tools(shop, van, first, second, day):
    """The tools of the van checked at a change of shift."""
    env = shop.env
    template = env["dms.checklist.template"]._published("SV-04", shop.company)
    sheet = template._create_checklists(van, company_id=shop.company.id, date=day)
    values = {
        line.id: {"value": float(line.tol_min)} for line in sheet.line_ids if line.kind == "measure"
    }
    kind = sheet.line_ids.filtered(lambda line: line.kind == "choice")
    values[kind.id] = {"choice_id": kind.item_id.choice_ids[:1].id}
    sheet._fill(values)
    sheet._complete(
        signatures=[
            {"role": "hander", "employee": first},
            {"role": "taker", "employee": second},
        ]
    )


def _count_supplies(shop, van, person):
    """The supplies of the van counted: one extinguisher soon due, one fuse set short."""
    env = shop.env
    van._ensure_supplies()
    day = shop.clock.moment.date()
    for name, days in (("extinguisher", 21), ("First-aid", 300)):
        supplies = van.supply_ids.with_context(lang="en_US")
        found = supplies.filtered(lambda one, part=name: part.lower() in one.name.lower())
        found.expiry_date = day + timedelta(days=days)
    template = env["dms.checklist.template"]._published("SV-05", shop.company)
    sheet = template._create_checklists(van, company_id=shop.company.id, date=day)
    kind = sheet.line_ids.filtered(lambda line: line.kind == "choice")
    values = {kind.id: {"choice_id": kind.item_id.choice_ids[:1].id}}
    counted = sheet.line_ids.filtered(lambda line: line.kind == "measure")
    for line in counted:
        values[line.id] = {"value": float(line.tol_min)}
    values[counted[:1].id] = {"value": float(counted[:1].tol_min) - 1, "remark": "路边加注，已补领"}
    sheet._fill(values)
    storekeeper = shop.users["storekeeper"].employee_id
    sheet._complete(
        signatures=[
            {"role": "technician", "employee": person},
            {"role": "parts", "employee": storekeeper},
        ]
    )


def _rescue_case(shop, van, driver, technician, number=0):
    """A flat battery at the roadside, started again; the case waits for its bill.

    :param number: place of the customer's car in the book
    :return: dms.rescue.order
    """
    env = shop.env
    car = env["fleet.vehicle"].search(
        [("vehicle_use", "=", "customer"), ("owner_id", "!=", False)],
        order="id",
        offset=number,
        limit=1,
    )
    shop.step(5)
    case = env["dms.rescue.order"].create(
        {
            "company_id": shop.company.id,
            "taken_by_id": shop.users["advisor"].id,
            "safety": "safe",
            "called_at": shop.clock.moment,
            "caller": car.owner_id.name,
            "phone": car.owner_id.phone or "13900139000",
            "vehicle_id": car.id,
            "location": "滨海大道望海路口公交站旁",
            "road_note": "滨海大道辅路往西",
            "fault": "battery",
            "fault_note": "停车两天，打不着火",
            "price_told": True,
            "van_id": van.id,
            "driver_id": driver.id,
            "technician_id": technician.id,
        }
    )
    shop.step(6)
    case.with_user(shop.users["advisor"]).action_dispatch()
    shop.step(24)
    case.action_arrive()
    photos = photo(env, "蓄电池电压 9.8V") + photo(env, "搭电启动")
    shop.step(15)
    case.write(
        {
            "finding": "蓄电池亏电，静态电压9.8V，外观无损",
            "treatment": "应急启动电源搭电，启动后充电电压14.1V，建议进厂检测蓄电池",
            "outcome": "fixed",
            "photo_ids": [(6, 0, photos.ids)],
            "signed_by": car.owner_id.name,
            "signature": shop.sign,
        }
    )
    case.action_finish()
    shop.step(22)
    trip = case.trip_id
    trip.write({"back_km": trip.out_km + 26, "condition": "good", "key_returned": True})
    trip.action_return()
    case.action_back()
    return case


def _follow_up(shop, case):
    """Help for a customer of many years: nothing is billed, and the desk asks how it went."""
    fees = ("call_fee", "tow_fee", "special_fee", "labour_fee", "toll_fee")
    shop.step(10)
    own = case.with_user(shop.users["advisor"])
    own.write(dict.fromkeys(fees, 0.0))
    own.write({"follow_result": "satisfied", "follow_note": "师傅来得快，谢谢"})
    own.action_follow_up()
