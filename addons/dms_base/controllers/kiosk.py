from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.json import scriptsafe as json


class KioskController(http.Controller):
    """Pages of the shared screens; a token opens the page, badge and PIN open the person's work."""

    def _get_kiosk(self, token):
        # sudo: the page is public by its secret token; every call needs a signed key of an employee
        kiosk = request.env["dms.kiosk"].sudo()._by_token(token)
        lang = kiosk.company_id.partner_id.lang or request.env.lang
        return kiosk.with_company(kiosk.company_id).with_context(
            lang=lang,
            tz=kiosk.company_id.partner_id.tz or "Asia/Shanghai",
            allowed_company_ids=kiosk.company_id.ids,
        )

    @http.route("/dms/kiosk/<string:token>", type="http", auth="public", methods=["GET"])
    def kiosk_page(self, token):
        """The screen itself; an unknown or revoked token shows one sentence."""
        kiosk = self._get_kiosk(token)
        if not kiosk:
            return request.render("dms_base.kiosk_revoked", status=404)
        info = {"token": token, "name": kiosk.name, "company": kiosk.company_id.name}
        values = {"info": json.dumps(info), "lang": kiosk.env.lang, "title": kiosk.name}
        return request.render("dms_base.kiosk_page", values)

    @http.route("/dms/kiosk/<string:token>/login", type="jsonrpc", auth="public")
    def kiosk_login(self, token, badge, pin):
        """Open the screen for a person; the answer carries a key or one sentence."""
        return self._answer(token, lambda kiosk: kiosk._login(badge, pin))

    @http.route("/dms/kiosk/<string:token>/call", type="jsonrpc", auth="public")
    def kiosk_call(self, token, key, app, method, kwargs=None):
        """Run a method of an app; a refusal is one sentence and changes nothing."""
        return self._answer(token, lambda kiosk: kiosk._call(key, app, method, kwargs))

    def _answer(self, token, function):
        kiosk = self._get_kiosk(token)
        if not kiosk:
            return {"error": request.env._("This screen is not authorised any more.")}
        try:
            with request.env.cr.savepoint():
                return function(kiosk)
        except UserError as error:
            return {"error": str(error)}
