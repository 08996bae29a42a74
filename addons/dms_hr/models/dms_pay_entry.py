from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsPayEntry(models.Model):
    """An extra entry of a person's pay: bonus or deduction with its reason and source."""

    _name = "dms.pay.entry"
    _description = "Pay Entry"
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, check_company=True)
    code = fields.Char(string="Rule Code", required=True)
    amount = fields.Monetary(required=True, help="Negative for a deduction.")
    reason = fields.Char(required=True)
    month = fields.Date(string="Effective Month", default=fields.Date.context_today)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("paid", "Paid"),
            ("reversed", "Reversed"),
        ],
        required=True,
        default="draft",
        index=True,
    )
    res_model = fields.Char(string="Source Model")
    res_id = fields.Many2oneReference(string="Source", model_field="res_model")

    def action_confirm(self):
        """HR accepts proposed entries; pay reads confirmed ones."""
        self.filtered(lambda entry: entry.state == "draft").write({"state": "confirmed"})
        return True

    def action_reverse(self):
        """Take entries back that are not paid yet; the row stays."""
        if any(entry.state == "paid" for entry in self):
            raise UserError(self.env._("A paid entry is corrected by a further entry."))
        self.write({"state": "reversed"})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(entry.state != "draft" for entry in self):
            raise UserError(self.env._("A pay entry is reversed, not deleted."))
