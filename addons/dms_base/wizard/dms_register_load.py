import base64

from odoo import fields, models


class DmsRegisterLoad(models.TransientModel):
    """Takes a form from a file that another database exported."""

    _name = "dms.register.load"
    _description = "Import a Form"

    file = fields.Binary(required=True)
    file_name = fields.Char()
    chapter_id = fields.Many2one(
        "dms.handbook",
        domain=[("owner_group_id", "!=", False)],
        help="Empty: the chapter the form had.",
    )

    def action_load(self):
        """Make a draft of the file and open it."""
        self.ensure_one()
        content = base64.b64decode(self.file or b"")
        draft = self.env["dms.register"]._import_definition(content, self.chapter_id)
        return draft._open_designer()
