from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class DmsKpiTargetProposal(models.Model):
    """What a person proposes to reach next month; an approved proposal becomes his target."""

    _name = "dms.kpi.target.proposal"
    _description = "Proposed Target"
    _inherit = ["dms.step.mixin"]
    _order = "month desc, user_id, kpi_id"
    _rec_name = "kpi_id"
    _check_company_auto = True
    _step_fields = ("state", "decided_by_id", "decided_at", "target_id")

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        index=True,
        domain=[("share", "=", False)],
        help="Empty for the whole shop.",
    )
    kpi_id = fields.Many2one("dms.kpi", string="Indicator", required=True, ondelete="cascade")
    unit = fields.Selection(related="kpi_id.unit")
    month = fields.Date(required=True)
    value = fields.Float(string="Proposed", required=True, digits=0)
    current = fields.Float(string="Target so Far", compute="_compute_current", digits=0)
    note = fields.Char(string="Reasons")
    state = fields.Selection(
        [("proposed", "Proposed"), ("approved", "Approved"), ("refused", "Refused")],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    target_id = fields.Many2one("dms.kpi.target", readonly=True, copy=False)

    _proposal_uniq = models.UniqueIndex(
        "(kpi_id, company_id, month, COALESCE(user_id, 0)) WHERE state != 'refused'",
        "This indicator is proposed for that month already.",
    )

    @api.depends("kpi_id", "month", "user_id", "target_id.value")
    def _compute_current(self):
        targets = self._find_targets()
        for proposal in self:
            proposal.current = targets[proposal].value if proposal in targets else 0.0

    def _find_targets(self):
        """The targets that stand where these are proposed: {proposal: dms.kpi.target}, by one search."""
        # sudo: the target is shown beside what is proposed, and changed by who may set targets
        targets = self.env["dms.kpi.target"].sudo()
        targets = targets.search(
            [
                ("kpi_id", "in", self.kpi_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("month", "in", [month for month in self.mapped("month") if month]),
            ]
        )
        known = {
            (one.kpi_id, one.company_id, one.month, one.subject or False): one for one in targets
        }
        found = {}
        for proposal in self:
            subject = proposal._get_subject() or False
            key = (proposal.kpi_id, proposal.company_id, proposal.month, subject)
            if key in known:
                found[proposal] = known[key]
        return found

    @api.constrains("month")
    def _check_month(self):
        for proposal in self:
            if proposal.month.day != 1:
                raise ValidationError(
                    self.env._("A target belongs to a month: enter its first day.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Everybody proposes for himself, those who set targets for anybody."""
        proposals = super().create(vals_list)
        proposals._check_proposer()
        return proposals

    def write(self, vals):
        """What was decided stays."""
        if not self._is_step():
            self._check_open()
            self._check_proposer()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_open()
        self._check_proposer()

    def action_approve(self):
        """The proposal becomes the target of the month; a second press changes nothing.

        :raises AccessError: the user sets no targets, or proposed it for himself
        """
        self._check_decider()
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        todo = self.filtered(lambda one: one.state == "proposed")
        targets = todo._find_targets()
        vals = {proposal: proposal._prepare_target_vals() for proposal in todo}
        new = todo.filtered(lambda one: one not in targets)
        # sudo: the right to set targets was checked above
        created = self.env["dms.kpi.target"].sudo().create([vals[one] for one in new])
        for proposal in todo - new:
            target = targets[proposal]
            target.write({"value": vals[proposal]["value"], "note": vals[proposal]["note"]})
        targets.update(zip(new, created, strict=True))
        for proposal in todo:
            proposal._decide("approved", target_id=targets[proposal].id)
        return True

    def action_refuse(self):
        """The target stays what it was."""
        self._check_decider()
        self.filtered(lambda one: one.state == "proposed")._decide("refused")
        return True

    def _decide(self, state, **vals):
        self._step().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                **vals,
            }
        )

    def _get_subject(self):
        """The person as targets name him; None for the whole shop."""
        self.ensure_one()
        if not self.user_id:
            return None
        # sudo: the employee of the user in this company, whoever asks
        employee = self.user_id.sudo().with_company(self.company_id).employee_id
        return employee or None

    def _prepare_target_vals(self):
        """Values of the target.

        :raises UserError: the person has no employee file
        """
        self.ensure_one()
        subject = self._get_subject()
        if self.user_id and not subject:
            raise UserError(
                self.env._(
                    "%(name)s has no employee file: targets belong to employees.",
                    name=self.user_id.name,
                )
            )
        return {
            "kpi_id": self.kpi_id.id,
            "company_id": self.company_id.id,
            "month": self.month,
            "subject": f"{subject._name},{subject.id}" if subject else False,
            "value": self.value,
            "note": self.note,
        }

    def _check_open(self):
        if any(proposal.state != "proposed" for proposal in self):
            raise UserError(self.env._("This proposal is decided: propose another one."))

    def _check_proposer(self):
        if self.env.su or self.env["dms.kpi.target"].has_access("write"):
            return
        if any(proposal.user_id != self.env.user for proposal in self):
            raise AccessError(self.env._("You propose targets for yourself only."))

    def _check_decider(self):
        if self.env.su:
            return
        if not self.env["dms.kpi.target"].has_access("write"):
            raise AccessError(self.env._("Your role does not set targets."))
        if any(proposal.user_id == self.env.user for proposal in self):
            raise AccessError(self.env._("Somebody else approves what you propose for yourself."))
