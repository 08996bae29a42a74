import base64

from odoo import api, fields, models

from ..models.ro_const import CHANNELS


class DmsRoAuthorise(models.TransientModel):
    """Take the customer's signature at the desk."""

    _name = "dms.ro.authorise"
    _description = "Customer's Signature"

    order_id = fields.Many2one("sale.order", required=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount_total = fields.Monetary(related="order_id.amount_total")
    customer_amount = fields.Monetary(compute="_compute_customer_amount")
    answerable_line_ids = fields.Many2many(
        "sale.order.line", compute="_compute_answerable_line_ids", string="Lines to Answer"
    )
    refused_line_ids = fields.Many2many(
        "sale.order.line",
        "dms_ro_authorise_refused_rel",
        string="Refused Lines",
        compute="_compute_refused_line_ids",
        store=True,
        readonly=False,
        help="Taken off the order with the signature and offered again at the next visit.",
    )
    promised_date = fields.Datetime(related="order_id.promised_date", readonly=False)
    old_part_choice = fields.Selection(related="order_id.old_part_choice", readonly=False)
    legal_text = fields.Html(compute="_compute_legal_text")
    channel = fields.Selection(CHANNELS, default="desk", required=True)
    signed_by = fields.Char(
        compute="_compute_signed_by", store=True, readonly=False, string="Signed by"
    )
    signature = fields.Binary()
    phone_qr = fields.Binary(
        compute="_compute_phone_qr",
        string="Scan to Sign",
        help="The customer scans it, reads the estimate on the own phone and signs there.",
    )
    scan = fields.Binary(string="Scanned Order", attachment=False)

    @api.depends("order_id")
    def _compute_answerable_line_ids(self):
        for wizard in self:
            wizard.answerable_line_ids = wizard.order_id._get_answerable_lines()

    @api.depends("order_id")
    def _compute_refused_line_ids(self):
        """What the customer has refused on his own phone is refused here too."""
        for wizard in self:
            wizard.refused_line_ids = wizard.order_id._get_refused_lines()

    @api.depends("order_id", "refused_line_ids")
    def _compute_customer_amount(self):
        for wizard in self:
            amount = wizard.order_id._get_payer_amounts().get("customer", 0.0)
            wizard.customer_amount = amount - sum(wizard.refused_line_ids.mapped("price_total"))

    @api.depends("order_id")
    def _compute_signed_by(self):
        for wizard in self:
            wizard.signed_by = wizard.order_id.sender_name or wizard.order_id.partner_id.name

    @api.depends("order_id")
    def _compute_phone_qr(self):
        for wizard in self:
            url = wizard.order_id._get_barcode_url()
            picture = self.env["ir.actions.report"].barcode("QR", url, width=180, height=180)
            wizard.phone_qr = base64.b64encode(picture)

    @api.depends("order_id")
    def _compute_legal_text(self):
        text = self.env["dms.legal.text"]._current("WS-03")
        for wizard in self:
            wizard.legal_text = text.body

    def action_confirm(self):
        """Record the signature and confirm the order."""
        self.ensure_one()
        order = self.order_id
        if self.channel == "paper" and self.scan:
            self.env["ir.attachment"].create(
                {
                    "name": f"{order.name}.pdf",
                    "datas": self.scan,
                    "res_model": "sale.order",
                    "res_id": order.id,
                }
            )
        self._record_answers()
        order._authorise(signature=self.signature, signed_by=self.signed_by, channel=self.channel)
        return {"type": "ir.actions.act_window_close"}

    def _record_answers(self):
        """Yes and no as given at the desk."""
        self.ensure_one()
        lines = self.order_id._get_answerable_lines()
        refused = self.refused_line_ids & lines
        (lines - refused).filtered("is_refused").is_refused = False
        refused.filtered(lambda line: not line.is_refused).is_refused = True
