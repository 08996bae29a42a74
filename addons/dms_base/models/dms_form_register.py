from odoo import api, fields, models

from .dms_checklist_template_builder import BUILT


class DmsForm(models.Model):
    """Form Centre rows of the supplementary forms and of their chapters."""

    _inherit = "dms.form"

    register_id = fields.Many2one("dms.register", string="Supplementary Form", readonly=True)

    @api.depends("register_id")
    @api.depends_context("uid")
    def _compute_show_new(self):
        result = super()._compute_show_new()
        built = self.filtered(lambda form: form.register_id.kind in BUILT)
        may = self.env["dms.register.entry"].has_access("create")
        for form in built:
            form.show_new = form.can_create and may and form.register_id.state == "published"
        return result

    def action_open(self):
        """Supplementary forms open their entries, chapters their card view."""
        self.ensure_one()
        return self.register_id.action_entries() if self.register_id else super().action_open()

    def action_new(self):
        """Supplementary forms open their filling screen."""
        self.ensure_one()
        if self.register_id:
            return self.register_id.action_new_entry()
        return super().action_new()

    def _get_blank_report(self):
        """Blank of a supplementary form; of a chapter, the list of its forms."""
        self.ensure_one()
        template = self.template_id
        if self.register_id and template.kind in BUILT:
            return template._blank_report(), template
        if self.kind == "builder":
            return self.env.ref("dms_base.action_report_register_chapter"), self.handbook_ids[:1]
        return super()._get_blank_report()
