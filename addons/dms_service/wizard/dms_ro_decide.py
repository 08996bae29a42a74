from odoo import api, fields, models
from odoo.fields import Command

from ..models.ro_const import CHANNELS


class DmsRoDecide(models.TransientModel):
    """Record the customer's answer to a supplement, line by line."""

    _name = "dms.ro.decide"
    _description = "Decision on a Supplement"

    supplement_id = fields.Many2one("dms.ro.supplement", required=True)
    currency_id = fields.Many2one(related="supplement_id.currency_id")
    line_ids = fields.One2many(
        "dms.ro.decide.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    channel = fields.Selection(
        [item for item in CHANNELS if item[0] != "internal"], default="desk", required=True
    )
    signed_by = fields.Char(compute="_compute_signed_by", store=True, readonly=False)
    signature = fields.Binary()
    phone = fields.Char(string="Number Called")
    recording = fields.Char()
    declines_safety = fields.Boolean(compute="_compute_declines_safety")

    @api.depends("supplement_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create({"supplement_line_id": line.id})
                for line in wizard.supplement_id.line_ids
            ]

    @api.depends("supplement_id")
    def _compute_signed_by(self):
        for wizard in self:
            wizard.signed_by = wizard.supplement_id.order_id.sender_name

    @api.depends("line_ids.accept", "line_ids.urgency")
    def _compute_declines_safety(self):
        for wizard in self:
            wizard.declines_safety = any(
                line.urgency == "now" and not line.accept for line in wizard.line_ids
            )

    def action_confirm(self):
        """Approved lines become order lines, the others recommendations."""
        self.ensure_one()
        accepted = self.line_ids.filtered("accept").supplement_line_id
        self.supplement_id._approve(
            line_ids=accepted.ids,
            channel=self.channel,
            signed_by=self.signed_by,
            signature=self.signature,
            phone=self.phone,
            recording=self.recording,
        )
        return {"type": "ir.actions.act_window_close"}
