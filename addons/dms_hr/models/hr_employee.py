from odoo import api, fields, models

from .dms_team import TRADES


class HrEmployee(models.Model):
    """Number, team, trade and grade of a person; what is needed to send somebody to a job."""

    _inherit = "hr.employee"

    employee_no = fields.Char(string="Employee No.", index=True, copy=False)
    team_id = fields.Many2one("dms.team", index="btree_not_null", check_company=True)
    trade = fields.Selection(TRADES)
    is_gate_guard = fields.Boolean(
        string="Gate Guard",
        groups="hr.group_hr_user",
        help="May open the gate at the shared screen without a login of the own.",
    )

    _employee_no_uniq = models.UniqueIndex(
        "(company_id, employee_no) WHERE employee_no IS NOT NULL", "This employee number is taken."
    )

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "active",
            "name",
            "company_id",
            "current_version_id",
            "user_id",
            "team_id",
            "trade",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Number new people who come without a number."""
        sequences = self.env["ir.sequence"]
        for vals in vals_list:
            if not vals.get("employee_no"):
                vals["employee_no"] = sequences.next_by_code("dms.employee.no") or False
        return super().create(vals_list)

    def _may_guard_gate(self):
        """Whether the person may let cars in and out: a guard's login, or marked by HR."""
        self.ensure_one()
        # sudo: asked by the shared screen of the gate, which answers yes or no
        person = self.sudo()
        return person.is_gate_guard or bool(
            person.user_id and person.user_id.has_group("dms_base.group_dms_guard")
        )

    def _propose_pay_entry(self, code, amount, reason, record):
        """Draft entry on the pay ledger; HR confirms it.

        :return: the entry
        """
        self.ensure_one()
        return (
            self.env["dms.pay.entry"]
            # sudo: whoever finds the cause need not see pay; the entry is a draft that HR decides on
            .sudo()
            .create(
                {
                    "employee_id": self.id,
                    "company_id": self.company_id.id,
                    "code": code,
                    "amount": amount,
                    "reason": reason,
                    "res_model": record._name if record else False,
                    "res_id": record.id if record else False,
                }
            )
        )

    def _missing_certificates(self, skills, day=None):
        """Certificates that the persons lack on a day.

        :param skills: ``hr.skill`` recordset whose type is a certification
        :param day: date, today by default
        :return: {employee: skills without a valid certificate}
        """
        day = day or fields.Date.context_today(self)
        if not skills:
            return {employee: skills for employee in self}
        valid = (
            self.env["hr.employee.skill"]
            # sudo: whether a certificate is valid may be asked by anyone who assigns work
            .sudo()
            .search(
                [
                    ("employee_id", "in", self.ids),
                    ("skill_id", "in", skills.ids),
                    "|",
                    ("valid_from", "=", False),
                    ("valid_from", "<=", day),
                    "|",
                    ("valid_to", "=", False),
                    ("valid_to", ">=", day),
                ]
            )
        )
        held = valid.grouped("employee_id")
        return {employee: skills - held.get(employee, valid.browse()).skill_id for employee in self}

    def _has_valid_certificate(self, skill, day=None):
        """Whether the person holds a certificate on a day.

        :param skill: one ``hr.skill`` whose type is a certification
        :param day: date, today by default
        """
        self.ensure_one()
        return not self._missing_certificates(skill, day)[self]

    def _is_absent(self, day=None):
        """Whether the person is on approved leave for the whole of a day.

        :param day: date at the shop, today by default
        """
        self.ensure_one()
        return bool(self._absent_all_day(day))

    def _absent_all_day(self, day=None):
        """Those of the persons who are on approved leave for the whole of a day, by one query.

        :param day: date at the shop, today by default
        """
        day = day or (self.company_id[:1] or self.env.company)._local_date()
        # sudo: that somebody is away is known to all; the kind of leave is not asked
        leaves = self.env["hr.leave"].sudo()
        leaves = leaves.search_fetch(
            [
                ("employee_id", "in", self.ids),
                ("state", "=", "validate"),
                ("request_unit_half", "=", False),
                ("request_unit_hours", "=", False),
                ("request_date_from", "<=", day),
                ("request_date_to", ">=", day),
            ],
            ["employee_id"],
        )
        return self & leaves.employee_id

    def _absent_on(self, moment=None):
        """Those of the persons who are on approved leave at a moment (UTC datetime)."""
        moment = moment or fields.Datetime.now()
        leaves = (
            self.env["hr.leave"]
            # sudo: that somebody is away is known to all; the kind of leave is not asked
            .sudo()
            .search(
                [
                    ("employee_id", "in", self.ids),
                    ("state", "=", "validate"),
                    ("date_from", "<=", moment),
                    ("date_to", ">", moment),
                ]
            )
        )
        return self & leaves.employee_id

    @api.model
    def _by_badge(self, barcode, company):
        """The person with this badge in a company, or an empty recordset."""
        if not barcode:
            return self.browse()
        # sudo: badges are private to HR; only the person is returned to server code
        return self.sudo().search(
            [("barcode", "=", barcode), ("company_id", "=", company.id)], limit=1
        )
