from odoo import api, models, tools

# What a role of the shop must be given expressly; people outside the shop keep what Odoo gives them.
CLOSED_TO_ROLES = ("see_phone", "see_cost", "see_price")
OUTSIDE = "dms_base.group_dms_outsider"


class ResUsers(models.Model):
    """Who may see phones, costs and prices: roles of the shop by their groups, others as in plain Odoo."""

    _inherit = "res.users"

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "active",
            "login",
            "share",
            "company_id",
            "partner_id",
        }

    @tools.ormcache("self.id")
    def _get_group_ids(self):
        """Groups of the user; people of other applications are not bound by the shop's closed fields.

        Customers see phones and prices of what record rules show them, which is their own. An employee
        without any role or application sees neither.
        """
        ids = super()._get_group_ids()
        definitions = self.env["res.groups"]._get_group_definitions()
        shop = definitions.get_id("dms_base.group_dms_user")
        if not shop or shop in ids:
            return ids
        if definitions.get_id("base.group_user") not in ids:
            names = ("see_phone", "see_price")
            return self._with_groups(ids, [f"dms_base.group_dms_{name}" for name in names])
        if not self._works_elsewhere(ids):
            return ids
        names = [f"dms_base.group_dms_{name}" for name in CLOSED_TO_ROLES]
        return self._with_groups(ids, [*names, OUTSIDE])

    def _with_groups(self, ids, names):
        """Ids and those of further groups that are installed."""
        definitions = self.env["res.groups"]._get_group_definitions()
        more = (definitions.get_id(name) for name in names)
        return tuple(dict.fromkeys([*ids, *(item for item in more if item)]))

    def _works_elsewhere(self, ids):
        """Whether these groups give a right in some application, beyond being an employee."""
        # sudo: groups are no secret, and this is asked before any right is known
        employee = self.env.ref("base.group_user").sudo()
        groups = employee.browse(ids) - employee.all_implied_ids - employee
        return any(group.privilege_id for group in groups)
