from odoo import api, models


class Base(models.AbstractModel):
    """Records of Odoo's own are read whole by people without a role in the shop, as without our addons."""

    _inherit = "base"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Rows of the shop that hang on a record are no field of it for who may not read such rows.

        Reading a record without naming fields, and choosing fields to filter or to export by, begin here.
        """
        found = super().fields_get(allfields, attributes)
        if allfields or self.env.su:
            return found
        return {name: one for name, one in found.items() if self._has_open_rows(name)}

    @api.model
    def _has_open_rows(self, name):
        """Whether a field leads to no rows of the shop, or to such as the user may read."""
        field = self._fields[name]
        if field.type not in ("one2many", "many2many") or field.comodel_name[:4] != "dms.":
            return True
        return self.env[field.comodel_name].has_access("read")
