from datetime import timedelta

from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .dms_followup_rule import CHANNELS

GRADES = [
    ("5", "Very Satisfied"),
    ("4", "Satisfied"),
    ("3", "Fair"),
    ("2", "Dissatisfied"),
    ("1", "Very Dissatisfied"),
]
# Points of the short form, by grade.
GRADE_POINTS = {"5": 100, "4": 80, "3": 60, "2": 30, "1": 0}
GRADE_FIELDS = ("grade_explanation", "grade_attitude", "grade_clean", "grade_overall")
YES_NO = [("yes", "Yes"), ("no", "No")]
OPEN_STATES = ("planned", "due", "trying")
MIN_VERBATIM = 5


class DmsFollowup(models.Model):
    """One contact with a customer after the car was delivered (修后用户回访表).

    Created by the delivery, once per order and rule. Grades and the customer's words are locked when
    the contact is finished.
    """

    _name = "dms.followup"
    _description = "Post-repair Follow-up"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_due, priority, id"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    rule_id = fields.Many2one("dms.followup.rule", string="Type", required=True, readonly=True)
    priority = fields.Integer(related="rule_id.priority", store=True, precompute=True)
    channel = fields.Selection(CHANNELS, required=True)
    order_id = fields.Many2one(
        "sale.order", string="Repair Order", required=True, readonly=True, index=True
    )
    vehicle_id = fields.Many2one("fleet.vehicle", readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    masked_phone = fields.Char(related="partner_id.masked_phone", string="Phone")
    advisor_id = fields.Many2one("res.users", string="Service Advisor", readonly=True)
    user_id = fields.Many2one("res.users", string="Caller", index=True)
    delivered_at = fields.Datetime(string="Delivered", readonly=True)
    promised_date = fields.Datetime(related="order_id.promised_date")
    delay_minutes = fields.Integer(string="Delay (min)", compute="_compute_delay_minutes")
    date_due = fields.Date(string="Due", required=True, index=True)
    date_end = fields.Date(string="Window Ends", required=True)
    next_try = fields.Datetime()
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("due", "Due"),
            ("trying", "Trying"),
            ("done", "Done"),
            ("failed", "Not Reached"),
            ("refused", "Refused"),
            ("exempt", "No Contact"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    state_reason = fields.Char(string="Reason", readonly=True)
    attempt_ids = fields.One2many(
        "dms.followup.attempt", "followup_id", string="Attempts", readonly=True
    )
    attempt_count = fields.Integer(string="Number of Attempts", compute="_compute_attempt_count")
    done_at = fields.Datetime(string="Finished", readonly=True, index=True)
    script = fields.Html(compute="_compute_script")
    answer_works = fields.Selection(YES_NO, string="Car works as it should")
    answer_fixed = fields.Selection(
        [*YES_NO, ("na", "Does not apply")], string="Fixed at the first visit"
    )
    answer_on_time = fields.Selection(YES_NO, string="Handed over on time")
    grade_explanation = fields.Selection(GRADES, string="Work and price explained")
    grade_attitude = fields.Selection(GRADES, string="Attitude of the staff")
    grade_clean = fields.Selection(GRADES, string="Car clean at hand-over")
    grade_overall = fields.Selection(GRADES, string="Overall grade")
    recommend = fields.Integer(string="Would recommend (0-10)", default=-1)
    verbatim = fields.Text(string="Customer's Words")
    cause_id = fields.Many2one("dms.complaint.cause", string="Reason Code")
    reply_wanted = fields.Boolean(string="Wants a Reply")
    promised_reply_at = fields.Datetime(string="Reply Promised")
    next_service_told = fields.Boolean()
    score = fields.Float(
        compute="_compute_score", store=True, precompute=True, aggregator="avg", digits=(5, 1)
    )
    is_satisfied = fields.Boolean(
        string="Satisfied", compute="_compute_score", store=True, precompute=True
    )
    complaint_ids = fields.One2many("dms.complaint", "followup_id", string="Cases", readonly=True)

    _rule_order_uniq = models.Constraint(
        "UNIQUE(rule_id, order_id)", "This repair order has this follow-up already."
    )
    _call_list_idx = models.Index(
        "(company_id, date_due) WHERE state IN ('planned', 'due', 'trying')"
    )

    @api.depends("delivered_at", "promised_date")
    def _compute_delay_minutes(self):
        for followup in self:
            delay = 0
            if followup.delivered_at and followup.promised_date:
                delay = int((followup.delivered_at - followup.promised_date).total_seconds() // 60)
            followup.delay_minutes = max(delay, 0)

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        counts = dict(
            self.env["dms.followup.attempt"]._read_group(
                [("followup_id", "in", self.ids), ("outcome", "!=", "later")],
                ["followup_id"],
                ["__count"],
            )
        )
        for followup in self:
            followup.attempt_count = counts.get(followup, 0)

    @api.depends(*GRADE_FIELDS)
    def _compute_score(self):
        """Mean points of the graded answers, 0…100; satisfied is an overall grade of 4 or 5."""
        for followup in self:
            points = [GRADE_POINTS[followup[name]] for name in GRADE_FIELDS if followup[name]]
            followup.score = sum(points) / len(points) if points else 0.0
            followup.is_satisfied = followup.grade_overall in ("4", "5")

    @api.depends("rule_id", "order_id")
    def _compute_script(self):
        for followup in self:
            script = followup.rule_id.script_id
            followup.script = script._render_for(followup) if script else False

    @api.constrains("recommend")
    def _check_recommend(self):
        if any(followup.recommend < -1 or followup.recommend > 10 for followup in self):
            raise ValidationError(self.env._("The recommendation is a number from 0 to 10."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        """Follow-ups are cancelled with a reason, never deleted."""
        raise UserError(self.env._("A follow-up cannot be deleted; cancel it with a reason."))

    def write(self, vals):
        """Answers of a finished contact are locked for everybody but the supervisor."""
        answers = {
            *GRADE_FIELDS,
            "answer_works",
            "answer_fixed",
            "answer_on_time",
            "verbatim",
            "recommend",
        }
        if answers & vals.keys() and any(followup.state == "done" for followup in self):
            if not self.env.user.has_group("dms_base.group_dms_care_supervisor"):
                raise UserError(
                    self.env._("The answers of a finished call are locked; ask the supervisor.")
                )
        return super().write(vals)

    def _get_script_values(self):
        """Escaped texts for the placeholders of a script."""
        self.ensure_one()
        order = self.order_id
        delivered = (
            fields.Datetime.context_timestamp(self, self.delivered_at)
            if self.delivered_at
            else None
        )
        values = {
            "customer": self.partner_id.name or "",
            "plate": self.vehicle_id.license_plate or "",
            "delivered": delivered.strftime("%Y-%m-%d") if delivered else "",
            "jobs": "、".join(order.job_ids[:3].mapped("name")),
            "advisor": self.advisor_id.name or "",
            "next_service": str(self.vehicle_id.next_service_date or ""),
            "company": self.company_id.name,
        }
        return {key: str(escape(value)) for key, value in values.items()}

    def action_all_satisfied(self):
        """Fill the short form with the answers of a satisfied customer; the caller may still change them."""
        self._read_together("rule_id", "partner_id", beside=((self.env.user, "partner_id"),))
        self._check_caller()
        self.write(
            {
                "answer_works": "yes",
                "answer_fixed": "yes",
                "answer_on_time": "yes",
                **dict.fromkeys(GRADE_FIELDS, "5"),
                "recommend": 10,
            }
        )
        return True

    def action_finish(self):
        """Finish the call: the answers are complete, a dissatisfied customer gets a case."""
        self._read_together("company_id", "order_id", lock="update")
        followups = self.filtered(lambda item: item.state in OPEN_STATES)
        followups._check_caller()
        followups._check_call_allowed()
        followups._check_answers()
        followups._log_attempt("done")
        followups._finish("done")
        followups.filtered(lambda item: not item.is_satisfied or item.reply_wanted)._open_cases()
        return True

    def action_record_outcome(self):
        """Ask why the call did not work."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call Outcome"),
            "res_model": "dms.followup.outcome",
            "view_mode": "form",
            "target": "new",
            "context": {"default_followup_id": self.id},
        }

    def _check_caller(self):
        """Nobody measures the satisfaction of the own customers, except the technical next-day call."""
        for followup in self:
            own = followup.advisor_id == self.env.user and followup.rule_id.caller != "advisor"
            if own and not self.env.su:
                raise AccessError(
                    self.env._("You advised on this visit: customer care calls its customer.")
                )

    def _check_answers(self):
        """Refuse an unfinished form: required grades, and the words behind a bad one."""
        for followup in self:
            if followup.delivered_at and followup.delivered_at > fields.Datetime.now():
                raise UserError(self.env._("This car has not been delivered yet."))
            if missing := followup._get_missing_answers():
                raise UserError(
                    self.env._("Ask first: %(questions)s.", questions=", ".join(missing))
                )
            bad = (
                any(followup[name] in ("1", "2", "3") for name in GRADE_FIELDS)
                or followup.answer_works == "no"
                or followup.answer_fixed == "no"
            )
            if bad and len((followup.verbatim or "").strip()) < MIN_VERBATIM:
                raise UserError(
                    self.env._(
                        "Write down the customer's own words, at least %(n)s characters.",
                        n=MIN_VERBATIM,
                    )
                )
            if bad and not followup.cause_id:
                raise UserError(
                    self.env._("Choose the reason code of what the customer is not happy with.")
                )

    def _get_missing_answers(self):
        """Labels of the compulsory questions that have no answer: two on the technical call."""
        self.ensure_one()
        names = ["answer_works", "answer_fixed"]
        if self.rule_id.caller != "advisor":
            names += ["answer_on_time", *GRADE_FIELDS]
        labels = self.fields_get(names, ["string"])
        return [labels[name]["string"] for name in names if not self[name]]

    def _log_attempt(self, outcome, next_try=None, note=None):
        """Write one attempt per follow-up."""
        return self.env["dms.followup.attempt"].create(
            [
                {"followup_id": followup.id, "outcome": outcome, "next_try": next_try, "note": note}
                for followup in self
            ]
        )

    def _finish(self, state, reason=None):
        """Close the contacts and stamp the follow-up on their orders."""
        # tracking_disable: the attempt says who closed the contact, when and how.
        self.with_context(tracking_disable=True).write(
            {
                "state": state,
                "state_reason": reason,
                "done_at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        # sudo: customer care does not edit orders; the finished call writes their time point
        self.order_id.sudo()._stamp_event("T27", source="desk")
        self._finish_rescues()

    def _record_outcome(self, outcome, next_try=None, note=None):
        """Record a call that did not finish.

        :param outcome: a value of the attempt's outcome
        :param next_try: datetime of the agreed next call, required for ``later``
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state not in OPEN_STATES:
            raise UserError(self.env._("This follow-up is closed already."))
        if outcome == "later" and not next_try:
            raise UserError(self.env._("Type when the customer wants to be called."))
        self._log_attempt(outcome, next_try, note)
        self.invalidate_recordset(["attempt_count"])
        if outcome == "opt_out":
            # sudo: the agent does not edit customers' files; the wish is the customer's own
            self.partner_id.sudo().no_call = True
        if outcome in ("refused", "opt_out"):
            self._finish("refused", note)
        elif outcome == "bad_number" or (
            outcome != "later" and self.attempt_count >= self.rule_id.max_attempts
        ):
            self._finish("failed", note)
        else:
            self.write(
                {
                    "state": "trying",
                    "next_try": next_try or fields.Datetime.now() + timedelta(hours=2),
                }
            )
        return True

    def _open_cases(self):
        """Open one case per dissatisfied customer, unless the call has one already."""
        missing = self.filtered(lambda item: not item.complaint_ids)
        return self.env["dms.complaint"].create(
            [item._prepare_complaint_vals() for item in missing]
        )

    def _prepare_complaint_vals(self):
        """Values of the case that a bad call opens."""
        self.ensure_one()
        return {
            "kind": "dissatisfaction",
            "origin_kind": "dissatisfaction",
            "company_id": self.company_id.id,
            "followup_id": self.id,
            "order_id": self.order_id.id,
            "vehicle_id": self.vehicle_id.id,
            "partner_id": self.partner_id.id,
            "cause_id": self.cause_id.id,
            "description": self.verbatim,
            "promised_at": self.promised_reply_at,
        }

    @api.model
    def _create_for_orders(self, orders):
        """Plan the contacts of delivered orders; running twice creates nothing twice.

        :param orders: delivered repair orders
        :return: the new follow-ups
        """
        orders = orders.filtered(lambda order: order._followup_exempt_reason() is None)
        if not orders:
            return self
        rules = self.env["dms.followup.rule"].search_fetch(
            [],
            ["code", "channel", "caller", "offset_days", "window_days", "job_weight", "priority"],
        )
        known = {
            (rule.id, order.id)
            # sudo: the guard who lets the car out may not read the follow-ups of customer care
            for order, rule in self.sudo()._read_group(
                [("order_id", "in", orders.ids)], ["order_id", "rule_id"]
            )
        }
        vals_list = [
            rule_vals
            for order in orders
            for rule_vals in order._prepare_followup_vals(rules)
            if (rule_vals["rule_id"], order.id) not in known
        ]
        # The guard who opens the barrier is no follower of the call, and a note of its creation would say
        # nothing.
        quiet = {"mail_create_nosubscribe": True, "mail_create_nolog": True}
        # sudo: same reason, the delivery plans the calls whoever reported it
        calls = self.sudo().with_context(**quiet).create(vals_list)
        # sudo: as above
        return calls.with_env(self.env).sudo()

    @api.model
    def _cron_mark_due(self):
        """Make today's calls due and close those whose window ended three days ago."""
        today = fields.Date.context_today(self)
        self.search([("state", "=", "planned"), ("date_due", "<=", today)]).write({"state": "due"})
        stale = self.search(
            [("state", "in", OPEN_STATES), ("date_end", "<", today - timedelta(days=3))]
        )
        reason = self.env._("The window has passed")
        stale.write({"state": "failed", "state_reason": reason, "done_at": fields.Datetime.now()})
