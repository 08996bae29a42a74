from odoo import http
from odoo.http import request


class DmsBoardController(http.Controller):
    @http.route(
        "/dms/board/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def board(self, token, **kw):
        """Screen of a board without a login; an unknown or revoked address gets one sentence."""
        screen = request.env["dms.board.token"]._get_token(token)
        lang = self._get_lang(screen)
        templates = request.env["ir.qweb"].with_context(lang=lang)
        if not screen:
            html = templates._render("dms_base.board_refused", {})
            return request.make_response(html, status=403)
        info = {
            "token": token,
            "channel": f"dms_board/{token}",
            "public": screen.kind == "public",
            "company": screen.company_id.name,
            "lang": lang,
        }
        values = {
            "title": screen.board_id.with_context(lang=lang).name,
            "info": info,
            "page_lang": lang.replace("_", "-"),
            "session_info": self._get_session_info(),
        }
        response = request.make_response(templates._render("dms_base.board_screen", values))
        response.headers["Cache-Control"] = "no-store"
        return response

    @http.route("/dms/board/<string:token>/data", type="jsonrpc", auth="public")
    def board_data(self, token, stamp=None):
        """Payload of a screen, without the data when its stamp still holds.

        :return: see `dms.board._serve`, or {"refused": True}
        """
        screen = request.env["dms.board.token"]._get_token(token)
        if not screen:
            return {"refused": True}
        board = screen.board_id
        lang = self._get_lang(screen)
        variant = board._get_variant(
            screen.company_id, screen.kind == "public", screen.options, lang
        )
        return board._serve(variant, stamp)

    def _get_session_info(self):
        """What the page's services need; all translations, not only those of public pages."""
        info = request.env["ir.http"].get_frontend_session_info()
        info.pop("translationURL", None)
        return info

    def _get_lang(self, screen):
        """Language of a screen: its own, the company's, or the site's default."""
        installed = dict(request.env["res.lang"].get_installed())
        wanted = screen.lang or screen.company_id.partner_id.lang or request.env.lang
        if wanted in installed:
            return wanted
        return "zh_CN" if "zh_CN" in installed else "en_US"
