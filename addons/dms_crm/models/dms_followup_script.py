from odoo import fields, models


class DmsFollowupScript(models.Model):
    """What the caller says; placeholders are filled with the car and the visit."""

    _name = "dms.followup.script"
    _description = "Follow-up Script"
    _order = "name, version desc"

    name = fields.Char(required=True, translate=True)
    version = fields.Integer(default=1)
    body = fields.Html(
        required=True,
        translate=True,
        help="Placeholders: {customer} {plate} {delivered} {jobs} {advisor} {next_service} {company}",
    )

    def _render_for(self, followup):
        """The script with the placeholders of one follow-up filled in.

        :param followup: one ``dms.followup``
        :return: markup
        """
        self.ensure_one()
        body = self.body or ""
        for key, value in followup._get_script_values().items():
            body = body.replace("{" + key + "}", value)
        return body
