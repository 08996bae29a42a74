from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class DmsShortage(models.Model):
    """A part that was asked for and not free: logged once, decided by the parts supervisor."""

    _name = "dms.shortage"
    _description = "Parts Shortage"
    _inherit = ["dms.step.mixin"]
    _order = "id desc"
    _step_fields = ("state", "approved_by_id", "date_arrived")
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    line_id = fields.Many2one(
        "sale.order.line", string="Order Line", index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    product_id = fields.Many2one("product.product", string="Part", required=True, index=True)
    quantity = fields.Float(string="Requested", digits="Product Unit")
    free = fields.Float(string="Free Stock", digits="Product Unit")
    short = fields.Float(digits="Product Unit")
    decision = fields.Selection(
        [
            ("backorder", "Order the Part"),
            ("partial", "Issue What Is There"),
            ("peer", "Buy from a Peer"),
            ("own", "Customer Brings It"),
        ],
        default="backorder",
    )
    date_promised = fields.Date(string="Promised for")
    state = fields.Selection(
        [("requested", "Waiting"), ("approved", "Approved"), ("refused", "Refused")],
        default="requested",
        required=True,
        readonly=True,
        index=True,
    )
    approved_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    date_arrived = fields.Datetime(string="Arrived", readonly=True)
    lost_sale = fields.Boolean(help="The customer went away.")

    _line_open_uniq = models.UniqueIndex(
        "(line_id) WHERE state = 'requested'", "This line waits for a decision already."
    )

    def _check_decider(self):
        if not self.env.user.has_group("dms_base.group_dms_parts_supervisor"):
            raise AccessError(self.env._("Only the parts supervisor decides on shortages."))

    def action_approve(self):
        """Let the order be confirmed although the part is short."""
        self._check_decider()
        rows = self.filtered(lambda row: row.state == "requested")
        missing = rows.filtered(
            lambda row: row.decision in ("backorder", "peer") and not row.date_promised
        )
        if missing:
            raise UserError(self.env._("Type when the part will be here before you approve."))
        rows._step().write({"state": "approved", "approved_by_id": self.env.uid})
        return True

    def action_refuse(self):
        """The order must do without the part."""
        self._check_decider()
        rows = self.filtered(lambda row: row.state == "requested")
        rows._step().write({"state": "refused", "approved_by_id": self.env.uid})
        return True
