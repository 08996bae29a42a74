import math
from datetime import timedelta

from odoo import api, fields, models

CERTIFICATE_DAYS = 60
HOURS_A_DAY = 8.0
# Who answers for the papers of the people.
SEE_PAPERS = (
    "dms_base.group_dms_service_manager,dms_base.group_dms_hr_officer,"
    "dms_base.group_dms_general_manager"
)


class DmsCardLine(models.Model):
    """SV-20: how many people a post needs, how many there are, and what they must have learnt."""

    _inherit = "dms.card.line"

    headcount_rule = fields.Selection(
        [
            ("fixed", "Fixed Number"),
            ("visits", "One per n Visits a Day"),
            ("technicians", "One per n Technicians"),
            ("hours", "Flat-Rate Hours a Day ÷ (8 × Efficiency)"),
        ],
        string="Sizing Rule",
    )
    headcount_base = fields.Float(
        string="n",
        digits=(8, 2),
        help="Number of people, visits or technicians per person, or efficiency (1.0 is 100 %).",
    )
    post_group_id = fields.Many2one("res.groups", string="Counted by Role")
    counts_trades = fields.Boolean(string="Counts Technicians", help="Everybody with a trade.")
    headcount_needed = fields.Integer(string="Needed", compute="_compute_headcount")
    headcount_actual = fields.Integer(string="On Roll", compute="_compute_headcount")
    headcount_short = fields.Integer(string="Short of", compute="_compute_headcount")
    education = fields.Char(translate=True)
    experience_years = fields.Float(string="Experience (years)", digits=(4, 1))
    skill_ids = fields.Many2many("hr.skill", string="Certificates")
    certificate_text = fields.Char(string="Required Papers", translate=True)
    training_hours = fields.Integer(string="Training (h a year)")
    skill_level = fields.Char(translate=True)
    appearance = fields.Char(string="Dress and Appearance", translate=True)
    certificate_alert = fields.Char(
        string="Papers to See to", compute="_compute_certificate_alert", groups=SEE_PAPERS
    )

    @api.depends("headcount_rule", "headcount_base", "post_group_id", "counts_trades")
    def _compute_headcount(self):
        staff = self._get_staff()
        figures = self._staff_figures()
        for line in self:
            line.headcount_actual = len(staff[line])
            line.headcount_needed = line._needed(figures)
            line.headcount_short = max(line.headcount_needed - line.headcount_actual, 0)

    def _staff_figures(self):
        """Visits and flat-rate hours an average working day of the last 30 days had, technicians."""
        end = fields.Date.context_today(self)
        domain = [
            ("is_repair", "=", True),
            ("company_id", "=", self.env.company.id),
            ("business_date", ">=", end - timedelta(days=30)),
            ("business_date", "<", end),
            ("state", "!=", "cancel"),
        ]
        # sudo: only averages of the shop leave this method
        orders = self.env["sale.order"].sudo()
        lines = self.env["sale.order.line"].sudo()
        days = orders._read_group(domain, [], ["business_date:count_distinct"])[0][0] or 1
        visits = orders.search_count([*domain, ("visit_main_id", "=", False)])
        labour = [("order_id", "any", domain), ("fee_kind", "=", "labour")]
        hours = lines._read_group(labour, [], ["product_uom_qty:sum"])[0][0] or 0.0
        return {
            "visits": visits / days,
            "hours": hours / days,
            "technicians": len(self._get_people().filtered("trade")),
        }

    def _get_people(self):
        """Everybody employed by the company."""
        # sudo: people are counted; names leave only through fields closed to others
        people = self.env["hr.employee"].sudo()
        return people.search([("company_id", "=", self.env.company.id)])

    def _get_staff(self):
        """Employees on roll of the post of each line.

        :return: {line: hr.employee with superuser rights}
        """
        people = self._get_people()
        staff = {}
        for line in self:
            if line.counts_trades:
                staff[line] = people.filtered("trade")
            else:
                group = line.post_group_id
                staff[line] = people.filtered(
                    lambda one, group=group: group and group in one.user_id.group_ids
                )
        return staff

    def _needed(self, figures):
        """People needed by the sizing rule, rounded up, at least one.

        :param figures: dict of `_staff_figures`
        """
        self.ensure_one()
        base = self.headcount_base
        if not self.headcount_rule or base <= 0:
            return 0
        if self.headcount_rule == "fixed":
            return math.ceil(base)
        if self.headcount_rule == "hours":
            need = figures["hours"] / (HOURS_A_DAY * base)
        else:
            need = figures[self.headcount_rule] / base
        return max(1, math.ceil(need - 1e-9))

    def _compute_certificate_alert(self):
        """Papers that end within 60 days, and people without the paper the post needs."""
        today = fields.Date.context_today(self)
        staff = self._get_staff()
        # sudo: the field is closed to all but those who answer for the papers
        everybody = self.env["hr.employee"].sudo().union(*staff.values())
        held = self.env["hr.employee.skill"].sudo()
        held = held.search(
            [
                ("employee_id", "in", everybody.ids),
                ("skill_id", "in", self.skill_ids.ids),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", today),
            ]
        )
        for line in self:
            line.certificate_alert = line._get_certificate_alert(staff[line], held, today)

    def _get_certificate_alert(self, staff, held, today):
        """Who has to see to a paper of this post, in one text.

        :param staff: hr.employee on roll of the post
        :param held: hr.employee.skill that are valid today
        """
        if not self.skill_ids:
            return False
        soon = today + timedelta(days=CERTIFICATE_DAYS)
        papers = held.filtered(
            lambda one: one.employee_id in staff and one.skill_id in self.skill_ids
        )
        texts = [
            self.env._("%(name)s until %(date)s", name=one.employee_id.name, date=one.valid_to)
            for one in papers
            if one.valid_to and one.valid_to <= soon
        ]
        owned = papers.grouped("employee_id")
        texts += [
            self.env._("%(name)s has none", name=person.name)
            for person in staff
            if self.skill_ids - owned.get(person, papers.browse()).skill_id
        ]
        return ", ".join(texts) or False


class DmsCard(models.Model):
    """SV-20 prints a table of its own."""

    _inherit = "dms.card"

    def _print_body(self):
        """Staff requirements print posts, numbers and papers."""
        if self.kind == "staff":
            return "dms_service.card_body_staff"
        return super()._print_body()

    def _print_alerts(self):
        """Posts whose papers are to be seen to, for those who may read it: list of texts."""
        self.ensure_one()
        if not self.env.su and not any(
            self.env.user.has_group(one) for one in SEE_PAPERS.split(",")
        ):
            return []
        return [
            f"{line.name}: {line.certificate_alert}"
            for line in self.line_ids
            if line.certificate_alert
        ]
