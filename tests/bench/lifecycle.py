"""One whole repair against bare Odoo selling, delivering, billing and cashing the same seven lines."""

import gc
from dataclasses import dataclass, field
from datetime import timedelta

from odoo import fields

from . import bare
from .meter import Meter, figure, medians
from .shop import Shop

WARM_UPS = 2
ROUNDS = 9


@dataclass
class Visit:
    """What a car comes for.

    :param vals: values of the repair order besides the usual ones
    :param payers: who pays each of the three jobs
    """

    vals: dict = field(default_factory=dict)
    payers: tuple = ("customer",) * 3


def measure(env, trace=None):
    """Both flows in turn in the same database, by the same people, with the same settings.

    What else the machine does lengthens single steps: of each step the median of all rounds counts.

    :param trace: :class:`trace.Trace` that listens to the measured rounds, or None
    :return: (figures for the JSON file, rows of the table)
    """
    shop = Shop(env)
    if trace:
        trace.rounds = ROUNDS
    # What the process holds from here on is no garbage: collecting before each step looks at the rest only.
    gc.collect()
    gc.freeze()
    plain, ours = [], []
    for number in range(WARM_UPS + ROUNDS):
        shop.take_vehicle(number)
        plain.append(Meter(env))
        bare.run(shop, plain[-1])
        ours.append(Meter(env, trace if number >= WARM_UPS else None))
        repair(shop, ours[-1])
    gc.unfreeze()
    rows, totals = [], []
    for flow, meters in (("bare Odoo", plain), ("repair", ours)):
        steps = medians(meters[WARM_UPS:])
        totals.append([sum(column) for column in zip(*steps.values(), strict=True)])
        rows += [(flow, name, *figures) for name, figures in steps.items()]
        rows.append((flow, "TOTAL", *totals[-1]))
    (bare_seconds, bare_queries), (seconds, queries) = totals
    figures = {
        "lifecycle.time_ratio": figure(seconds / bare_seconds, "ratio", 1.0),
        "lifecycle.query_ratio": figure(queries / bare_queries, "ratio", 1.0),
        "lifecycle.bare_ms": figure(bare_seconds * 1000, "ms", None),
        "lifecycle.repair_ms": figure(seconds * 1000, "ms", None),
        "lifecycle.bare_queries": figure(bare_queries, "queries", None),
        "lifecycle.repair_queries": figure(queries, "queries", None),
    }
    return figures, rows


def repair(shop, meter, visit=None):
    """One repair by the methods that the desks press, one transaction per step.

    What people know, read on their screen or type is looked up before the step, as in :mod:`.bare`.

    :param visit: :class:`Visit`, a service paid by the customer by default
    :return: the order, delivered and followed up
    """
    visit = visit or Visit()
    shop.serial += 1
    guard = shop.at("guard")
    with meter.step("appointment"):
        appointment = _book(shop)
    plate, km, sender = shop.vehicle.license_plate, shop.vehicle.last_odometer, shop.partner.name
    names = shop.labour.mapped("name")
    with meter.step("arrival"):
        log = guard["dms.gate.log"]._vehicle_in(plate)
    ticket = shop.env["dms.queue.ticket"].search([("gate_log_id", "=", log.id)], limit=1)
    with meter.step("reception"):
        vals = {"odometer": km + 1, "sender_name": sender, **visit.vals}
        order = _receive(shop, appointment, ticket, vals)
    with meter.step("estimate"):
        _estimate(shop, order, visit, names)
    with meter.step("authorisation"):
        order._authorise(signed_by="客户", channel="paper")
    work = _get_work(shop, order)
    with meter.step("dispatch"):
        dispatches = _dispatch(work)
    slips = order.picking_ids.with_env(shop.at("storekeeper"))
    with meter.step("issue"):
        slips.action_issue_all()
    # sudo: technicians clock at the kiosk, without a login
    for dispatch, person in zip(dispatches.sudo(), shop.technicians, strict=True):
        with meter.step("clock start"):
            dispatch._clock_start(person)
        with meter.step("finish"):
            dispatch._finish(person)
    with meter.step("final inspection"):
        for sheet in order.with_env(shop.at("inspector"))._create_inspections():
            _fill(sheet, "final", shop.inspector)
    with meter.step("pre-delivery check"):
        _fill(order._get_pre_delivery_sheet(), "advisor", shop.advisor)
    with meter.step("settlement"):
        settlement = order._create_settlements()
    with meter.step("settlement confirmed"):
        settlement.action_confirm()
    due = settlement.amount_due
    with meter.step("payment"):
        _pay(shop, settlement.with_env(shop.at("cashier")), due)
    if set(visit.payers) != {"customer"}:
        with meter.step("payment of others"):
            _pay_others(shop, order)
    with meter.step("release"):
        order.action_release()
    token, km = order._get_gate_passes()[:1].token, order.odometer
    with meter.step("exit"):
        guard["dms.gate.log"]._vehicle_out(token, odometer=km)
    followup = order.sudo().followup_ids[:1].with_env(shop.at("care"))  # sudo: the agent's list
    with meter.step("follow-up"):
        followup.action_all_satisfied()
        followup.action_finish()
    _check(shop, order.with_env(shop.env), dispatches.with_env(shop.env))
    return order


