from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE


class DmsRoEstimate(models.Model):
    """SV-13: an estimate the customer was shown and that is not the current one any more.

    The order itself is the current version. A row is written at the moment the version ends: the
    estimate is changed, refused, or agreed to in part. Rows are never changed afterwards.
    """

    _name = "dms.ro.estimate"
    _description = "Earlier Estimate"
    _order = "order_id desc, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    vehicle_id = fields.Many2one(related="order_id.vehicle_id", store=True, precompute=True)
    version = fields.Integer(required=True, readonly=True)
    quoted_at = fields.Datetime(string="Shown at", readonly=True)
    ended_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    promised_date = fields.Datetime(string="Promised Time", readonly=True)
    validity_date = fields.Date(string="Valid until", readonly=True)
    outcome = fields.Selection(
        [
            ("changed", "Changed by the Desk"),
            ("declined", "Declined by the Customer"),
            ("partly", "Agreed to in Part"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True, groups=SEE_PRICE)
    amount_customer = fields.Monetary(string="Customer Pays", readonly=True, groups=SEE_PRICE)
    rows = fields.Json(
        readonly=True,
        groups=SEE_PRICE,
        help="Frozen lines: job, name, code, kind, quantity, uom, price, discount, total, payer, refused.",
    )
    rows_html = fields.Html(
        string="Lines", compute="_compute_rows_html", sanitize=False, groups=SEE_PRICE
    )

    _order_version_idx = models.Index("(order_id, version)")

    @api.depends("order_id.name", "version")
    def _compute_name(self):
        for estimate in self:
            estimate.name = f"{estimate.order_id.name or ''} V{estimate.version}"

    @api.depends("rows")
    def _compute_rows_html(self):
        for estimate in self:
            estimate.rows_html = self.env["ir.qweb"]._render(
                "dms_service.estimate_version_rows", {"estimate": estimate}
            )

    def _get_rows(self, payer=None):
        """Frozen lines, of one kind of payer when asked.

        :param payer: key of the payer; the customer sees his own lines only
        """
        self.ensure_one()
        return [row for row in self.rows or [] if not payer or row["payer"] == payer]

    def _get_row_label(self, name, value):
        """Translated label of a frozen selection value of an order line."""
        field = self.env["sale.order.line"]._fields[name]
        return dict(field._description_selection(self.env)).get(value, "")

    def _get_outcome_label(self):
        """Translated outcome, for paper."""
        self.ensure_one()
        return dict(self._fields["outcome"]._description_selection(self.env))[self.outcome]

    def _format_amount(self, amount):
        """Amount with the sign of its currency, for screen and paper."""
        return Markup.escape(self.currency_id.format(amount or 0.0))
