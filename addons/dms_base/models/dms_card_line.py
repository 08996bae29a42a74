from odoo import api, fields, models
from odoo.exceptions import UserError

from . import card_due
from .dms_card import FREQUENCIES


class DmsCardLine(models.Model):
    """One duty, requirement or recurring work of a card."""

    _name = "dms.card.line"
    _description = "Card Line"
    _order = "card_id, sequence, id"

    card_id = fields.Many2one("dms.card", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="card_id.company_id")
    sequence = fields.Integer(default=10)
    section = fields.Char(
        string="Heading", translate=True, help="Heading the line is printed under."
    )
    name = fields.Char(string="Duty", required=True, translate=True)
    standard = fields.Text(translate=True)
    frequency = fields.Selection(FREQUENCIES)
    due_rule = fields.Char(
        string="When Due",
        help="Daily: time (09:00). Weekly: weekday 1-7. Monthly and quarterly: day of the month. "
        "Yearly: month-day (03-31).",
    )
    check_method = fields.Char(translate=True)
    points = fields.Float(string="Points off", digits=(8, 2), help="For each violation.")
    form_code = fields.Char(string="Forms", help="Codes of the forms used, parted by commas.")
    responsible_id = fields.Many2one("res.users")
    deputy_id = fields.Many2one("res.users")

    @api.model_create_multi
    def create(self, vals_list):
        """Lines are added to drafts only; data of addons may while it is being installed."""
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        """Lines of drafts only are changed."""
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _check_draft(self):
        if self.env.context.get("install_mode"):
            return
        if any(card.state != "draft" for card in self.card_id):
            raise UserError(self.env._("The card is published: make a new version to change it."))

    def _check_due_rule(self):
        """A frequency without a due rule is nobody's work.

        :raises UserError: naming the lines
        """
        bare = self.filtered(
            lambda line: line.frequency not in (False, "occasion") and not line.due_rule
        )
        if bare:
            raise UserError(
                self.env._(
                    "Say when it is due: %(lines)s", lines=", ".join(bare.mapped("name")[:5])
                )
            )
        for line in self.filtered("due_rule"):
            line._due_dates(fields.Date.today(), fields.Date.today())

    def _due_dates(self, start, end):
        """Days from start to end on which this work is due.

        :raises UserError: the due rule cannot be read
        """
        self.ensure_one()
        try:
            return card_due.dates(self.frequency, self.due_rule, start, end)
        except ValueError:
            raise UserError(
                self.env._(
                    "“%(rule)s” of “%(line)s” cannot be read.",
                    rule=self.due_rule,
                    line=self.name,
                )
            ) from None
