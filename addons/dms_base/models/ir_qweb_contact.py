from odoo import api, models


class IrQwebFieldContact(models.AbstractModel):
    """Addresses on papers and pages: core prints them with superuser rights, numbers and all."""

    _inherit = "ir.qweb.field.contact"

    @api.model
    def value_to_html(self, value, options):
        """Leave the phone out for people who may not see it, but for the shop's own numbers."""
        partner = self.env["res.partner"]
        if not value or partner._may_see_phone() or value in self.env.companies.partner_id:
            return super().value_to_html(value, options)
        names = options.get("fields") or ["name", "address", "phone", "email"]
        names = [name for name in names if name != "phone"]
        return super().value_to_html(value, {**options, "fields": names})
