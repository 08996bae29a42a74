import inspect
import re
import secrets
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq
from odoo.tools.misc import hmac

KEY_SECONDS = 600
KEY = re.compile(r"([0-9]{1,10})\.([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)


class DmsKiosk(models.Model):
    """A shared screen for people without a login: badge and PIN open it for a few minutes.

    Addons offer apps as methods ``_kiosk_<app>_<method>(employee, **kwargs)``. They run with the rights of the
    system in the kiosk's company: each method itself checks what this employee may see and do.
    """

    _name = "dms.kiosk"
    _description = "Kiosk"
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    token = fields.Char(
        copy=False,
        readonly=True,
        default=lambda self: secrets.token_urlsafe(24),
        groups="dms_base.group_dms_admin",
    )
    app_codes = fields.Char(
        string="Apps",
        required=True,
        default="technician",
        help="Codes of the apps shown, separated by commas.",
    )
    url = fields.Char(string="Address", compute="_compute_url", groups="dms_base.group_dms_admin")

    _token_uniq = models.UniqueIndex("(token)", "This token is taken.")

    @api.depends("token")
    def _compute_url(self):
        for kiosk in self:
            kiosk.url = f"{kiosk.get_base_url()}/dms/kiosk/{kiosk.token}" if kiosk.token else False

    def action_renew_token(self):
        """Revoke the address: screens that show it are locked out at once."""
        self.ensure_one()
        self.token = secrets.token_urlsafe(24)
        return True

    def action_open(self):
        """Open the kiosk in a new window."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            # sudo: opening the shared screen is no secret inside the shop; its use needs badge and PIN
            "url": f"/dms/kiosk/{self.sudo().token}",
            "target": "new",
        }

    @api.model
    def _by_token(self, token):
        """The active kiosk of a token, or an empty recordset."""
        return self.search([("token", "=", token or "")], limit=1) if token else self.browse()

    def _apps(self):
        """Codes of the kiosk's apps."""
        self.ensure_one()
        return [code.strip() for code in (self.app_codes or "").split(",") if code.strip()]

    def _sign(self, employee_id, expiry):
        """Signature of a key: nobody but this server can make it."""
        return hmac(self.env(su=True), "dms_kiosk", (self.id, self.token, employee_id, expiry))

    def _make_key(self, employee):
        """Key of a logged-in person, valid for ten minutes."""
        expiry = int(time.time()) + KEY_SECONDS
        return f"{employee.id}.{expiry}.{self._sign(employee.id, expiry)}"

    def _read_key(self, key):
        """The person of a key.

        :raises AccessError: forged or expired
        """
        self.ensure_one()
        match = KEY.fullmatch(key) if isinstance(key, str) else None
        employee_id, expiry = map(int, match.groups()[:2]) if match else (0, 0)
        if not match or not consteq(match[3], self._sign(employee_id, expiry)):
            raise AccessError(self.env._("Hold your badge to the reader again."))
        if expiry < time.time():
            raise AccessError(
                self.env._("Your time at the screen is over: hold your badge to the reader again.")
            )
        employee = self.env["hr.employee"].browse(employee_id).exists()
        if not employee.active or employee.company_id != self.company_id:
            raise AccessError(self.env._("Hold your badge to the reader again."))
        return employee

    def _login(self, badge, pin):
        """Open the screen for a person.

        :param badge: what the reader read, or the employee's badge number typed
        :param pin: the person's PIN
        :return: ``{key, employee: {id, name}, apps}``
        :raises UserError: after five wrong PINs the badge is locked for ten minutes
        """
        self.ensure_one()
        badge = str(badge or "").strip()[:64]
        attempts = self.env["dms.kiosk.attempt"]
        # Counted before the PIN is looked at, so that tries sent side by side count one after the other.
        attempts._count(self.company_id, badge)
        employee = self.env["hr.employee"].search(
            [("barcode", "=", badge), ("company_id", "=", self.company_id.id)], limit=1
        )
        known = (employee.pin or "").encode()
        if not known or not consteq(known, str(pin or "").encode()):
            return {"error": self.env._("Badge or PIN is wrong.")}
        attempts._clear(self.company_id, badge)
        return {
            "key": self._make_key(employee),
            "employee": {"id": employee.id, "name": employee.name},
            "apps": self._apps(),
        }

    def _call(self, key, app, method, kwargs):
        """Run a method of an app for the person of a key.

        :return: ``{result, key}``; the new key keeps a person in who goes on working
        :raises UserError: the kiosk has no such app, the app no such method, or the method other arguments
        """
        self.ensure_one()
        employee = self._read_key(key)
        handler = getattr(self, f"_kiosk_{app}_{method}", None)
        if app not in self._apps() or handler is None:
            raise UserError(self.env._("This screen does not offer that."))
        try:
            arguments = inspect.signature(handler).bind(employee, **(kwargs or {}))
        except TypeError as error:
            raise UserError(self.env._("The screen is out of date: load it again.")) from error
        return {
            "result": handler(*arguments.args, **arguments.kwargs),
            "key": self._make_key(employee),
        }
