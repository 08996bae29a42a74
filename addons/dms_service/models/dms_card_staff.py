import math
from datetime import timedelta

from odoo import api, fields, models

CERTIFICATE_DAYS = 60
HOURS_A_DAY = 8.0


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
    certificate_alert = fields.Char(compute="_compute_certificate_alert")

    @api.depends("headcount_rule", "headcount_base", "post_group_id", "counts_trades")
    def _compute_headcount(self):
        figures = self._staff_figures()
        for line in self:
            line.headcount_actual = len(line._staff())
            line.headcount_needed = line._needed(figures)
            line.headcount_short = max(line.headcount_needed - line.headcount_actual, 0)

    def _staff_figures(self):
        """Visits and flat-rate hours an average working day of the last 30 days had, technicians."""
        end = fields.Date.context_today(self)
        start = end - timedelta(days=30)
        orders = self.env["sale.order"].sudo()  # sudo: only averages of the shop leave this method
        domain = [
            ("is_repair", "=", True),
            ("company_id", "=", self.env.company.id),
            ("business_date", ">=", start),
            ("business_date", "<", end),
            ("state", "!=", "cancel"),
        ]
        found = orders.search(domain)
        days = len(set(found.mapped("business_date"))) or 1
        visits = len(found.filtered(lambda order: not order.visit_main_id))
        hours = (
            self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [("order_id", "in", found.ids), ("fee_kind", "=", "labour")],
                [],
                ["product_uom_qty:sum"],
            )[0][0]
        )
        return {
            "visits": visits / days,
            "hours": (hours or 0.0) / days,
            "technicians": len(self._technicians()),
        }

    def _technicians(self):
        # sudo: people are only counted
        return (
            self.env["hr.employee"]
            .sudo()
            .search([("trade", "!=", False), ("company_id", "=", self.env.company.id)])
        )

    def _staff(self):
        """Employees on roll of the post."""
        self.ensure_one()
        if self.counts_trades:
            return self._technicians()
        if not self.post_group_id:
            return self.env["hr.employee"].sudo()
        # sudo: people are only counted
        return (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("user_id.group_ids", "in", self.post_group_id.ids),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        )

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
        soon = today + timedelta(days=CERTIFICATE_DAYS)
        for line in self:
            texts = []
            staff = line._staff()
            if line.skill_ids and staff:
                # sudo: names of those whose papers end are on the card for the managers who read it
                held = (
                    self.env["hr.employee.skill"]
                    .sudo()
                    .search(
                        [
                            ("employee_id", "in", staff.ids),
                            ("skill_id", "in", line.skill_ids.ids),
                            ("valid_to", ">=", today),
                            ("valid_to", "<=", soon),
                        ]
                    )
                )
                texts += [
                    self.env._(
                        "%(name)s until %(date)s", name=one.employee_id.name, date=one.valid_to
                    )
                    for one in held
                ]
                missing = staff._missing_certificates(line.skill_ids)
                texts += [
                    self.env._("%(name)s has none", name=person.name)
                    for person in staff
                    if missing.get(person)
                ]
            line.certificate_alert = ", ".join(texts) or False


class DmsCard(models.Model):
    """SV-20 prints a table of its own."""

    _inherit = "dms.card"

    def _print_body(self):
        """Staff requirements print posts, numbers and papers."""
        if self.kind == "staff":
            return "dms_service.card_body_staff"
        return super()._print_body()
