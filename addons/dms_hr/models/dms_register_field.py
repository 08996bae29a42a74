from odoo import fields, models


class DmsRegisterField(models.Model):
    """Fields of supplementary forms that people's matters bring: teams."""

    _inherit = "dms.register.field"

    kind = fields.Selection(selection_add=[("team", "Team")], ondelete={"team": "cascade"})

    def _relation_models(self):
        return {**super()._relation_models(), "team": "dms.team"}

    def _link_columns(self):
        return {**super()._link_columns(), "team": "team_id"}

    def _autofill_catalogue(self):
        return {
            **super()._autofill_catalogue(),
            "user.team": (
                self.env._("Team of the person who fills"),
                False,
                "employee.team_id",
                ("team",),
            ),
        }


class DmsRegisterEntry(models.Model):
    """Entries by team."""

    _inherit = "dms.register.entry"

    team_id = fields.Many2one("dms.team", index="btree_not_null", readonly=True)
