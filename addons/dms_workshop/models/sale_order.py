from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dms_service.models.ro_const import STAMP_COLUMNS

# What the progress board (SM-21) shows of an order, besides its dispatch orders: a change of one of these is pushed.
BOARD_FIELDS = STAMP_COLUMNS | {
    "state",
    "promised_date",
    "user_id",
    "vehicle_id",
    "service_type_id",
    "customer_waits",
}
WORKSHOP_STATES = [
    ("to_dispatch", "To Dispatch"),
    ("queue", "Waiting"),
    ("working", "In Work"),
    ("paused", "Paused"),
    ("wait_parts", "Waiting for Parts"),
    ("wait_approval", "Waiting for Approval"),
    ("to_inspect", "To Inspect"),
    ("inspecting", "Inspecting"),
    ("washing", "Washing"),
    ("pre_delivery", "Pre-delivery Check"),
    ("ready", "Ready"),
]
# First match wins.
STATE_ORDER = ("working", "wait_approval", "wait_parts", "paused", "queue")


class SaleOrder(models.Model):
    """The workshop's view of a repair order."""

    _inherit = "sale.order"

    dispatch_ids = fields.One2many("dms.dispatch", "order_id", string="Dispatch Orders")
    dispatch_count = fields.Integer(compute="_compute_dispatch_count", compute_sudo=True)
    workshop_state = fields.Selection(
        WORKSHOP_STATES,
        string="Workshop",
        compute="_compute_workshop_state",
        compute_sudo=True,
        search="_search_workshop_state",
    )
    defect_ids = fields.One2many("dms.defect", "order_id", string="Defects")
    first_pass = fields.Boolean(
        string="Passed at First",
        readonly=True,
        copy=False,
        help="The first final inspection was passed.",
    )
    qc_fail_count = fields.Integer(string="Failed Inspections", readonly=True, copy=False)

    def write(self, vals):
        """Tell the progress board when a car moves on, is promised anew or changes hands."""
        res = super().write(vals)
        if BOARD_FIELDS & vals.keys() and any(order.is_repair for order in self):
            self.env["dms.board"]._notify(["SM-21"])
        return res

    def _compute_dispatch_count(self):
        counts = dict(
            self.env["dms.dispatch"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.dispatch_count = counts.get(order, 0)

    def _compute_workshop_state(self):
        """Two grouped queries for all orders shown."""
        live, undone = self._get_dispatch_facts()
        for order in self:
            if not order.is_repair or order.state != "sale" or order.settled_at:
                order.workshop_state = False
                continue
            order.workshop_state = order._get_workshop_state(
                live.get(order.id, set()), undone.get(order.id, 0)
            )

    def _get_dispatch_facts(self):
        """States of the dispatches, and number of labour lines without one, by order id."""
        live = {}
        for order, state in self.env["dms.dispatch"]._read_group(
            [("order_id", "in", self.ids), ("state", "!=", "cancel")], ["order_id", "state"]
        ):
            live.setdefault(order.id, set()).add(state)
        undone = {
            order.id: count
            for order, count in self.env["sale.order.line"]._read_group(
                [*self.env["sale.order.line"]._to_dispatch_domain(), ("order_id", "in", self.ids)],
                ["order_id"],
                ["__count"],
            )
        }
        return live, undone

    def _get_workshop_state(self, states, undone):
        """Finer than the stage of the order: what the floor does with the car now."""
        self.ensure_one()
        if self.ready_at:
            return "ready"
        if self.qc_passed_at:
            return "washing" if self.wash_wanted and not self.wash_done_at else "pre_delivery"
        for state in STATE_ORDER:
            if state in states:
                return state
        if undone:
            return "to_dispatch"
        return "inspecting" if self.qc_started_at else "to_inspect"

    @api.model
    def _search_workshop_state(self, operator, value):
        """Search on the cars in the shop only: there are never many."""
        if operator != "in":
            return NotImplemented
        inside = self.search([("in_shop", "=", True), ("state", "=", "sale")])
        return [("id", "in", inside.filtered(lambda order: order.workshop_state in value).ids)]

    def action_view_dispatches(self):
        """List the dispatch orders of this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_workshop.dms_dispatch_action")
        return {
            **action,
            "domain": [("order_id", "=", self.id)],
            "context": {"default_order_id": self.id},
        }

    def action_view_time_points(self):
        """Open the time line of this order, form SV-16."""
        self.ensure_one()
        action = self.env["dms.report"]._get_report("SV-16").action_open()
        action["context"]["report_params"] = {"options": {"order": self.id}}
        return action

    def action_dispatch(self):
        """Open the dispatch dialog for the lines that nobody has yet."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispatch"),
            "res_model": "dms.dispatch.create",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self[:1].id},
        }

    def _after_dispatch_done(self, moment, employee):
        """When the last dispatch is done the car waits for the inspector: T17."""
        self.ensure_one()
        if not self._has_open_work():
            # sudo: the clock of a technician writes the time point of the order
            self.sudo()._stamp_event("T17", at=moment, source="kiosk", employee=employee)

    def _has_open_work(self):
        """Whether a dispatch order of this order is not done, or a labour line has none yet."""
        self.ensure_one()
        live = [("order_id", "=", self.id), ("state", "not in", ("done", "cancel"))]
        lines = self.env["sale.order.line"]
        undone = [*lines._to_dispatch_domain(), ("order_id", "=", self.id)]
        return bool(
            self.env["dms.dispatch"].search_count(live, limit=1)
            or lines.search_count(undone, limit=1)
        )

    def _after_parts_moved(self, moves):
        """Parts that have come release the jobs that waited for them."""
        res = super()._after_parts_moved(moves)
        waiting = (
            self.env["dms.dispatch"]
            # sudo: the storekeeper does not edit dispatches; the arrival of parts releases them
            .sudo()
            .search([("order_id", "in", self.ids), ("state", "=", "wait_parts")])
        )
        if waiting:
            complete = waiting.order_id.filtered("parts_complete_at")
            waiting.filtered(lambda item: item.order_id in complete)._release_waiting("wait_parts")
        return res

    def _get_remedies(self):
        """Open work is closed at the dispatch orders."""
        dispatches = (self.env._("Open the Dispatch Orders"), "action_view_dispatches")
        return {**super()._get_remedies(), "E-504": dispatches, "E-601": dispatches}

    def _get_ready_blockers(self):
        """The gate of the workshop: no car is ready with work or inspection open."""
        blockers = super()._get_ready_blockers() or {}
        live, undone = self._get_dispatch_facts()
        for order in self:
            if live.get(order.id, set()) - {"done"} or (
                undone.get(order.id) and live.get(order.id)
            ):
                text = self.env._(
                    "Work is still open at the workshop: finish every dispatch order first."
                )
                blockers.setdefault(order, []).append(("E-504", text))
        return blockers

    def _get_settlement_blockers(self):
        """A running job keeps the bill from being written."""
        blockers = super()._get_settlement_blockers() or {}
        running = self.env["dms.dispatch"].search(
            [("order_id", "in", self.ids), ("state", "not in", ("done", "cancel"))]
        )
        for order in running.order_id:
            open_ones = running.filtered(lambda item, one=order: item.order_id == one)
            if open_ones:
                text = self.env._(
                    "Dispatch orders are still open: %(names)s.",
                    names=", ".join(open_ones.mapped("name")),
                )
                blockers.setdefault(order, []).append(("E-601", text))
        return blockers

    def _get_in_shop_rows(self, companies):
        """Rows of the progress board by one query over the cars in the shop.

        :param companies: res.company ids
        :return: list of dicts
        """
        self.env["sale.order"].flush_model()
        self.env["dms.dispatch"].flush_model()
        query = SQL(
            """
            SELECT o.id, o.name, o.repair_stage, o.promised_date, o.received_at, o.ready_at, o.customer_waits,
                   o.work_started_at, o.qc_passed_at, v.license_plate, o.user_id, o.partner_id, t.code AS service_code,
                   array_agg(DISTINCT d.state) FILTER (WHERE d.id IS NOT NULL) AS states,
                   max(d.wait_eta) AS wait_eta,
                   max(b.code) FILTER (WHERE d.state = 'working') AS bay,
                   max(COALESCE(e.name, g.name)) FILTER (WHERE d.state <> 'done') AS worker,
                   COALESCE(sum(d.flat_hours), 0) AS flat_hours,
                   string_agg(DISTINCT dl.name, '、') AS work
              FROM sale_order o
              JOIN fleet_vehicle v ON v.id = o.vehicle_id
         LEFT JOIN dms_service_type t ON t.id = o.service_type_id
         LEFT JOIN dms_dispatch d ON d.order_id = o.id AND d.state <> 'cancel'
         LEFT JOIN dms_dispatch_line dl ON dl.dispatch_id = d.id
         LEFT JOIN dms_bay b ON b.id = d.bay_id
         LEFT JOIN hr_employee e ON e.id = d.main_employee_id
         LEFT JOIN dms_team g ON g.id = d.team_id
             WHERE o.is_repair IS TRUE AND o.received_at IS NOT NULL AND o.delivered_at IS NULL AND o.state <> 'cancel'
               AND o.company_id IN %(companies)s
          GROUP BY o.id, v.id, t.id
            """,
            companies=tuple(companies),
        )
        return self.env.execute_query_dict(query)
