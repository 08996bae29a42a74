"""What people write beside the figures: market, targets, measures of the weekly and the morning report."""

from datetime import timedelta

from odoo.addons.dms_base.tools import period as periods

from .catalogue import LABOUR_RATE

# Targets of a month for the shop; the demo shop is small.
TARGETS = {"K-01": 45, "K-04": 40, "K-10": 45000.0, "K-20": 1100.0, "K-50": 0.95, "K-40": 0.4}
WEEK = [
    ("逐台联系超期在厂车辆的车主，约定取车时间", "service", 2),
    ("保养件按未来两周预约补货，缺件清单每日核对", "parts", 3),
    ("回访不满意客户由服务经理亲自回电", "care", 2),
]
MORNING = [
    ("今日承诺交车的车辆上午完成质检", "workshop", 0),
    ("待料车辆的到货时间十点前告知服务顾问", "parts", 0),
]


def fill(shop, now, days):
    """Market figures and targets of the months, measures of last week and this one, next month's proposals.

    :param now: moment at which the demo ends, UTC
    :param days: days of history
    """
    today = shop.company._local_date(now)
    months = periods.months_between(today - timedelta(days=days), today)
    shop.company.published_labour_rate = LABOUR_RATE
    _market(shop, months)
    _targets(shop, months)
    _measures(shop, today)
    _proposals(shop, today)


def _market(shop, months):
    """The area grows slowly, members faster."""
    shop.env["dms.market.figure"].create(
        [
            {
                "company_id": shop.company.id,
                "month": month,
                "area_fleet": 11800 + 45 * index,
                "members": 60 + 9 * index,
                "csi": 88.5 + 0.6 * index,
                "renewals": 5 + index,
                "renewals_due": 11 + index,
                "premium": 24000.0 + 1500.0 * index,
                "labour_rate": LABOUR_RATE,
                "note": "协会与保险公司月报",
            }
            for index, month in enumerate(months)
        ]
    )


def _targets(shop, months):
    kpis = {kpi.code: kpi for kpi in shop.env["dms.kpi"].search([("code", "in", list(TARGETS))])}
    target_model = shop.env["dms.kpi.target"]
    domain = [("company_id", "=", shop.company.id), ("subject", "=", False)]
    known = {(one.kpi_id.code, one.month) for one in target_model.search(domain)}
    target_model.create(
        [
            {
                "kpi_id": kpis[code].id,
                "company_id": shop.company.id,
                "month": month,
                "value": value,
            }
            for month in months
            for code, value in TARGETS.items()
            if code in kpis and (code, month) not in known
        ]
    )


def _measures(shop, today):
    """Last week's measures answered, this week's open, two lines for the next morning meeting."""
    reports = {
        one.code: one for one in shop.env["dms.report"].search([("code", "in", ("SA-09", "MT-06"))])
    }
    last = periods.bounds("week", today - timedelta(days=7))
    this = periods.bounds("week", today)
    yesterday = (today - timedelta(days=1),) * 2
    done = _ask(shop, reports.get("SA-09"), last, WEEK)
    done[:2].write({"effect": "超期在厂由四台降至一台"})
    done[:2].action_done()
    done[2:].write({"effect": "本周服务经理外出培训，下周继续"})
    done[2:].action_not_done()
    _ask(shop, reports.get("SA-09"), this, WEEK[1:])
    _ask(shop, reports.get("MT-06"), yesterday, MORNING)


def _ask(shop, report, span, lines):
    measures = shop.env["dms.report.measure"]
    if not report:
        return measures
    people = {
        "service": "advisor",
        "parts": "storekeeper",
        "care": "care",
        "workshop": "supervisor",
    }
    manager = shop.users["manager"]
    return measures.create(
        [
            {
                "report_id": report.id,
                "company_id": shop.company.id,
                "date_from": span[0],
                "date_to": span[1],
                "text": text,
                "area": area,
                "user_id": shop.users.get(people[area], manager).id,
                "deadline": span[1] + timedelta(days=1 + wait),
            }
            for text, area, wait in lines
        ]
    )


def _proposals(shop, today):
    """The advisor proposes more for next month; the manager has not decided yet."""
    kpis = shop.env["dms.kpi"].search([("code", "in", ("K-04", "K-10"))])
    advisor, month = shop.users["advisor"], periods.add_months(today.replace(day=1), 1)
    values = {"K-04": 16, "K-10": 18000.0}
    shop.env["dms.kpi.target.proposal"].create(
        [
            {
                "company_id": shop.company.id,
                "user_id": advisor.id,
                "kpi_id": kpi.id,
                "month": month,
                "value": values[kpi.code],
                "note": "预约客户增加",
            }
            for kpi in kpis
        ]
    )
