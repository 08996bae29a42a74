from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ro_const import (
    EVENT_CHAIN,
    EVENTS,
    REPAIR_STAGES,
    STAGE_BY_STAMP,
    STAMP_FIELDS,
    STAMP_SWITCH,
)


class SaleOrder(models.Model):
    """Time points of the visit and the stage derived from them."""

    _inherit = "sale.order"

    arrived_at = fields.Datetime(copy=False, readonly=True)
    reception_started_at = fields.Datetime(copy=False, readonly=True)
    received_at = fields.Datetime(copy=False, readonly=True)
    inspection_started_at = fields.Datetime(copy=False, readonly=True)
    inspection_done_at = fields.Datetime(copy=False, readonly=True)
    quoted_at = fields.Datetime(copy=False, readonly=True)
    authorised_at = fields.Datetime(copy=False, readonly=True)
    dispatched_at = fields.Datetime(copy=False, readonly=True)
    parts_requested_at = fields.Datetime(copy=False, readonly=True)
    first_issue_at = fields.Datetime(string="First Parts Issued", copy=False, readonly=True)
    parts_complete_at = fields.Datetime(copy=False, readonly=True)
    work_started_at = fields.Datetime(copy=False, readonly=True)
    work_done_at = fields.Datetime(copy=False, readonly=True)
    qc_started_at = fields.Datetime(string="Quality Check Started", copy=False, readonly=True)
    qc_passed_at = fields.Datetime(string="Quality Check Passed", copy=False, readonly=True)
    wash_started_at = fields.Datetime(copy=False, readonly=True)
    wash_done_at = fields.Datetime(copy=False, readonly=True)
    ready_at = fields.Datetime(copy=False, readonly=True)
    settled_at = fields.Datetime(copy=False, readonly=True)
    paid_at = fields.Datetime(copy=False, readonly=True)
    released_at = fields.Datetime(copy=False, readonly=True)
    delivered_at = fields.Datetime(string="Left the Shop", copy=False, readonly=True)
    followed_up_at = fields.Datetime(copy=False, readonly=True)
    archived_at = fields.Datetime(copy=False, readonly=True)

    repair_stage = fields.Selection(
        REPAIR_STAGES,
        compute="_compute_repair_stage",
        store=True,
        index="btree_not_null",
        group_expand="_group_expand_repair_stage",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    in_shop = fields.Boolean(compute="_compute_in_shop", search="_search_in_shop")

    @api.depends("is_repair", "state", "is_left", "estimate_started", *STAMP_FIELDS.values())
    def _compute_repair_stage(self):
        for order in self:
            order.repair_stage = order._get_repair_stage() if order.is_repair else False

    def _get_repair_stage(self):
        """Stage of one order, derived from its time points; the furthest one wins."""
        self.ensure_one()
        if self.state == "cancel":
            return "left" if self.is_left else "void"
        if self.state == "sale":
            stages = (stage for column, stage in STAGE_BY_STAMP if self[column])
            return next(stages, "authorised")
        if self.state == "sent":
            return "quoted"
        if not self.received_at:
            return "expected"
        if self.inspection_done_at:
            return "estimating"
        if self.inspection_started_at:
            return "inspecting"
        return "estimating" if self.estimate_started else "received"

    @api.model
    def _group_expand_repair_stage(self, stages, domain):
        """Columns of the advisor's board: the life of a car in the shop, always in its order."""
        if self.env.context.get("dms_board"):
            return [code for code, _label in REPAIR_STAGES[1:13]]
        return stages

    @api.depends("promised_date", "ready_at", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for order in self:
            order.is_late = bool(
                order.promised_date
                and order.state != "cancel"
                and (order.ready_at or now) > order.promised_date
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("is_repair", "=", True),
            ("promised_date", "<", fields.Datetime.now()),
            ("ready_at", "=", False),
            ("state", "!=", "cancel"),
        ]

    @api.depends("received_at", "delivered_at", "state")
    def _compute_in_shop(self):
        for order in self:
            order.in_shop = bool(
                order.received_at and not order.delivered_at and order.state != "cancel"
            )

    def _search_in_shop(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("is_repair", "=", True),
            ("received_at", "!=", False),
            ("delivered_at", "=", False),
            ("state", "!=", "cancel"),
        ]

    def _stamp_event(self, code, at=None, source="desk", employee=None, note=None, vals=None):
        """Write time points of the visit once each, in the log and on the order.

        :param code: one code ("T06"), or a list of codes that happen at the same moment
        :param at: datetime (UTC) of the event, default now
        :param source: desk, kiosk, portal, gate or auto; "auto" moves a late entry back to the
            following time point instead of refusing it
        :param employee: hr.employee who did it at a kiosk
        :param note: free text kept with the event
        :param vals: further values for the same write on the orders
        :return: the new `dms.ro.event` rows (none for codes already stamped)
        :raise UserError: time order violated or in the future (E-113)
        """
        codes = [code] if isinstance(code, str) else list(code)
        now = fields.Datetime.now()
        moment = fields.Datetime.to_datetime(at) or now
        rows, groups = [], {}
        for order in self:
            for item in codes:
                if order[STAMP_FIELDS[item]]:
                    continue
                when = order._check_event_order(item, moment, now, codes, source)
                rows.append(order._prepare_event_vals(item, when, source, employee, note))
                groups.setdefault((item, when), []).append(order.id)
        events = self.env["dms.ro.event"]._append(rows)
        self._write_stamps(groups, events, vals)
        return events

    def _write_stamps(self, groups, events, vals):
        """Copy new events to the columns, one write per distinct set of values."""
        changes = {order.id: dict(vals or {}) for order in self}
        for (code, when), ids in groups.items():
            for order_id in ids:
                changes[order_id][STAMP_FIELDS[code]] = when
        for event in events:
            if event.code == "T06":
                changes[event.order_id.id]["business_date"] = event.business_date
            elif event.code == "T26":
                changes[event.order_id.id]["delivered_date"] = event.business_date
        batches = {}
        for order_id, values in changes.items():
            batches.setdefault(tuple(sorted(values.items(), key=str)), []).append(order_id)
        # tracking_disable: the log itself is the trace.
        context = {"dms_stamp": STAMP_SWITCH, "tracking_disable": True}
        for values, ids in batches.items():
            if values:
                self.browse(ids).with_context(**context).write(dict(values))

    def _prepare_event_vals(self, code, when, source, employee, note):
        """Values of one log row; extend to add your own columns."""
        self.ensure_one()
        return {
            "order_id": self.id,
            "company_id": self.company_id.id,
            "code": code,
            "date": when,
            "user_id": self.env.uid,
            "employee_id": employee.id if employee else False,
            "source": source,
            "note": note,
        }

    def _check_event_order(self, code, when, now, together, source):
        """Return the moment to store; refuse one before its predecessor or in the future (E-113)."""
        self.ensure_one()
        if when > now + timedelta(seconds=59):
            raise UserError(
                self.env._("%(event)s lies in the future. (E-113)", event=EVENTS[code][1])
            )
        if code not in EVENT_CHAIN:
            return when
        index = EVENT_CHAIN.index(code)
        for other in EVENT_CHAIN[:index]:
            earlier = self[STAMP_FIELDS[other]]
            if earlier and when < earlier and other not in together:
                self._deny_event_order(code, when, other, earlier)
        for other in EVENT_CHAIN[index + 1 :]:
            later = self[STAMP_FIELDS[other]]
            if other == "T09" and code in ("T04", "T05", "T06"):
                continue  # an estimate may be sent before the car arrives
            if later and when > later:
                if source != "auto":
                    self._deny_event_order(other, later, code, when)
                when = later
        return when

    def _deny_event_order(self, code, when, other, limit):
        raise UserError(
            self.env._(
                "Time order violated on %(order)s: %(event)s (%(when)s) is before %(other)s "
                "(%(limit)s). Correct the time. (E-113)",
                order=self.name,
                event=EVENTS[code][1],
                when=fields.Datetime.context_timestamp(self, when).strftime("%Y-%m-%d %H:%M"),
                other=EVENTS[other][1],
                limit=fields.Datetime.context_timestamp(self, limit).strftime("%Y-%m-%d %H:%M"),
            )
        )

    def _withdraw_event(self, codes, reason):
        """Take time points back (failed inspection, un-settlement); the log keeps both rows.

        :param codes: one code or a list
        :param reason: why, kept in the log
        """
        codes = [codes] if isinstance(codes, str) else list(codes)
        live = self.event_ids.filtered(lambda event: event.is_live and event.code in codes)
        rows = [event._prepare_withdrawal_vals(reason) for event in live]
        self.env["dms.ro.event"]._append(rows)
        cleared = {STAMP_FIELDS[code]: False for code in codes}
        if "T06" in codes:
            cleared["business_date"] = False
        if "T26" in codes:
            cleared["delivered_date"] = False
        stamped = self.filtered(lambda order: any(order[column] for column in cleared))
        stamped.with_context(dms_stamp=STAMP_SWITCH, tracking_disable=True).write(cleared)
        return True

    def _correct_event(self, code, at, note):
        """Replace the time of an event by a better one: the old row stays, marked corrected."""
        self.ensure_one()
        self._withdraw_event(code, note)
        return self._stamp_event(code, at=at, note=note)
