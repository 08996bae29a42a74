from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsMarketFigure(models.Model):
    """Figures of a month nobody can compute from the shop's own records: market, manufacturer, insurance."""

    _name = "dms.market.figure"
    _description = "Market Figures of a Month"
    _inherit = ["mail.thread"]
    _order = "month desc, company_id"
    _rec_name = "month"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="First day of the month.",
    )
    area_fleet = fields.Integer(string="Cars in the Area", tracking=True)
    cars_sold = fields.Integer(string="Cars Sold So Far", tracking=True)
    members = fields.Integer(tracking=True)
    csi = fields.Float(string="Manufacturer's CSI", digits=(16, 2), tracking=True)
    renewals = fields.Integer(string="Insurances Renewed", tracking=True)
    renewals_due = fields.Integer(string="Insurances Due", tracking=True)
    premium = fields.Monetary(string="Premium Brokered", tracking=True)
    labour_rate = fields.Monetary(
        string="Published Labour Rate",
        default=lambda self: self.env.company.published_labour_rate,
        tracking=True,
        help="Yuan an hour on the price board of the shop.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    note = fields.Char()

    _month_uniq = models.Constraint(
        "UNIQUE(company_id, month)", "The figures of this month are entered already."
    )
    _not_negative = models.Constraint(
        "CHECK(area_fleet >= 0 AND cars_sold >= 0 AND members >= 0 AND csi >= 0 AND renewals >= 0 "
        "AND renewals_due >= 0 AND premium >= 0 AND labour_rate >= 0)",
        "A figure cannot be negative.",
    )

    @api.constrains("month")
    def _check_month(self):
        for figure in self:
            if figure.month.day != 1:
                raise ValidationError(
                    self.env._("Market figures belong to a month: enter its first day.")
                )

    @api.onchange("month")
    def _onchange_month(self):
        if self.month:
            self.month = self.month.replace(day=1)
