from odoo import api, fields, models
from odoo.exceptions import AccessError


class DmsRegisterLine(models.Model):
    """One line of the table of a slip."""

    _name = "dms.register.line"
    _description = "Line of a Supplementary Form"
    _order = "entry_id.id desc, sequence, id"

    entry_id = fields.Many2one("dms.register.entry", required=True, ondelete="cascade", index=True)
    # Given with the values, not related: the values are kept by its definition at the moment of creation.
    template_id = fields.Many2one(
        "dms.checklist.template", string="Version", required=True, ondelete="restrict", index=True
    )
    currency_id = fields.Many2one(related="entry_id.currency_id")
    sequence = fields.Integer(default=10)
    answers = fields.Properties(
        string="Values", definition="template_id.line_definition", copy=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Lines are written with their slip, which judges them.

        :raises AccessError: somebody writes them alone
        """
        self._check_system()
        return super().create(vals_list)

    def write(self, vals):
        """Lines are written with their slip."""
        self._check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_system(self):
        self._check_system()

    def _check_system(self):
        if not self.env.su:
            raise AccessError(self.env._("Lines are changed on the form they belong to."))

    def _raw(self):
        """Values by key as they are stored."""
        self.ensure_one()
        return dict(self.answers._values or {})
