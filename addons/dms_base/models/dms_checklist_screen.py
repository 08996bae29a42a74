import base64
import binascii

from odoo import models
from odoo.exceptions import UserError

PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
MOST_BYTES = 8 * 1024 * 1024


class DmsChecklist(models.Model):
    """What the tap screen of a sheet reads and does, at the desk, on a phone and at a kiosk."""

    _inherit = "dms.checklist"

    def sheet_load(self):
        """Everything the tap screen shows.

        :return: dict with header, sections, roles and progress
        """
        self.ensure_one()
        self.check_access("read")
        return self._sheet_data()

    def sheet_save(self, values):
        """Enter values.

        :param values: dict of line id to dict of values
        :return: dict with the lines changed and the progress
        """
        self.ensure_one()
        self.check_access("write")
        changed = self._fill({int(key): self._screen_vals(vals) for key, vals in values.items()})
        return self._sheet_change(changed)

    def sheet_pass_section(self, section_id=None):
        """Everything still open in a section is in order, in all sections without one."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        return self._sheet_change(self._pass_all(section_id))

    def sheet_submit(self):
        """Submit the sheet; the screen is given anew."""
        self.ensure_one()
        self.check_access("write")
        self.action_submit()
        return self._sheet_data()

    def sheet_take_back(self):
        """Reopen a submitted sheet nobody has signed."""
        self.ensure_one()
        self.check_access("write")
        self.action_take_back()
        return self._sheet_data()

    def sheet_sign(self, role_id=None, signature=None, name=None):
        """Sign; the screen is given anew."""
        self.ensure_one()
        self.check_access("write")
        self.action_sign(role_id, signature=signature, name=name)
        return self._sheet_data()

    def sheet_add_photo(self, line_id, name, data):
        """Attach a photo to a line.

        :param data: base64 picture
        """
        self.ensure_one()
        self.check_access("write")
        photo = self._make_photo(name, data)
        return self._sheet_change(self._fill({line_id: {"photo_ids": [(4, photo.id)]}}))

    def sheet_remove_photo(self, line_id, photo_id):
        """Take a photo off a line."""
        self.ensure_one()
        self.check_access("write")
        return self._sheet_change(self._fill({line_id: {"photo_ids": [(3, photo_id)]}}))

    def _make_photo(self, name, data):
        """Attachment of a picture that belongs to the sheet.

        :raises UserError: not a picture, or too large
        """
        try:
            raw = base64.b64decode(data or "", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if not raw.startswith(PICTURES):
            raise UserError(self.env._("This file is not a picture (JPEG, PNG or WebP)."))
        if len(raw) > MOST_BYTES:
            raise UserError(self.env._("The picture is larger than 8 MB."))
        photo = self.env["ir.attachment"].create(
            {"name": name or "photo.jpg", "raw": raw, "res_model": self._name, "res_id": self.id}
        )
        photo.generate_access_token()
        return photo

    def _screen_vals(self, vals):
        """Values as typed on the screen, restricted to what may be typed."""
        names = ("result", "value", "choice_id", "text", "work", "remark")
        return {name: vals[name] for name in names if name in vals}

    def _sheet_data(self):
        template = self.template_id
        role = self._current_rater()
        return {
            "id": self.id,
            "name": self.name,
            "title": template.name,
            "code": template.code,
            "note": template.note or "",
            "header": self._print_header(),
            "sections": self._screen_sections(role),
            "roles": self._screen_roles(),
            "rater": role.name or "",
            **self._screen_state(),
        }

    def _sheet_change(self, lines):
        role = self._current_rater()
        return {
            "lines": [line._screen_data(role) for line in lines.with_env(self.env)],
            **self._screen_state(),
        }

    def _screen_state(self):
        figures = self._outcome()
        marks = {"done": self.result, "cancelled": False}
        return {
            "state": self.state,
            "stage": self.stage,
            "total": len(self.line_ids),
            "filled": len(self.line_ids.filtered("result")),
            "missing": self.missing_count,
            "bad": self.bad_count,
            "urgent": self.urgent_count,
            "has_score": self.result_rule == "score",
            "score": self.score,
            "grade": self.grade or "",
            "result": marks.get(self.state, figures.result) or "",
            "can_fill": self._can_fill(),
        }

    def _can_fill(self):
        """Whether values may be entered now by this user."""
        rating = self.state == "to_sign" and self.next_role_id.is_rater
        if self.state not in ("draft", "filling") and not rating:
            return False
        ids = self.template_id._filler_group_ids()
        return self.env.su or not ids or not set(ids).isdisjoint(self.env.user._get_group_ids())

    def _screen_sections(self, role):
        sections, seen = [], {}
        notes = {section.id: section.note or "" for section in self.template_id.section_ids}
        for line in self.line_ids:
            key = line.section_id.id
            if key not in seen:
                seen[key] = {
                    "id": key,
                    "name": line.section_name or "",
                    "note": notes.get(key, ""),
                    "stage": line.stage,
                    "lines": [],
                }
                sections.append(seen[key])
            seen[key]["lines"].append(line._screen_data(role))
        return sections

    def _get_outsider_name(self, role):
        """Name proposed for the signature of an outsider; addons that know the customer answer.

        :param role: dms.checklist.role signed by a person outside the company
        """
        self.ensure_one()
        return ""

    def _screen_roles(self):
        signed = {signoff.role_id.id: signoff for signoff in self._active_signoffs()}
        result = []
        for role in self.template_id._roles():
            signoff = signed.get(role.id)
            result.append(
                {
                    "id": role.id,
                    "name": role.name,
                    "stage": role.stage,
                    "required": bool(self._must_sign(role)),
                    "external": role.is_external,
                    "default_name": self._get_outsider_name(role) if role.is_external else "",
                    "is_next": role == self.next_role_id,
                    "can_sign": not signoff and self._may_sign_now(role),
                    "signed_name": signoff.signed_name if signoff else "",
                    "date": signoff.date.isoformat() if signoff else "",
                }
            )
        return result

    def _may_sign_now(self, role):
        """Whether the screen offers this signature; signing itself checks the person."""
        # sudo: roles of the sheet are compared with those of the reader; a kiosk asks for its badge
        group = role.sudo().group_id
        if not (
            self.env.su or role.is_external or not group or group in self.env.user.all_group_ids
        ):
            return False
        if self.state == "done":
            return not role.required
        if self.state != "to_sign" or role not in self._open_roles(self._active_signoffs()):
            return False
        return role == self.next_role_id or not role.required


class DmsChecklistLine(models.Model):
    """A line as the tap screen shows it."""

    _inherit = "dms.checklist.line"

    def _screen_data(self, role=None):
        """Dict of one line; ``role`` is the rater whose column is shown."""
        self.ensure_one()
        item = self.item_id
        result, value = self.result or "", self.value
        if role and self.kind in ("pass_fail", "light", "work", "score"):
            answer = (self.ratings or {}).get(str(role.id))
            value = answer if self.kind == "score" and answer is not None else value
            result = result if self.result == "na" else "" if answer is None else result
            result = answer if isinstance(answer, str) else result
        return {
            "id": self.id,
            "code": self.code or "",
            "name": self.name,
            "standard": self.standard or "",
            "limits": self._limit_text(),
            "kind": self.kind,
            "by_hand": self.kind == "measure" and self._band().is_open and bool(item.from_spec),
            "position": self._position_label(),
            "uom": self.uom or "",
            "result": result,
            "value": value if result and result != "na" else None,
            "text": self.text or "",
            "work": self.work or "",
            "remark": self.remark or "",
            "choice_id": self.choice_id.id,
            "choices": [
                {"id": choice.id, "name": choice.name, "bad": choice.is_bad or choice.is_urgent}
                for choice in (item.choice_ids if self.kind == "choice" else [])
            ],
            # States a form offers beside its number, as {value, name, bad}; typed ones come back as "state".
            "states": [],
            "state": "",
            "score": self.score,
            "score_max": self.score_max,
            "counts_findings": self.kind == "score" and item.score_mode == "deduct",
            "photos": [
                {
                    "id": photo.id,
                    "url": f"/web/image/{photo.id}?access_token={photo.access_token or ''}",
                }
                # sudo: the photos of a sheet are seen by those who see the sheet
                for photo in self.sudo().photo_ids
            ],
            "required": self.required,
            "critical": self.critical,
            "na_allowed": self.na_allowed and not self.critical,
            "needs_photo": self.photo_required_bad
            or (self.photo_required_urgent and self.is_urgent),
            "needs_remark": self.remark_required_bad,
            "stage": self.stage,
            "locked": self.locked or self.kind in ("computed", "linked"),
            "bad": self.is_bad,
        }
