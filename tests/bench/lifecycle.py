"""One whole repair against bare Odoo selling, delivering, billing and cashing the same seven lines."""

from datetime import timedelta

from odoo import fields

from . import bare
from .meter import Meter, fresh

ROUNDS = 5


def measure(env):
    """Both flows in the same database.

    :return: (figures for the JSON file, rows of the table)
    """
    shop = _shop(env)
    for _warm_up in range(2):
        bare.run(env, Meter(env), shop["partner"], shop["lines"], shop["bare_journal"])
        _repair(env, Meter(env), shop)
    plain, ours = Meter(env), Meter(env)
    for _round in range(ROUNDS):
        bare.run(env, plain, shop["partner"], shop["lines"], shop["bare_journal"])
        _repair(env, ours, shop)
    time_ratio = ours.seconds / plain.seconds
    query_ratio = ours.queries / plain.queries
    rows = [
        ("bare Odoo", step, seconds / ROUNDS, queries / ROUNDS)
        for step, (seconds, queries) in plain.steps.items()
    ]
    rows += [
        ("repair", step, seconds / ROUNDS, queries / ROUNDS)
        for step, (seconds, queries) in ours.steps.items()
    ]
    figures = {
        "lifecycle.time_ratio": _figure(time_ratio, "ratio", 1.0),
        "lifecycle.query_ratio": _figure(query_ratio, "ratio", 1.0),
        "lifecycle.bare_queries": _figure(plain.queries / ROUNDS, "queries", None),
        "lifecycle.repair_queries": _figure(ours.queries / ROUNDS, "queries", None),
    }
    return figures, rows


def _figure(value, unit, budget):
    """One entry of the JSON file."""
    return {
        "value": round(value, 3),
        "unit": unit,
        "budget": budget,
        "ok": budget is None or value <= budget,
    }


def _shop(env):
    """Three labour operations, four parts in stock, a customer with a car, technicians, journals."""
    company = env.company
    labour = env["product.product"].search(
        [("fee_kind", "=", "labour"), ("flat_rate_hours", ">", 0)], limit=3
    )
    parts = env["product.product"].search(
        [("is_part", "=", True), ("qty_available", ">", 100)], limit=4
    )
    busy = env["sale.order"].search([("in_shop", "=", True)]).vehicle_id
    booked = (
        env["dms.appointment"]
        .search([("state", "in", ("booked", "confirmed", "prepared"))])
        .vehicle_id
    )
    vehicle = env["fleet.vehicle"].search(
        [
            ("vehicle_use", "=", "customer"),
            ("owner_id", "!=", False),
            ("id", "not in", (busy | booked).ids),
        ],
        limit=1,
    )
    clocked = env["dms.dispatch.log"].search([("date_end", "=", False)]).employee_id
    journals = env["account.journal"].search(
        [("company_id", "=", company.id), ("tender", "!=", False)]
    )
    return {
        "company": company,
        "labour": labour,
        "parts": parts,
        "lines": [(product, product.flat_rate_hours) for product in labour]
        + [(product, 1) for product in parts],
        "vehicle": vehicle,
        "partner": vehicle.owner_id,
        "technicians": env["hr.employee"].search(
            [("trade", "!=", False), ("id", "not in", clocked.ids)], limit=3
        ),
        "inspector": env["hr.employee"].search([("user_id.login", "=", "inspector")], limit=1),
        "advisor": env["hr.employee"].search([("user_id.login", "=", "advisor")], limit=1),
        "journal": journals.filtered(lambda journal: journal.tender == "wechat")[:1],
        "bare_journal": journals.filtered(lambda journal: journal.tender == "wechat")[:1],
        "type": env["dms.service.type"].search([("code", "=", "GR")], limit=1),
        "serial": 0,
    }


