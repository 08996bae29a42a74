from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def try_loading(self, template_code, company, install_demo=False, force_create=True):
        """A company that gets its accounts later gets the accounts of its parts store then."""
        res = super().try_loading(
            template_code, company, install_demo=install_demo, force_create=force_create
        )
        companies = self.env["res.company"]
        loaded = (
            companies.browse(company) if isinstance(company, int) else company or self.env.company
        )
        loaded._setup_dms()
        return res
