from odoo import fields, models

TENDERS = [
    ("cash", "Cash"),
    ("card", "Bank Card"),
    ("wechat", "WeChat Pay"),
    ("alipay", "Alipay"),
    ("transfer", "Bank Transfer"),
]


class AccountJournal(models.Model):
    """A journal that is a tender: the way money reaches the shop."""

    _inherit = "account.journal"

    tender = fields.Selection(
        TENDERS,
        help="Cash journals with this tender are drawers: they take money only in an open cashier session.",
    )
    drawer_float = fields.Monetary(
        default=500.0,
        help="Change money that stays in the drawer, in the company currency.",
    )
    reference_required = fields.Boolean(
        string="Proof Number Required",
        help="The merchant or terminal number must be typed with each payment.",
    )

    def _is_drawer(self):
        """Whether the journal is a cash drawer that needs an open session."""
        self.ensure_one()
        return self.tender == "cash"
