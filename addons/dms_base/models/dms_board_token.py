import secrets

from odoo import api, fields, models


class DmsBoardToken(models.Model):
    """Address of a board for one screen without a login; whoever knows it sees the board until it is revoked."""

    _name = "dms.board.token"
    _description = "Screen of a Board"
    _order = "board_id, name"

    name = fields.Char(string="Screen", required=True, help="Where the screen hangs.")
    board_id = fields.Many2one("dms.board", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    token = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: secrets.token_urlsafe(24)
    )
    kind = fields.Selection(
        [("public", "Customers (masked)"), ("internal", "Staff only")],
        default="public",
        required=True,
    )
    options = fields.Json()
    lang = fields.Selection(
        "_selection_lang", string="Language", default=lambda self: self.env.lang
    )
    active = fields.Boolean(
        default=True, help="Revoked screens show one sentence instead of the board."
    )
    url = fields.Char(string="Address", compute="_compute_url")

    _token_uniq = models.Constraint("UNIQUE(token)", "This token is taken.")

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("token")
    def _compute_url(self):
        for screen in self:
            screen.url = (
                f"{screen.get_base_url()}/dms/board/{screen.token}" if screen.token else False
            )

    def action_revoke(self):
        """Switch the screen off at once; its address never works again."""
        self.write({"active": False, "token": secrets.token_urlsafe(24)})
        self.env["dms.board"]._notify(self.board_id.mapped("code"))
        return True

    def action_open_screen(self):
        """Open the screen as it looks on the wall."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    @api.model
    def _get_token(self, token):
        """Screen of a token as superuser, empty when unknown or revoked."""
        screens = self.sudo()  # sudo: the token is the right
        if not token or len(token) < 20:
            return screens.browse()
        return screens.search([("token", "=", token), ("board_id.active", "=", True)], limit=1)
