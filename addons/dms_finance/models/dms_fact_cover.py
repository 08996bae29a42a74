from odoo import models
from odoo.tools import SQL


class DmsFactCover(models.AbstractModel):
    """Money marked as deposit covers as deposit, also when it was taken on the day of the statement."""

    _inherit = "dms.fact.cover"

    def _kind_sql(self):
        return SQL(
            "CASE WHEN EXISTS (SELECT 1 FROM account_payment p "
            "WHERE p.id = c.payment_id AND p.deposit_id IS NOT NULL) THEN 'deposit' ELSE %s END",
            super()._kind_sql(),
        )

    def _fact_flush(self):
        res = super()._fact_flush()
        self.env["account.payment"].flush_model(["deposit_id"])
        return res
