from odoo import api, fields, models
from odoo.exceptions import UserError

BUYERS = "dms_base.group_dms_parts_supervisor,dms_base.group_dms_storekeeper"


class ResPartner(models.Model):
    """Numbers of suppliers are no personal data of customers: who buys reads and writes them."""

    _inherit = "res.partner"

    supplier_phone = fields.Char(
        string="Supplier's Phone",
        compute="_compute_supplier_phone",
        inverse="_inverse_supplier_phone",
        compute_sudo=True,
        groups=BUYERS,
    )

    def _is_supplier(self):
        """A company we buy from, or a person who works there."""
        self.ensure_one()
        company = self.commercial_partner_id
        return company.is_company and company.supplier_rank > 0

    @api.depends("phone", "is_company", "supplier_rank", "commercial_partner_id")
    def _compute_supplier_phone(self):
        for partner in self:
            partner.supplier_phone = partner.phone if partner._is_supplier() else False

    def _inverse_supplier_phone(self):
        for partner in self:
            if not partner._is_supplier():
                raise UserError(
                    self.env._(
                        "%(name)s is no supplier: the phone is written by people who call.",
                        name=partner.name,
                    )
                )
            # sudo: the number of a supplier is the buyer's business
            partner.sudo().phone = partner.supplier_phone

    @api.depends("is_company", "supplier_rank", "commercial_partner_id")
    @api.depends_context("uid")
    def _compute_masked_phone(self):
        """The number of a supplier is shown whole."""
        res = super()._compute_masked_phone()
        for partner in self.filtered(lambda one: one._is_supplier()):
            partner.masked_phone = partner.phone or ""
        return res
