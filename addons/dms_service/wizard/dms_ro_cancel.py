from odoo import fields, models


class DmsRoCancel(models.TransientModel):
    """Ask for the reason of a void, a departure without repair or an un-settlement."""

    _name = "dms.ro.cancel"
    _description = "Reason for Ending an Order"

    kind = fields.Selection(
        [
            ("void", "Void"),
            ("left", "Leave Unrepaired"),
            ("unsettle", "Take the Settlement Back"),
        ],
        required=True,
    )
    order_ids = fields.Many2many("sale.order")
    settlement_id = fields.Many2one("dms.settlement")
    reason_code = fields.Selection(
        [
            ("price", "Price"),
            ("time", "Time"),
            ("parts", "Parts Missing"),
            ("elsewhere", "Repaired Elsewhere"),
            ("mistake", "Entered by Mistake"),
            ("wrong_amount", "Wrong Amount or Payer"),
            ("other", "Other"),
        ],
        string="Reason",
        required=True,
    )
    note = fields.Char()

    def action_confirm(self):
        """Carry the step out with its reason."""
        self.ensure_one()
        labels = dict(self._fields["reason_code"]._description_selection(self.env))
        reason = " ".join(filter(None, [labels[self.reason_code], self.note]))
        if self.kind == "void":
            self.order_ids.action_void(reason)
        elif self.kind == "left":
            self.order_ids.action_leave_unrepaired(reason)
        else:
            self.settlement_id.action_unsettle(reason)
        return {"type": "ir.actions.act_window_close"}
