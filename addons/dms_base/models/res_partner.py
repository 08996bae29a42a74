from odoo import api, fields, models

from ..tools import phone as phone_tools
from ..tools.rights import SEE_PHONE


class ResPartner(models.Model):
    """Phone numbers are for people who call; everybody else reads the mask.

    The fields are closed on the server, so that no list, export, grouping or search tells a number.
    """

    _inherit = "res.partner"

    phone = fields.Char(groups=SEE_PHONE)
    phone_sanitized = fields.Char(groups=SEE_PHONE)
    phone_mobile_search = fields.Char(groups=SEE_PHONE)
    masked_phone = fields.Char(
        string="Phone (masked)",
        compute="_compute_masked_phone",
        compute_sudo=True,
        help="The whole number for people who call customers, first three and last four digits for others.",
    )

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "active",
            "name",
            "type",
            "parent_id",
            "company_id",
            "is_company",
            "company_name",
            "commercial_partner_id",
            "partner_share",
            "user_id",
            "country_id",
            "lang",
            "tz",
            "vat",
            "email",
            "phone",
        }

    @api.depends("phone")
    @api.depends_context("uid")
    def _compute_masked_phone(self):
        whole = self._may_see_phone()
        for partner in self:
            phone = partner.phone or ""
            partner.masked_phone = phone if whole else phone_tools.mask(phone)

    def _search_phone_mobile_search(self, operator, value):
        """Searching for a number tells it digit by digit: for those who may read it."""
        self._check_field_access(self._fields["phone"], "read")
        return super()._search_phone_mobile_search(operator, value)

    @api.onchange("phone", "country_id", "company_id")
    def _onchange_phone_validation(self):
        """Who may not see a number does not spell it either."""
        return super()._onchange_phone_validation() if self._may_see_phone() else None

    @api.model
    def _may_see_phone(self):
        """Whether the person behind this request calls people; superuser rights do not count."""
        return self.env.user.has_group(SEE_PHONE)

    def _get_store_avatar_card_fields(self, target):
        """The card of a contact shows no number to those who may not see it."""
        names = super()._get_store_avatar_card_fields(target)
        if self._may_see_phone():
            return names
        return [name for name in names if name != "phone"]

    def write(self, vals):
        """The time zone of a shop is kept in the registry cache."""
        res = super().write(vals)
        # sudo: whether the address is that of a shop is no secret
        if "tz" in vals and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return res
