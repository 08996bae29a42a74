from odoo import fields, models
from odoo.exceptions import UserError


class DmsChecklist(models.Model):
    """One signature on a sheet: whose turn it is, who may give it, what is kept of it."""

    _inherit = "dms.checklist"

    def _warm_signers(self, entries):
        """Read all signers at once."""
        ids = [one["employee"].id for one in entries if one.get("employee")]
        # sudo: name and login of the signers, see `_prepare_signoff_vals`
        self.env["hr.employee"].sudo().browse(ids).mapped("user_id")

    def _sign(self, role, employee, signature=None, name=None, channel="desk", comment=None):
        """Add one signature; callers vouch for the person (login, badge and PIN, portal token).

        :param role: see :meth:`action_sign`
        :param employee: hr.employee, empty for an outsider
        :raises UserError: not this role's turn, or the person may not sign
        """
        entry = {
            "role": role,
            "employee": employee,
            "signature": signature,
            "name": name,
            "channel": channel,
            "comment": comment,
        }
        return self._sign_many([entry])

    def _sign_many(self, entries):
        """Add signatures in order, until a stage is complete and the next one has to be filled.

        :return: entries not used
        """
        self.ensure_one()
        signed = stored = self._active_signoffs()
        pending = []
        for index, entry in enumerate(entries):
            role = self._find_role(entry.get("role"), signed)
            if role in signed.role_id:
                continue
            vals = self._check_signature(role, entry, signed)
            pending.append(vals)
            signed |= self.env["dms.signoff"].new(vals)
            if not self._must_sign(self._open_roles(signed)):
                signed = stored = stored | self._store_signoffs(pending)
                pending = []
                self._advance(signed)
                if self.state == "filling":
                    return entries[index + 1 :]
        if pending:
            self._advance(stored | self._store_signoffs(pending))
        return []

    def _check_signature(self, role, entry, signed):
        """Values of a signature after all refusals have been considered."""
        employee, name = entry.get("employee"), entry.get("name")
        self._check_turn(role, signed)
        self._check_role(role, employee, name, signed)
        self._check_signer(role, employee)
        if role.is_rater:
            self._check_rated(role)
        return self._prepare_signoff_vals(
            role,
            employee,
            entry.get("signature"),
            name,
            entry.get("channel") or "desk",
            entry.get("comment"),
        )

    def _store_signoffs(self, vals_list):
        """Write signatures.

        :return: the new ones
        """
        # sudo: signatures are written by this method alone, after the checks of its callers
        return self.env["dms.signoff"].sudo().create(vals_list).with_env(self.env)

    def _find_role(self, role, signed):
        """Role by record, id, code or label; the one whose turn it is by default."""
        roles = self.template_id._roles()
        if not role:
            waiting = self._open_roles(signed)
            found = (self._must_sign(waiting) or waiting)[:1]
        elif isinstance(role, str):
            found = roles.filtered(lambda one: role in (one.code, one.name))[:1]
        else:
            found = roles.filtered(
                lambda one: one.id == (role if isinstance(role, int) else role.id)
            )
        if not found:
            raise UserError(self.env._("%(name)s has no such signature to give.", name=self.name))
        return found

    def _active_signoffs(self):
        """Valid signatures of the sheet."""
        self.ensure_one()
        return self.signoff_ids.filtered(lambda one: one.decision == "signed")

    def _last_stage(self):
        """Number of the last stage that has lines on this sheet."""
        self.ensure_one()
        return max(self.line_ids.mapped("stage"), default=1)

    def _open_roles(self, signed):
        """Roles of the current stage still to be signed, in order.

        Roles of stages without lines on this sheet belong to its last stage.

        :param signed: valid signatures of the sheet
        """
        self.ensure_one()
        last = self._last_stage()
        roles = self.template_id._roles()
        return roles.filtered(lambda role: min(role.stage, last) == self.stage) - signed.role_id

    def _must_sign(self, roles):
        """Those of some roles without which the sheet does not go on; addons add to them.

        :param roles: dms.checklist.role of this form
        """
        self.ensure_one()
        return roles.filtered("required")

    def _check_turn(self, role, signed):
        """Refuse a signature before the sheet is submitted or before the roles above.

        :raises UserError: naming who signs first
        """
        if self.state == "done" and not self._must_sign(role):
            return
        if self.state != "to_sign":
            self._check_open()
            raise UserError(self.env._("Submit %(name)s first, then sign it.", name=self.name))
        roles = self._open_roles(signed)
        if role not in roles:
            raise UserError(
                self.env._(
                    "“%(role)s” signs at another stage of %(name)s.", role=role.name, name=self.name
                )
            )
        first = self._must_sign(roles)[:1]
        if first and first != role and (first.sequence, first.id) < (role.sequence, role.id):
            raise UserError(self.env._("“%(role)s” signs first.", role=first.name))

    def _check_role(self, role, employee, name, signed):
        """Refuse a person without the role, or one who has signed where persons must differ.

        :raises UserError: with the reason
        """
        if role.is_external:
            if not name:
                raise UserError(
                    self.env._(
                        "Enter the name of the person who signs as %(role)s.", role=role.name
                    )
                )
            return
        # sudo: the login of a colleague is needed to compare persons
        user = employee.sudo().user_id if employee else self.env.user
        self._check_role_group(role, employee, user)
        for signoff in signed:
            both = role.independent or signoff.independent
            if both and signoff._is_by(employee, user, name):
                raise UserError(
                    self.env._(
                        "%(person)s has signed as “%(role)s” already: another person signs here.",
                        person=signoff.signed_name,
                        role=signoff.role,
                    )
                )

    def _check_role_group(self, role, employee, user):
        """Refuse people whose login lacks the role's group; without login the role must allow
        badges.
        """
        # sudo: membership of the signer is compared, whoever is logged in
        group = role.sudo().group_id
        if not group or (user and group.id in user._get_group_ids()):
            return
        technician = self.env["ir.model.data"]._xmlid_to_res_id("dms_base.group_dms_technician")
        if employee and not user and (role.kiosk_allowed or group.id == technician):
            return
        raise UserError(
            self.env._("“%(role)s” is signed by: %(group)s.", role=role.name, group=group.name)
        )

    def _check_signer(self, role, employee):
        """Hook: further conditions on the signer, such as no time log on the order.

        :param role: dms.checklist.role
        :param employee: hr.employee, may be empty
        :raises UserError: the person may not sign
        """

    def _check_rated(self, role):
        """A rater signs only a complete column.

        :raises UserError: naming the items
        """
        key = str(role.id)
        missing = self.line_ids.filtered(
            lambda line: (
                line.required
                and line.stage == self.stage
                and line.kind in ("pass_fail", "light", "work", "score")
                and not (line.is_filled_by_system or line.locked or line.result == "na")
                and key not in (line.ratings or {})
            )
        )
        if missing:
            raise UserError(
                self.env._(
                    "%(count)s item(s) not filled: %(items)s",
                    count=len(missing),
                    items=self._item_names(missing),
                )
            )
        self._check_reasons()

    def _prepare_signoff_vals(self, role, employee, signature, name, channel, comment):
        """Values of a signature, extended by addons that know more of the person."""
        self.ensure_one()
        # sudo: name and login of the signer are printed beside the signature
        person = employee.sudo() if employee else self.env["hr.employee"]
        user = person.user_id or (
            self.env.user if not role.is_external and not employee else person.user_id
        )
        return {
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
            "role": role.name,
            "role_id": role.id,
            "stage": self.stage,
            "sequence": role.sequence,
            "required": bool(self._must_sign(role)),
            "independent": role.independent,
            "user_id": user.id,
            "employee_id": False if role.is_external else person.id,
            "signed_name": name if role.is_external else person.name or name or user.name,
            "signature": signature,
            "date": fields.Datetime.now(),
            "channel": channel,
            "comment": comment,
        }

    def _withdraw_stage(self):
        """Signatures of the current stage fall, because what they stand under will change."""
        signed = self._active_signoffs().filtered(lambda one: one.stage == self.stage)
        signed.sudo().write({"decision": "withdrawn"})  # sudo: after the checks of the caller
