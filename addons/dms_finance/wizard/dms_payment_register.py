from odoo import Command, api, fields, models


class DmsPaymentRegister(models.TransientModel):
    """Take the customer's money for one settlement, by one or several tenders."""

    _name = "dms.payment.register"
    _description = "Take Payment"
    _inherit = "dms.tender.mixin"

    settlement_id = fields.Many2one("dms.settlement", required=True, readonly=True)
    company_id = fields.Many2one(related="settlement_id.company_id")
    currency_id = fields.Many2one(related="settlement_id.company_id.currency_id")
    order_id = fields.Many2one(related="settlement_id.order_id", string="Repair Order")
    vehicle_id = fields.Many2one(related="settlement_id.order_id.vehicle_id")
    partner_id = fields.Many2one(related="settlement_id.order_id.partner_id", string="Customer")
    amount_due = fields.Monetary(related="settlement_id.amount_due")
    line_ids = fields.One2many("dms.payment.register.line", "wizard_id", string="Payment Methods")
    amount_open = fields.Monetary(string="Still Open", compute="_compute_amounts")

    @api.model
    def default_get(self, fields_list):
        """One line per tender; the amount due stands on the first one."""
        res = super().default_get(fields_list)
        settlement = self.env["dms.settlement"].browse(res.get("settlement_id"))
        if settlement and "line_ids" in fields_list:
            journals = settlement.company_id._get_offered_tenders()
            res["line_ids"] = [
                Command.create(
                    {
                        "journal_id": journal.id,
                        "amount": settlement.amount_due if not index else 0.0,
                    }
                )
                for index, journal in enumerate(journals)
            ]
        return res

    @api.depends("amount_due")
    def _compute_amounts(self):
        res = super()._compute_amounts()
        for wizard in self:
            wizard.amount_open = wizard.amount_due - wizard.amount_total
        return res

    def action_pay(self):
        """Book the tenders and close the dialog."""
        self.ensure_one()
        self.settlement_id._register_payments(self._get_tenders())
        return {"type": "ir.actions.act_window_close"}

    def action_pay_and_print(self):
        """Book the tenders and print the receipt."""
        self.ensure_one()
        receipt = self.settlement_id._register_payments(self._get_tenders())
        return {**receipt.action_print(), "close_on_report_download": True}


class DmsPaymentRegisterLine(models.TransientModel):
    """One tender of the payment dialog."""

    _name = "dms.payment.register.line"
    _description = "Payment Method Line"
    _inherit = "dms.tender.line.mixin"

    wizard_id = fields.Many2one("dms.payment.register", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")

    def action_take_all(self):
        """Put everything that is due on this tender: one tap."""
        self.ensure_one()
        wizard = self.wizard_id
        (wizard.line_ids - self).amount = 0.0
        self.amount = wizard.amount_due
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Payment"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
