from odoo import Command, api, fields, models


class DmsDepositRegister(models.TransientModel):
    """Take a deposit for one repair order or appointment, by one or several tenders."""

    _name = "dms.deposit.register"
    _description = "Take Deposit"
    _inherit = "dms.tender.mixin"

    order_id = fields.Many2one("sale.order", string="Repair Order", readonly=True)
    appointment_id = fields.Many2one("dms.appointment", readonly=True)
    deposit_id = fields.Many2one("dms.deposit", readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_subject")
    currency_id = fields.Many2one("res.currency", compute="_compute_subject")
    vehicle_id = fields.Many2one("fleet.vehicle", compute="_compute_subject")
    partner_id = fields.Many2one("res.partner", string="Customer", compute="_compute_subject")
    amount_estimate = fields.Monetary(string="Estimate", compute="_compute_subject")
    amount_before = fields.Monetary(string="Deposits before", compute="_compute_subject")
    kind = fields.Selection(
        selection=lambda self: (
            self.env["dms.deposit"]._fields["kind"]._description_selection(self.env)
        ),
        default="refundable",
        required=True,
    )
    line_ids = fields.One2many("dms.deposit.register.line", "wizard_id", string="Payment Methods")

    @api.model
    def _open_for(self, subject):
        """Window action on a new dialog for an order or an appointment."""
        is_order = subject._name == "sale.order"
        self.env["dms.deposit"]._check_subject(subject)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Deposit"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_order_id": subject.id if is_order else False,
                "default_appointment_id": False if is_order else subject.id,
            },
        }

    @api.model
    def default_get(self, fields_list):
        """One line per tender, all of them empty."""
        res = super().default_get(fields_list)
        subject = self.env["sale.order"].browse(res.get("order_id")) or self.env[
            "dms.appointment"
        ].browse(res.get("appointment_id"))
        if subject and "line_ids" in fields_list:
            journals = subject.company_id._get_offered_tenders()
            res["line_ids"] = [Command.create({"journal_id": journal.id}) for journal in journals]
        return res

    @api.depends("order_id", "appointment_id")
    def _compute_subject(self):
        for wizard in self:
            subject = wizard._get_subject()
            wizard.company_id = subject.company_id
            wizard.currency_id = subject.company_id.currency_id
            wizard.vehicle_id = subject.vehicle_id
            wizard.partner_id = subject.partner_id
            # sudo: the sum of the estimate is the measure of the deposit; the cashier sees it on the paper
            own = subject.sudo()
            estimate = own.amount_total if wizard.order_id else own.planned_amount
            wizard.amount_estimate = estimate or 0.0
            before = self.env["dms.deposit"]._find_for(subject) if subject else own
            wizard.amount_before = sum(before.mapped("amount_open")) if subject else 0.0

    def _get_subject(self):
        """The order or the appointment."""
        self.ensure_one()
        return self.order_id or self.appointment_id

    def _take(self):
        """Take the money once: a second press finds the deposit of the first."""
        self.ensure_one()
        self.env["dms.deposit"]._lock_rows(self)
        if not self.deposit_id:
            self.deposit_id = self.env["dms.deposit"]._take(
                self._get_subject(), self._get_tenders(), kind=self.kind
            )
        return self.deposit_id

    def action_pay(self):
        """Book the deposit and close the dialog."""
        self._take()
        return {"type": "ir.actions.act_window_close"}

    def action_pay_and_print(self):
        """Book the deposit and print its receipt."""
        return {**self._take().action_print(), "close_on_report_download": True}


class DmsDepositRegisterLine(models.TransientModel):
    """One tender of the deposit dialog."""

    _name = "dms.deposit.register.line"
    _description = "Deposit: Payment Method"
    _inherit = "dms.tender.line.mixin"

    wizard_id = fields.Many2one("dms.deposit.register", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
