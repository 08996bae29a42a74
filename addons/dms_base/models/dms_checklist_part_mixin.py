from odoo import api, models
from odoo.exceptions import UserError


class DmsChecklistPartMixin(models.AbstractModel):
    """A part of a template: frozen as soon as the template is published."""

    _name = "dms.checklist.part.mixin"
    _description = "Part of a Checklist Template"

    @api.model_create_multi
    def create(self, vals_list):
        """Parts are added to drafts only."""
        parts = super().create(vals_list)
        parts._check_template_draft()
        return parts

    def write(self, vals):
        """Parts of drafts only are changed."""
        self._check_template_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_template_draft()

    def _check_template_draft(self):
        """Refuse to touch a published template; data of addons may while it is being installed.

        :raises UserError: a template is published or retired
        """
        if self.env.context.get("install_mode"):
            self.env.registry.clear_cache()
            return
        for template in self.template_id:
            if template.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s is published and cannot be changed: make a new version.",
                        name=template.display_name,
                    )
                )
