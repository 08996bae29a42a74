from odoo import fields, models


class ResCompany(models.Model):
    """Departments that bear the work the shop pays itself, each an analytic account."""

    _inherit = "res.company"

    internal_centre_id = fields.Many2one(
        "account.analytic.account",
        string="Internal Work: Department",
        help="Bears internal work of which neither the car nor the kind of work names another department.",
    )
    sales_centre_id = fields.Many2one(
        "account.analytic.account",
        string="New and Demonstration Cars: Department",
        help="Bears pre-delivery inspections and work on cars that are for sale.",
    )
    service_centre_id = fields.Many2one(
        "account.analytic.account",
        string="Goodwill and Rework: Department",
        help="Bears goodwill and rework.",
    )

    def _setup_dms(self):
        """Departments a Chinese shop begins with; safe to run again."""
        res = super()._setup_dms()
        for company in self:
            if company._has_chinese_chart():
                company._setup_cost_centres()
        return res

    def _setup_cost_centres(self):
        """Administration, sales and service, where they are not set."""
        self.ensure_one()
        env = self._shop_env()
        names = {
            "internal_centre_id": env._("Administration"),
            "sales_centre_id": env._("Sales Department"),
            "service_centre_id": env._("Service Department"),
        }
        missing = [field for field in names if not self[field]]
        if not missing:
            return
        plans, _others = self.env["account.analytic.plan"]._get_all_plans()
        accounts = self.env["account.analytic.account"].create(
            [
                {"name": names[field], "plan_id": plans.id, "company_id": self.id}
                for field in missing
            ]
        )
        self.write({field: account.id for field, account in zip(missing, accounts, strict=True)})

    def _get_missing_internal_setup(self):
        """What is not set up yet for work that the shop pays itself: labels of the settings."""
        self.ensure_one()
        names = (
            "internal_fiscal_position_id",
            "internal_journal_id",
            "internal_clearing_journal_id",
            "internal_account_id",
            "internal_expense_account_id",
            "goodwill_account_id",
            "goodwill_expense_account_id",
        )
        missing = [name for name in names if not self[name]]
        labels = self.fields_get(missing, ["string"]) if missing else {}
        return [labels[name]["string"] for name in missing]
