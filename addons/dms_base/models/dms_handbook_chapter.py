from odoo import api, fields, models


class DmsHandbook(models.Model):
    """A handbook as a chapter of supplementary forms: who draws its forms, what is in it."""

    _inherit = "dms.handbook"

    owner_group_id = fields.Many2one(
        "res.groups",
        string="Supplementary Forms Drawn by",
        help="People of this role draw the supplementary forms of the chapter.",
    )
    register_ids = fields.One2many("dms.register", "chapter_id", string="Supplementary Forms")
    chapter_code = fields.Char(compute="_compute_chapter_code")

    @api.depends("number")
    def _compute_chapter_code(self):
        for book in self:
            book.chapter_code = f"OT-{book.number:02d}"

    def _chapter_form(self):
        """Form Centre row of the chapter."""
        self.ensure_one()
        return self.env["dms.form"].search([("code", "=", self.chapter_code)], limit=1)

    def _chapter_forms(self):
        """Published forms of the chapter, for its printed list."""
        self.ensure_one()
        return self.register_ids.filtered(lambda one: one.state == "published")
