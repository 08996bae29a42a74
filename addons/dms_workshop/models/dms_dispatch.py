from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.dms_service.models.ro_const import TRADES

LIVE_STATES = ("queue", "working", "paused", "wait_parts", "wait_approval")
STATES = [
    ("queue", "Waiting"),
    ("working", "In Work"),
    ("paused", "Paused"),
    ("wait_parts", "Waiting for Parts"),
    ("wait_approval", "Waiting for Approval"),
    ("done", "Done"),
    ("cancel", "Cancelled"),
]


class DmsDispatch(models.Model):
    """Dispatch order (派工单): named operations for a team and technicians, in a bay, by a time."""

    _name = "dms.dispatch"
    _description = "Dispatch Order"
    _inherit = ["mail.thread"]
    _order = "priority desc, planned_start, id"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    order_id = fields.Many2one(
        "sale.order",
        string="Repair Order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    vehicle_id = fields.Many2one(related="order_id.vehicle_id")
    plate = fields.Char(related="order_id.vehicle_id.license_plate", string="Plate")
    promised_date = fields.Datetime(related="order_id.promised_date", string="Promised Time")
    complaint = fields.Text(related="order_id.customer_complaint")
    vin = fields.Char(related="order_id.vehicle_id.vin_sn", string="VIN")
    model_id = fields.Many2one(related="order_id.vehicle_id.model_id")
    odometer = fields.Integer(related="order_id.odometer")
    repair_class = fields.Selection(related="order_id.repair_class")
    parts_status = fields.Selection(related="order_id.parts_status")
    finding_count = fields.Integer(string="Findings", compute="_compute_finding_count")
    advisor_id = fields.Many2one(related="order_id.user_id", string="Service Advisor")
    line_ids = fields.One2many("dms.dispatch.line", "dispatch_id", string="Operations")
    worker_ids = fields.One2many("dms.dispatch.worker", "dispatch_id", string="Technicians")
    log_ids = fields.One2many("dms.dispatch.log", "dispatch_id", string="Time Clock")
    team_id = fields.Many2one("dms.team", index="btree_not_null", check_company=True)
    main_employee_id = fields.Many2one(
        "hr.employee", string="Main Technician", index="btree_not_null", check_company=True
    )
    bay_id = fields.Many2one("dms.bay", index="btree_not_null", check_company=True)
    trade = fields.Selection(TRADES)
    kind = fields.Selection(
        [("normal", "Normal"), ("rework", "Rework"), ("internal", "Internal")],
        default="normal",
        required=True,
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Urgent"), ("2", "Customer Waits"), ("3", "Rework")],
        default="0",
        required=True,
    )
    planned_start = fields.Datetime(index=True)
    planned_end = fields.Datetime()
    date_start = fields.Datetime(string="First Start", readonly=True, copy=False)
    date_done = fields.Datetime(string="Finished", readonly=True, copy=False)
    state = fields.Selection(
        STATES, default="queue", required=True, readonly=True, copy=False, index=True, tracking=True
    )
    ready_flag = fields.Boolean(string="May Go On", readonly=True, copy=False)
    redo_count = fields.Integer(string="Redone", readonly=True, copy=False)
    split_method = fields.Selection(
        [
            ("main", "All to the Main Technician"),
            ("equal", "Equal"),
            ("coef", "By Coefficient"),
            ("clock", "By Clocked Hours"),
        ],
        default="coef",
        required=True,
    )
    flat_hours = fields.Float(string="Flat-Rate Hours", readonly=True, digits=(16, 2))
    net_hours = fields.Float(compute="_compute_net_hours", digits=(16, 2))
    share_frozen = fields.Boolean(readonly=True, copy=False)
    wait_reason_id = fields.Many2one(
        "dms.stop.reason", string="Waits for", readonly=True, copy=False
    )
    wait_eta = fields.Datetime(string="Expected", copy=False)
    hold_id = fields.Many2one("dms.ro.hold", readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)

    _name_uniq = models.UniqueIndex("(company_id, name)", "This dispatch number is taken.")
    _live_idx = models.Index("(company_id, state) WHERE state NOT IN ('done', 'cancel')")

    def _compute_net_hours(self):
        """Clocked hours of all technicians; running clocks do not count yet."""
        sums = dict(
            self.env["dms.dispatch.log"]._read_group(
                [("dispatch_id", "in", self.ids)], ["dispatch_id"], ["net_hours:sum"]
            )
        )
        for dispatch in self:
            dispatch.net_hours = sums.get(dispatch, 0.0)

    def _compute_finding_count(self):
        """Supplements of the orders, proposed or decided."""
        counts = dict(
            self.env["dms.ro.supplement"]
            # sudo: technicians read no prices; only a number is shown
            .sudo()
            ._read_group([("order_id", "in", self.order_id.ids)], ["order_id"], ["__count"])
        )
        for dispatch in self:
            dispatch.finding_count = counts.get(dispatch.order_id, 0)

    @api.constrains("planned_start", "planned_end")
    def _check_plan(self):
        for dispatch in self:
            if (
                dispatch.planned_start
                and dispatch.planned_end
                and dispatch.planned_end < dispatch.planned_start
            ):
                raise ValidationError(self.env._("The planned end lies before the planned start."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_logs(self):
        if self.log_ids:
            raise UserError(
                self.env._("A dispatch order with clocked time is cancelled, never deleted.")
            )

    @api.model
    def _create_for_lines(
        self, lines, team=None, employees=None, bay=None, planned_start=None, by_trade=False
    ):
        """Send labour lines to the floor, all in one batch.

        :param lines: labour lines of signed repair orders
        :param team: dms.team, or empty
        :param employees: technicians, the first is the main one; empty leaves it to the team
        :param bay: dms.bay, or empty
        :param planned_start: datetime (UTC)
        :param by_trade: one dispatch per order and trade instead of one per line
        :return: the new dispatch orders
        :raises UserError: not signed (E-501), dispatched already, nobody named, absent, certificate missing
        """
        employees = employees or self.env["hr.employee"]
        lines.order_id._read_head("vehicle_id", "service_type_id")
        lines.order_id._read_lines()
        self._check_lines(lines, team, employees)
        self._check_bay(bay)
        groups = {}
        for line in lines:
            trade = line.job_id.trade or line.product_id.trade or "mechanical"
            key = (line.order_id, trade) if by_trade else (line.order_id, line)
            groups.setdefault(key, (trade, []))[1].append(line)
        vals_list = []
        for company, keys in _by_company(groups).items():
            names = company._next_numbers("PG", len(keys))
            vals_list += [
                self._prepare_dispatch_vals(
                    name,
                    key[0],
                    groups[key][0],
                    groups[key][1],
                    team,
                    employees,
                    bay,
                    planned_start,
                )
                for name, key in zip(names, keys, strict=True)
            ]
        dispatches = self.with_context(tracking_disable=True, mail_create_nolog=True).create(
            vals_list
        )
        # sudo: the supervisor does not edit orders; dispatching writes their time point
        orders = lines.order_id.sudo()
        orders.filtered(lambda order: not order.dispatched_at)._stamp_event("T12")
        self.env["dms.board"]._notify(["SM-21"])
        return dispatches.with_env(self.env)

    def _prepare_dispatch_vals(
        self, name, order, trade, lines, team, employees, bay, planned_start
    ):
        """Values of one dispatch order with its operations and technicians."""
        main = employees[:1]
        rework = order.service_type_id.code == "RW"
        return {
            "name": name,
            "company_id": order.company_id.id,
            "order_id": order.id,
            "team_id": (team or main.team_id).id,
            "main_employee_id": main.id,
            "bay_id": bay.id if bay else False,
            "trade": trade,
            "kind": "rework" if rework else "normal",
            "priority": "3" if rework else "2" if order.customer_waits else "0",
            "planned_start": planned_start,
            "planned_end": self._get_planned_end(order, planned_start, lines, employees),
            "flat_hours": sum(line.flat_rate_hours for line in lines),
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "sale_line_id": line.id,
                        "name": line._get_operation_name(),
                        "flat_hours": line.flat_rate_hours,
                    },
                )
                for line in lines
            ],
            "worker_ids": [
                (0, 0, {"employee_id": employee.id, "role": "assist" if index else "main"})
                for index, employee in enumerate(employees)
            ],
        }

    def _get_planned_end(self, order, planned_start, lines, employees):
        """When the work is due: its hours, shared by the people named, within opening time."""
        if not planned_start:
            return False
        hours = sum(line.flat_rate_hours for line in lines) / max(len(employees), 1)
        return order.company_id._add_opening_hours(planned_start, hours)

    def _check_lines(self, lines, team, employees):
        """Refuse what may not be dispatched, with one sentence."""
        if not lines:
            raise UserError(self.env._("Choose at least one operation to dispatch."))
        unsigned = lines.order_id.filtered(lambda order: not order.authorised_at)
        if unsigned:
            raise UserError(
                self.env._(
                    "%(orders)s: the customer has not signed yet, so nothing is dispatched. (E-501)",
                    orders=", ".join(unsigned.mapped("name")),
                )
            )
        lines.order_id._check_work_allowed()
        gone = lines.order_id.filtered("delivered_at")
        if gone:
            raise UserError(self.env._("%(order)s has left the shop.", order=gone[0].name))
        busy = self.env["dms.dispatch.line"].search(
            [("sale_line_id", "in", lines.ids), ("dispatch_id.state", "!=", "cancel")], limit=1
        )
        if busy:
            raise UserError(
                self.env._(
                    "“%(line)s” is dispatched already on %(name)s.",
                    line=busy.name,
                    name=busy.dispatch_id.name,
                )
            )
        if not team and not employees:
            raise UserError(self.env._("Name a team or a main technician."))
        self._check_people(lines, employees)

    def _check_bay(self, bay):
        """Refuse a bay that is out of use."""
        if bay and bay.state == "blocked":
            raise UserError(self.env._("%(bay)s is out of use.", bay=bay.name))

    def _check_people(self, lines, employees):
        """Refuse absent people and people without the certificates the work demands."""
        absent = employees._absent_on()
        if absent:
            raise UserError(self.env._("%(name)s is absent today.", name=absent[0].name))
        skills = lines.product_id.product_tmpl_id.required_skill_ids
        if not skills:
            return
        for employee, missing in employees._missing_certificates(skills).items():
            if missing:
                raise UserError(
                    self.env._(
                        "%(name)s has no valid certificate “%(skill)s” and may not do this work.",
                        name=employee.name,
                        skill=missing[0].name,
                    )
                )

    def _propose_finding(self, employee, text, photo=None):
        """Additional work found by a technician: a draft supplement for the advisor.

        :param text: what was found
        :param photo: base64 image, or None
        :return: dms.ro.supplement
        """
        self.ensure_one()
        supplement = (
            self.env["dms.ro.supplement"]
            # sudo: technicians do not edit orders; a finding is a proposal that the advisor prices
            .sudo()
            .create({"order_id": self.order_id.id, "employee_id": employee.id, "finding": text})
        )
        if photo:
            supplement.photo_ids = (
                self.env["ir.attachment"]
                # sudo: same reason, the photo belongs to the supplement
                .sudo()
                .create(
                    {
                        "name": f"{supplement.name}.jpg",
                        "datas": photo.split(",")[-1],
                        "res_model": supplement._name,
                        "res_id": supplement.id,
                    }
                )
            )
        supplement.order_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Additional work found"),
            note=text,
            user_id=self.order_id.user_id.id or self.env.uid,
        )
        return supplement


def _by_company(groups):
    """Keys of the groups by the company of their order."""
    result = {}
    for key in groups:
        result.setdefault(key[0].company_id, []).append(key)
    return result