def _book(shop):
    """An appointment by phone; the manager books although earlier rounds have filled the hour."""
    appointment = shop.at("manager")["dms.appointment"].create(
        {
            "company_id": shop.company.id,
            "vehicle_id": shop.vehicle.id,
            "partner_id": shop.partner.id,
            "slot_start": fields.Datetime.now() + timedelta(minutes=1),
            "service_type_id": shop.type.id,
            "customer_words": "保养",
            "overbook_reason": "测量",
        }
    )
    appointment.action_book()
    return appointment


def _receive(shop, appointment, ticket, vals):
    """The advisor opens the repair order and takes the keys.

    :param vals: what he reads from the car and hears from the customer
    """
    order = shop.at("advisor")["sale.order"].create(
        {
            "is_repair": True,
            "company_id": shop.company.id,
            "partner_id": shop.partner.id,
            "vehicle_id": shop.vehicle.id,
            "appointment_id": appointment.id,
            "ticket_id": ticket.id,
            "service_type_id": shop.type.id,
            "fuel_level": "50",
            "customer_complaint": "保养",
            "old_part_choice": "waive",
            "wash_wanted": False,
            "promised_date": fields.Datetime.now() + timedelta(days=3),
            **vals,
        }
    )
    order.action_receive()
    return order


def _estimate(shop, order, visit, names):
    """Three jobs with the seven lines, then the quotation.

    :param names: of the jobs
    """
    jobs = order.env["dms.ro.job"].create(
        [
            {
                "order_id": order.id,
                "name": name,
                "product_id": product.id,
                "trade": "mechanical",
                "payer_type": payer,
            }
            for name, product, payer in zip(names, shop.labour, visit.payers, strict=True)
        ]
    )
    places = [min(index, len(jobs) - 1) for index in range(len(shop.lines))]
    order.env["sale.order.line"].create(
        [
            {
                "order_id": order.id,
                "job_id": jobs[place].id,
                "product_id": product.id,
                "product_uom_qty": quantity,
                "payer_type": visit.payers[place],
            }
            for place, (product, quantity) in zip(places, shop.lines, strict=True)
        ]
    )
    if "warranty" in visit.payers:
        _decide_payers(shop, order)
    order.action_quote()


def _decide_payers(shop, order):
    """The manager lets the manufacturer pay what no rule of the shop covers."""
    lines = order.order_line.filtered(lambda line: line.payer_type == "warranty")
    lines.write({"payer_basis": "质保期内"})
    order.with_env(shop.at("manager")).action_approve_payers()