def _repair(env, meter, shop):
    """One repair by the methods that the desks press, one request per step."""
    vehicle = shop["vehicle"]
    shop["serial"] += 1
    steps = _Steps(env, meter)
    appointment = steps.run("appointment", lambda: _book(env, shop))
    log = steps.run("arrival", lambda: env["dms.gate.log"]._vehicle_in(vehicle.license_plate))
    ticket = env["dms.queue.ticket"].search([("gate_log_id", "=", log.id)], limit=1)
    order = steps.run("reception", lambda: _receive(env, shop, appointment, ticket))
    steps.run("estimate", lambda: _estimate(env, shop, order))
    steps.run("authorisation", lambda: order._authorise(signed_by="客户", channel="paper"))
    dispatches = steps.run("dispatch", lambda: _dispatch(env, shop, order))
    steps.run("issue", lambda: order.picking_ids.action_issue_all())
    for dispatch in dispatches:
        steps.run("clock start", lambda one=dispatch: one._clock_start(one.main_employee_id))
        steps.run("finish", lambda one=dispatch: one._finish(one.main_employee_id))
    steps.run("final inspection", lambda: _inspect(shop, order))
    steps.run("pre-delivery check", lambda: _hand_over(shop, order))
    settlement = steps.run("settlement", lambda: _settle(order))
    steps.run("payment", lambda: _pay(shop, settlement))
    steps.run("release", lambda: order.action_release())
    gate_pass = order._get_gate_passes()[:1]
    steps.run(
        "exit", lambda: env["dms.gate.log"]._vehicle_out(gate_pass.token, odometer=order.odometer)
    )
    followup = order.followup_ids[:1]
    steps.run("follow-up", lambda: _call(followup))


class _Steps:
    """Runs each step with empty caches, as a request of its own."""

    def __init__(self, env, meter):
        self.env, self.meter = env, meter

    def run(self, name, function):
        fresh(self.env)
        with self.meter.step(name):
            return function()


def _book(env, shop):
    slot = fields.Datetime.now() + timedelta(minutes=5)
    appointment = env["dms.appointment"].create(
        {
            "company_id": shop["company"].id,
            "vehicle_id": shop["vehicle"].id,
            "partner_id": shop["partner"].id,
            "slot_start": slot,
            "service_type_id": shop["type"].id,
            "customer_words": "保养",
            "overbook_reason": "测量",
        }
    )
    appointment.with_context(dms_skip_slot_check=True).action_book()
    return appointment


def _receive(env, shop, appointment, ticket):
    order = env["sale.order"].create(
        {
            "is_repair": True,
            "company_id": shop["company"].id,
            "partner_id": shop["partner"].id,
            "vehicle_id": shop["vehicle"].id,
            "appointment_id": appointment.id,
            "ticket_id": ticket.id,
            "service_type_id": shop["type"].id,
            "odometer": shop["vehicle"].last_odometer + 1,
            "customer_complaint": "保养",
            "sender_name": shop["partner"].name,
            "old_part_choice": "waive",
            "wash_wanted": False,
            "promised_date": fields.Datetime.now() + timedelta(days=3),
        }
    )
    order.action_receive()
    return order


def _estimate(env, shop, order):
    jobs = env["dms.ro.job"].create(
        [
            {
                "order_id": order.id,
                "name": product.name,
                "product_id": product.id,
                "trade": "mechanical",
            }
            for product in shop["labour"]
        ]
    )
    env["sale.order.line"].create(
        [
            {
                "order_id": order.id,
                "job_id": jobs[min(index, len(jobs) - 1)].id,
                "product_id": product.id,
                "product_uom_qty": quantity,
            }
            for index, (product, quantity) in enumerate(shop["lines"])
        ]
    )
    order.action_quote()


def _dispatch(env, shop, order):
    lines = order.order_line.filtered(lambda line: line.fee_kind == "labour")
    dispatches = env["dms.dispatch"]
    return dispatches._create_for_lines(
        lines, team=shop["technicians"][:1].team_id, employees=shop["technicians"][:1]
    )


def _inspect(shop, order):
    for sheet in order._create_inspections():
        sheet._complete(signatures=[{"role": "final", "employee": shop["inspector"]}])


def _hand_over(shop, order):
    sheet = order._get_pre_delivery_sheet()
    sheet._complete(signatures=[{"role": "advisor", "employee": shop["advisor"]}])


def _settle(order):
    settlement = order._create_settlements()
    settlement.action_confirm()
    return settlement


def _pay(shop, settlement):
    settlement._register_payments(
        [
            {
                "journal_id": shop["journal"].id,
                "amount": settlement.amount_due,
                "reference": f"BENCH-{shop['serial']}-{settlement.id}",
            }
        ]
    )


def _call(followup):
    followup.action_all_satisfied()
    followup.action_finish()
