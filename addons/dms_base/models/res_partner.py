from odoo import api, fields, models

from ..tools import phone as phone_tools


class ResPartner(models.Model):
    _inherit = "res.partner"

    masked_phone = fields.Char(
        string="Phone (masked)",
        compute="_compute_masked_phone",
        compute_sudo=True,
        help="The whole number for people who call customers, first three and last four digits for others.",
    )

    @api.depends("phone")
    @api.depends_context("uid")
    def _compute_masked_phone(self):
        whole = self.env.user.has_group("dms_base.group_dms_see_phone")
        for partner in self:
            phone = partner.phone or ""
            partner.masked_phone = phone if whole else phone_tools.mask(phone)
