import re

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError

CHANNEL = "dms_board/"
NOTIFICATION = "dms_base/board_changed"


class DmsBoard(models.Model):
    """A board: a screen that shows and never enters data.

    The data of board ``SM-21`` is what `_board_data_sm_21` returns, written by an addon that inherits this model. It
    is computed once per change, not per screen, see `dms.board.payload`.
    """

    _name = "dms.board"
    _description = "Board"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    form_id = fields.Many2one("dms.form", ondelete="set null")
    company_id = fields.Many2one("res.company", help="Empty: every shop has it.")
    group_ids = fields.Many2many(
        "res.groups", string="Shown to", help="Empty: everybody of the shop."
    )
    refresh = fields.Integer(
        string="Refresh (seconds)",
        default=30,
        required=True,
        help="Screens ask this often in case a push was lost; times on the board are never older.",
    )
    page_seconds = fields.Integer(string="Turn Pages every (seconds)", default=12, required=True)
    dark = fields.Boolean(default=True)
    options = fields.Json()
    token_ids = fields.One2many("dms.board.token", "board_id", string="Screens")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is a board with this code already."
    )
    _refresh_positive = models.Constraint(
        "CHECK(refresh >= 5 AND page_seconds >= 3)",
        "Refresh at most every 5 seconds and turn pages every 3.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        boards = super().create(vals_list)
        self.env.registry.clear_cache()
        return boards

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        if {"options", "company_id", "code"} & set(vals):
            # sudo: payloads are technical rows nobody has rights on
            self.env["dms.board.payload"].sudo().search([("board_id", "in", self.ids)]).unlink()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.depends("code", "name")
    def _compute_display_name(self):
        for board in self:
            board.display_name = f"{board.code} {board.name or ''}".strip()

    def action_open(self):
        """Open the board on the whole screen."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "dms_base.board",
            "name": self.name,
            "context": {"board_code": self.code},
            "params": {"board_code": self.code},
        }

    def action_new_token(self):
        """Make an address for a screen without a login."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_board_token_action")
        return {
            **action,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_board_id": self.id, "default_name": self.name},
        }

    @api.model
    @tools.ormcache("code")
    def _ids_by_code(self, code):
        """Ids of the boards of a code."""
        # sudo: ids only; the cache is shared by all users
        return tuple(self.sudo().with_context(active_test=False).search([("code", "=", code)]).ids)

    @api.model
    def _notify(self, codes):
        """Say that the data of boards changed. Cheap and safe to call on every write.

        However often it is called, a transaction ends with one message per board, inserted with the other messages
        of the step: screens fetch the data after the commit. Nothing is locked, so desks never wait for each other
        because of a board.

        :param codes: list of board codes
        """
        told = self.env.cr.precommit.data.setdefault("dms_base.boards", set())
        fresh = set(codes) - told
        told |= fresh
        for code in fresh:
            for board in self.browse(self._ids_by_code(code)):
                self.env["bus.bus"]._sendone(board, NOTIFICATION, {"board": board.id})
        return True

    @api.model
    def _get_board(self, code):
        """Board of a code for the user.

        :raises UserError: there is none, or it is not for the user's role
        """
        domain = [("code", "=", code), ("company_id", "in", [False, self.env.company.id])]
        board = self.search(domain, order="company_id", limit=1)
        if not board:
            raise UserError(
                self.env._("Board %(code)s does not exist or is not for your role.", code=code)
            )
        return board

    @api.model
    def get_board(self, code, stamp=None, options=None):
        """Payload for a screen with a login.

        :param stamp: stamp of the data the screen has; the answer leaves the data out when it still holds
        :return: see `dms.board.payload._serve`
        """
        board = self._get_board(code)
        company = board.company_id or self.env.company
        variant = board._get_variant(company, False, options, self.env.lang)
        return board._serve(variant, stamp)

    def _get_variant(self, company, public, options, lang):
        """What makes one payload different from another of the same board."""
        return {
            "company_id": company.id,
            "public": bool(public),
            "lang": lang or "zh_CN",
            "options": {**(self.options or {}), **(options or {})},
        }

    def _serve(self, variant, stamp):
        """Payload of a variant with what the frame of the screen needs."""
        self.ensure_one()
        # sudo: payloads are technical rows; the caller checked that the screen may show this board
        answer = self.env["dms.board.payload"].sudo()._serve(self.sudo(), variant, stamp)
        return {**answer, "board": self._get_frame(variant)}

    def _get_frame(self, variant):
        """Title and timing of the screen."""
        return {
            "id": self.id,
            "code": self.code,
            "name": self.with_context(lang=variant["lang"]).name,
            "refresh": self.refresh,
            "page_seconds": self.page_seconds,
            "dark": self.dark,
        }

    def _compute_payload(self, variant):
        """Data of the board, as the system user: it may not depend on who looks first.

        :return: JSON-able dict
        """
        self.ensure_one()
        company = self.env["res.company"].browse(variant["company_id"])
        board = self.with_user(SUPERUSER_ID).with_context(
            allowed_company_ids=[company.id],
            lang=variant["lang"],
            tz=company.partner_id.tz or "Asia/Shanghai",
        )
        method = getattr(board, f"_board_data_{re.sub(r'[^a-z0-9]', '_', self.code.lower())}", None)
        if method is None:
            return {"rows": [], "summary": []}
        options = {**variant["options"], "public": variant["public"]}
        return method(board, options)

    @api.model
    def _get_channel(self, name):
        """Board a screen subscribes to by a channel name, empty when it may not.

        :param name: ``dms_board/code/<code>`` for users, ``dms_board/<token>`` for screens
        """
        key = name.removeprefix(CHANNEL)
        if not key.startswith("code/"):
            return self.env["dms.board.token"]._get_token(key).board_id
        if not self.env.user._is_internal():
            return self.browse()
        return self.search([("code", "=", key.removeprefix("code/"))])
