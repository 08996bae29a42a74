import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import register_schema
from .dms_checklist_screen import MOST_BYTES, PICTURES

MOST_FILES = 12


class DmsRegisterEntry(models.Model):
    """Photos, files and signatures of a filled form."""

    _inherit = "dms.register.entry"

    @api.model
    def _checked_media(self, template, media, entry):
        """Files that come with a screen, decoded and judged.

        :return: dict of field key to list of dicts with ``id`` (kept) or ``name`` and ``raw``
        """
        kinds = {one["key"]: one for one in template._schema().head}
        kept = {one["id"] for files in entry._media().values() for one in files} if entry else set()
        result = {}
        for key, files in media.items():
            field = kinds.get(key)
            if not field or field["kind"] not in register_schema.MEDIA:
                continue
            if len(files) > MOST_FILES:
                raise UserError(
                    self.env._(
                        "“%(field)s” has at most %(most)s files.",
                        field=field["label"],
                        most=MOST_FILES,
                    )
                )
            result[key] = [
                one
                if one.get("id") in kept
                else {"name": one.get("name"), "raw": self._decode(field, one)}
                for one in files
                if one.get("id") in kept or one.get("data")
            ]
        return result

    @api.model
    def _decode(self, field, file):
        """Bytes of a file.

        :raises UserError: not a picture where one is needed, or too large
        """
        try:
            raw = base64.b64decode(file.get("data") or "", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if field["kind"] != "file" and not raw.startswith(PICTURES):
            raise UserError(self.env._("This file is not a picture (JPEG, PNG or WebP)."))
        if len(raw) > MOST_BYTES:
            raise UserError(self.env._("The picture is larger than 8 MB."))
        return raw

    def _keep_media(self, media):
        """Write photos and files as attachments keyed by field, signatures as signatures."""
        self.ensure_one()
        stored = self._media()
        kinds = {one["key"]: one["kind"] for one in self.template_id._schema().head}
        for key in [one for one in kinds if kinds[one] in register_schema.MEDIA]:
            files = media.get(key)
            if files is None:
                continue
            wanted = {one["id"] for one in files if one.get("id")}
            gone = [one["id"] for one in stored.get(key, ()) if one["id"] not in wanted]
            new = [one for one in files if "raw" in one]
            if kinds[key] == "signature":
                self._keep_signature(key, gone, new)
            else:
                self._keep_files(key, gone, new)

    def _keep_files(self, key, gone, new):
        attachments = self.env["ir.attachment"]
        attachments.browse(gone).unlink()
        made = attachments.create(
            [
                {
                    "name": one["name"] or "photo.jpg",
                    "raw": one["raw"],
                    "res_model": self._name,
                    "res_id": self.id,
                    "description": key,
                }
                for one in new
            ]
        )
        made.generate_access_token()

    def _keep_signature(self, key, gone, new):
        signoffs = self.env["dms.signoff"]
        signoffs.browse(gone).write({"decision": "withdrawn"})
        field = self.template_id._schema().by_key[key]
        signoffs.create(
            [
                {
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                    "role": field["label"],
                    "field_key": key,
                    "required": field["required"],
                    "user_id": self.user_id.id,
                    "employee_id": self.clerk_id.id,
                    "signed_name": self.clerk_id.name or self.user_id.name,
                    "signature": base64.b64encode(one["raw"]),
                    "date": fields.Datetime.now(),
                }
                for one in new
            ]
        )

    def _media(self):
        """Photos, files and signatures of an entry by field.

        :return: dict of key to list of dicts ``id``, ``name``, ``url``, ``picture``
        """
        return self._media_many().get(self.id, {}) if self else {}

    def _media_many(self):
        """Photos, files and signatures of many entries, two query sets in all.

        :return: dict of entry id to dict of key to list
        """
        result = {}
        attachments = (
            self.env["ir.attachment"]
            # sudo: the photos of a form are seen by those who see the form
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("description", "!=", False),
                ],
                order="id",
            )
        )
        for one in attachments:
            result.setdefault(one.res_id, {}).setdefault(one.description, []).append(
                {
                    "id": one.id,
                    "name": one.name,
                    "url": f"/web/content/{one.id}?access_token={one.access_token or ''}",
                    "picture": (one.mimetype or "").startswith("image/"),
                }
            )
        signoffs = (
            self.env["dms.signoff"]
            # sudo: as above
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("field_key", "!=", False),
                    ("decision", "=", "signed"),
                ]
            )
        )
        for one in signoffs:
            result.setdefault(one.res_id, {}).setdefault(one.field_key, []).append(
                {"id": one.id, "name": one.signed_name or "", "url": "", "picture": False}
            )
        return result
