from odoo import api, fields, models


class DmsCashCount(models.TransientModel):
    """Count the drawer by denomination and close the session."""

    _name = "dms.cash.count"
    _description = "Count the Drawer"

    session_id = fields.Many2one("dms.cash.session", required=True, readonly=True)
    currency_id = fields.Many2one(related="session_id.currency_id")
    cash_expected = fields.Monetary(related="session_id.cash_expected")
    note_100 = fields.Integer(string="¥100")
    note_50 = fields.Integer(string="¥50")
    note_20 = fields.Integer(string="¥20")
    note_10 = fields.Integer(string="¥10")
    note_5 = fields.Integer(string="¥5")
    note_1 = fields.Integer(string="¥1")
    coins = fields.Monetary()
    cash_counted = fields.Monetary(compute="_compute_cash_counted", store=True, readonly=False)
    difference = fields.Monetary(compute="_compute_difference")
    reason = fields.Char(string="Reason of Difference")

    @api.depends("note_100", "note_50", "note_20", "note_10", "note_5", "note_1", "coins")
    def _compute_cash_counted(self):
        for count in self:
            count.cash_counted = count.coins + sum(
                value * count[f"note_{value}"] for value in (100, 50, 20, 10, 5, 1)
            )

    @api.depends("cash_counted", "cash_expected")
    def _compute_difference(self):
        for count in self:
            count.difference = count.cash_counted - count.cash_expected

    def action_close(self):
        """Close the session with this count."""
        self.ensure_one()
        self.session_id._close(self.cash_counted, self.reason)
        return self.session_id._get_form_action()
