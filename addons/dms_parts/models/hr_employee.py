from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _outstanding_items(self):
        """Parts on loan are handed back before somebody leaves."""
        loans = (
            self.env["dms.part.loan"]
            # sudo: HR asks what is out; it need not work in the store
            .sudo()
            .search([("employee_id", "in", self.ids), ("state", "=", "lent")])
        )
        return super()._outstanding_items() + [
            {
                "kind": "part_loan",
                "label": loan.product_id.display_name,
                "qty": loan.quantity,
                "amount": 0.0,
                "record": loan,
                "owner_role": "storekeeper",
                "blocking": True,
            }
            for loan in loans
        ]
