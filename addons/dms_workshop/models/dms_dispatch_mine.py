from odoo import api, fields, models


class DmsDispatch(models.Model):
    """The reader's own dispatches."""

    _inherit = "dms.dispatch"

    is_mine = fields.Boolean(string="Mine", compute="_compute_is_mine", search="_search_is_mine")

    @api.depends("worker_ids.employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self._get_own_employee_ids()
        for dispatch in self:
            dispatch.is_mine = bool(set(mine) & set(dispatch.worker_ids.employee_id.ids))

    def _search_is_mine(self, operator, value):
        """Asks by the people themselves: by their user, all dispatches ever made would be walked through."""
        if operator != "in":
            return NotImplemented
        return [("worker_ids.employee_id", "in", self._get_own_employee_ids())]

    def _get_own_employee_ids(self):
        # sudo: nothing but who the reader himself is
        return self.env["hr.employee"].sudo().search([("user_id", "=", self.env.uid)]).ids
