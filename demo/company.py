"""The company itself: chart of accounts, people with logins, teams and bays."""

import json
import pathlib

from odoo import Command

from .logo import wheel

HERE = pathlib.Path(__file__).parent
COMPANY = {
    "name": "深圳市鹏程汽车维修有限公司",
    "street": "南山区科技园科苑路 18 号",
    "city": "深圳市",
    "zip": "518057",
    "phone": "0755-26000018",
    "email": "service@example.com",
    "vat": "91440300MA5DEMO01X",
}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
LICENCE = {
    "repair_license_no": "440305-01-000018",
    "repair_category": "1",
    "rescue_phone": "0755-26000120",
}
TEAMS = [
    ("机电一组", "mechanical", "JD1"),
    ("机电二组", "mechanical", "JD2"),
    ("钣喷组", "body", "BP1"),
]
# name, trade, team index; the first of a team leads it
TECHNICIANS = [
    ("孙志强", "mechanical", 0),
    ("陈小龙", "mechanical", 0),
    ("罗永亮", "electrical", 0),
    ("高俊峰", "mechanical", 1),
    ("梁家辉", "mechanical", 1),
    ("唐文斌", "electrical", 1),
    ("韩大勇", "body", 2),
    ("冯春生", "paint", 2),
]
BAYS = [
    *[(f"J{n:02d}", f"机电工位 {n}", "mechanical", 0 if n < 4 else 1) for n in range(1, 7)],
    ("K01", "快修工位 1", "express", 0),
    ("K02", "快修工位 2", "express", 1),
    ("B01", "钣金工位", "body", 2),
    ("P01", "烤漆房", "paint", 2),
    ("X01", "洗车工位", "wash", None),
    ("Y01", "检验工位", "inspection", None),
]


def logins():
    """The demo users: role, login, password, name and groups, one per role."""
    return json.loads((HERE / "logins.json").read_text("utf8"))


def setup_company(env):
    """Make the main company a Chinese repair shop with one user per role; safe to run again.

    :param env: superuser environment
    :return: the company
    """
    company = env.ref("base.main_company")
    env["res.lang"]._activate_lang("zh_CN")
    cny = env.ref("base.CNY")
    cny.active = True
    company.write(
        {
            **COMPANY,
            "country_id": env.ref("base.cn").id,
            "currency_id": cny.id,
            "logo": wheel(),
        }
    )
    company.write({name: value for name, value in LICENCE.items() if name in company._fields})
    company.partner_id.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
    if company.chart_template != "cn":
        env["account.chart.template"].try_loading("cn", company, install_demo=False)
    company._setup_dms()
    _open_every_day(company.resource_calendar_id)
    _create_users(env, company)
    return company


def _open_every_day(calendar):
    """Working time of a shop that is open all week, as most are."""
    shifts = (("morning", "上午", 8.5, 12.0), ("afternoon", "下午", 13.0, 17.5))
    calendar.write(
        {
            "name": "营业时间（每天）",
            "tz": "Asia/Shanghai",
            "attendance_ids": [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "name": f"{weekday} {label}",
                            "dayofweek": str(number),
                            "day_period": period,
                            "hour_from": start,
                            "hour_to": end,
                        }
                    )
                    for number, weekday in enumerate(WEEKDAYS)
                    for period, label, start, end in shifts
                ),
            ],
        }
    )


def _create_users(env, company):
    """One user with an employee per role, Chinese language, Shanghai time."""
    everybody = env["res.users"].with_context(active_test=False).search([])
    by_login = {user.login: user for user in everybody} | {"admin": env.ref("base.user_admin")}
    new = []
    for entry in logins():
        vals = {
            "name": entry["name"],
            "lang": "zh_CN",
            "tz": "Asia/Shanghai",
            "group_ids": [(4, env.ref(f"dms_base.{name}").id) for name in entry["groups"]],
        }
        if entry["login"] in by_login:
            by_login[entry["login"]].write(vals)
        else:
            own = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
            new.append({**vals, **own, "login": entry["login"]})
    created = env["res.users"].with_context(no_reset_password=True).create(new)
    by_login |= {user.login: user for user in created}
    for entry in logins():
        partner = by_login[entry["login"]].partner_id
        partner.email = partner.email or f"{entry['login']}@example.com"
    _set_passwords(env, by_login)
    _create_employees(env, company)


def _set_passwords(env, by_login):
    """One hash for the password that all people of the demo share: each takes a third of a second."""
    hashes, context = {}, env["res.users"]._crypt_context()
    for entry in logins():
        password = entry["password"]
        hashes[password] = hashes.get(password) or context.hash(password)
        env["res.users"]._set_encrypted_password(by_login[entry["login"]].id, hashes[password])


def _create_employees(env, company):
    """Give every role an employee card, so that clocks, receipts and signatures have a person."""
    Employee = env["hr.employee"]
    users = env["res.users"].search([("login", "in", [entry["login"] for entry in logins()])])
    have = Employee.with_context(active_test=False).search([("user_id", "in", users.ids)]).user_id
    Employee.create(
        [
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": company.id,
                "barcode": f"1{number:04d}",
                "pin": f"{1000 + number}",
                "tz": "Asia/Shanghai",
            }
            for number, user in enumerate(users - have, start=1)
        ]
    )


def setup_workshop(env, company):
    """Teams, technicians with badge and PIN, and bays of the shop.

    :return: recordset of the technicians
    """
    Team, Employee = env["dms.team"], env["hr.employee"]
    teams = Team.create(
        [
            {"name": name, "code": code, "trade": trade, "company_id": company.id}
            for name, trade, code in TEAMS
        ]
    )
    known = {
        employee.name: employee
        for employee in Employee.search(
            [("name", "in", [name for name, _trade, _team in TECHNICIANS])]
        )
    }
    Employee.create(
        [
            {
                "name": name,
                "company_id": company.id,
                "barcode": f"2{number:04d}",
                "pin": f"{2000 + number}",
                "tz": "Asia/Shanghai",
            }
            for number, (name, _trade, _team) in enumerate(TECHNICIANS, start=1)
            if name not in known
        ]
    )
    technicians = Employee.browse()
    for name, trade, index in TECHNICIANS:
        employee = Employee.search([("name", "=", name), ("company_id", "=", company.id)], limit=1)
        employee.write({"team_id": teams[index].id, "trade": trade})
        if not teams[index].leader_id:
            teams[index].leader_id = employee
        technicians |= employee
    env["dms.bay"].create(
        [
            {
                "code": code,
                "name": name,
                "kind": kind,
                "company_id": company.id,
                "team_id": teams[index].id if index is not None else False,
            }
            for code, name, kind, index in BAYS
        ]
    )
    return technicians