def _get_work(shop, order):
    """What the supervisor sees on the desk: operations, and for each a technician with the team.

    :return: list of (line, team, technician)
    """
    env = shop.at("supervisor")
    lines = order.with_env(env).order_line.filtered(lambda line: line.fee_kind == "labour")
    teams = [person.sudo().team_id.with_env(env) for person in shop.technicians]
    return list(zip(lines, teams, shop.technicians.with_env(env), strict=True))


def _dispatch(work):
    """Each operation to a technician of its own."""
    dispatches = work[0][0].env["dms.dispatch"]
    for line, team, person in work:
        dispatches |= dispatches._create_for_lines(line, team=team, employees=person)
    return dispatches


def _fill(sheet, role, employee):
    """Every line of a sheet is answered, then it is submitted and signed."""
    answers = {line.id: {"result": "ok"} for line in sheet.line_ids}
    sheet._complete(values=answers, signatures=[{"role": role, "employee": employee}])


def _pay(shop, settlement, due):
    """The cashier takes the whole amount by one tender."""
    settlement._register_payments(
        [
            {
                "journal_id": shop.journal.id,
                "amount": due,
                "reference": f"BENCH-{shop.serial}-{settlement.id}",
            }
        ]
    )


def _pay_others(shop, order):
    """The accountant books what insurer and manufacturer transfer."""
    invoices = order.with_env(shop.at("accountant")).invoice_ids
    for invoice in invoices.filtered(lambda move: move.amount_residual):
        action = invoice.action_register_payment()
        invoice.env["account.payment.register"].with_context(**action["context"]).create(
            {"journal_id": shop.journal.id}
        ).action_create_payments()


def _check(shop, order, dispatches):
    """The repair is really at its end: every document of it is closed."""
    assert order.delivered_at and order.followed_up_at and order.paid_at, order.repair_stage
    assert order.appointment_id.state == "converted", order.appointment_id.state
    assert set(order.picking_ids.mapped("state")) == {"done"}, order.picking_ids.mapped("state")
    assert order.picking_ids.move_ids.product_id == shop.parts
    products = order.order_line.filtered("product_id")
    assert products.product_id == shop.labour | shop.parts
    assert all(line.qty_delivered == line.product_uom_qty for line in products)
    _check_work(shop, order, dispatches)
    _check_money(shop, order)
    _check_sheets(order)
    logs = shop.env["dms.gate.log"].search([("vehicle_id", "=", shop.vehicle.id)], limit=2)
    assert set(logs.mapped("direction")) == {"in", "out"}
    assert set(logs.mapped("state")) == {"closed"}, logs.mapped("state")
    followup = order.followup_ids[:1]
    assert followup.state == "done" and followup.is_satisfied, followup.state


def _check_work(shop, order, dispatches):
    """Three dispatches of three people, each with a clock that ran and ended."""
    assert dispatches == order.dispatch_ids.sorted("id") and len(dispatches) == 3
    assert set(dispatches.mapped("state")) == {"done"}, dispatches.mapped("state")
    assert dispatches.main_employee_id == shop.technicians
    assert all(dispatch.log_ids for dispatch in dispatches)
    assert all(log.date_end for log in dispatches.log_ids)
    assert set(order.job_ids.mapped("state")) == {"passed"}, order.job_ids.mapped("state")


def _check_money(shop, order):
    """Everything is billed, posted and paid."""
    invoices = order.invoice_ids
    assert invoices and set(invoices.mapped("state")) == {"posted"}, invoices.mapped("state")
    lines = invoices.invoice_line_ids.filtered(lambda line: line.display_type == "product")
    assert lines.product_id == shop.labour | shop.parts
    assert shop.is_paid(invoices), invoices.mapped("payment_state")
    assert not order.settlement_ids.amount_due


def _check_sheets(order):
    """Final inspection and pre-delivery check are filled line by line and signed."""
    sheets = order.checklist_ids
    assert sorted(sheets.template_id.mapped("code")) == ["WS-04", "WS-05"]
    assert set(sheets.mapped("state")) == {"done"}, sheets.mapped("state")
    assert all(line.result and not line.is_bad for line in sheets.line_ids)
    assert all(sheet.signoff_ids for sheet in sheets)
