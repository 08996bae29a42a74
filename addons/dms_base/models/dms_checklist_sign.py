from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class DmsChecklist(models.Model):
    """Submitting and signing a sheet, stage by stage and role by role."""

    _inherit = "dms.checklist"

    def action_submit(self):
        """Close filling of the current stage; without signature roles the sheet is done at once.

        :return: True
        """
        self.lock_for_update()
        for checklist in self:
            checklist._submit()
        return True

    def action_sign(
        self, role=None, employee=None, signature=None, name=None, channel="desk", comment=None
    ):
        """Sign as the role whose turn it is, or as a given one.

        :param role: dms.checklist.role, its id, its code or its label
        :param employee: hr.employee or its id; over the network only the user's own
        :param signature: drawn signature, base64 picture
        :param name: printed name, needed for an outsider
        :return: True; signing twice changes nothing
        """
        employee = (
            self.env["hr.employee"].browse(employee) if isinstance(employee, int) else employee
        )
        # sudo: the login of the person named is compared with the one at work
        if employee and not self.env.su and employee.sudo().user_id != self.env.user:
            raise AccessError(self.env._("Everybody signs with their own login or badge."))
        if channel not in ("desk", "paper", "phone"):
            channel = "desk"
        self.lock_for_update()
        for checklist in self:
            # sudo: the employee of a login decides who signed, not what may be read
            person = employee or self.env.user.sudo().employee_id
            checklist._sign(role, person, signature, name, channel, comment)
        return True

    def action_refuse(self, comment):
        """Send a submitted sheet back to filling; earlier signatures of the stage fall.

        :raises UserError: no comment
        """
        self.lock_for_update()
        for checklist in self:
            if checklist.state != "to_sign":
                continue
            checklist._need_reason(comment)
            role = checklist.next_role_id
            # sudo: the employee of a login decides who signed, not what may be read
            employee = self.env.user.sudo().employee_id
            checklist._check_role(role, employee, None, checklist._active_signoffs())
            checklist._withdraw_stage()
            vals = checklist._prepare_signoff_vals(role, employee, None, None, "desk", comment)
            # sudo: signatures are written by this method alone, after its checks
            self.env["dms.signoff"].sudo().create([{**vals, "decision": "refused"}])
            checklist._store({"state": "filling", "next_role_id": False})
        return True

    def action_take_back(self):
        """Reopen a submitted sheet nobody has signed at this stage."""
        self.lock_for_update()
        for checklist in self:
            if checklist.state != "to_sign":
                continue
            checklist._check_filler()
            if checklist._active_signoffs().filtered(
                lambda one, sheet=checklist: one.stage == sheet.stage
            ):
                raise UserError(
                    self.env._(
                        "%(name)s is signed already: the next signer can send it back.",
                        name=checklist.name,
                    )
                )
            checklist._store({"state": "filling", "next_role_id": False})
        return True

    def action_cancel(self, reason=None):
        """Cancel sheets; they are kept and printed as cancelled.

        :raises UserError: no reason
        """
        self.lock_for_update()
        for checklist in self:
            if checklist.state == "cancelled":
                continue
            checklist._check_canceller()
            checklist._need_reason(reason)
            checklist._store({"state": "cancelled", "cancel_reason": reason, "next_role_id": False})
        return True

    def action_new_attempt(self):
        """Open the next attempt of a failed sheet: what was in order is taken over and locked.

        :return: action on the new sheet
        """
        self.ensure_one()
        attempt = self._new_attempt()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": attempt.id,
            "view_mode": "form",
        }

    def _new_attempt(self):
        """Sheet of the next attempt, or the one that is open already."""
        self.ensure_one()
        self.lock_for_update()
        open_one = self.search(
            [("previous_id", "=", self.id), ("state", "!=", "cancelled")], limit=1
        )
        if open_one:
            return open_one
        if self.state != "done" or not self.bad_count:
            raise UserError(
                self.env._(
                    "%(name)s has not failed: there is nothing to check again.", name=self.name
                )
            )
        # sudo: attempt number and predecessor are set by the engine
        attempt = (
            self.sudo()
            .with_context(dms_checklist_no_lines=True)
            .create([self._prepare_attempt_vals()])
        )
        # sudo: lines are copied by the engine
        lines = self.env["dms.checklist.line"].sudo()
        lines.create([line._prepare_attempt_vals(attempt) for line in self.line_ids])
        attempt = attempt.with_env(self.env)
        attempt._store(attempt._figure_vals()[0])
        return attempt

    def _prepare_attempt_vals(self):
        self.ensure_one()
        names = ("res_model", "res_id", "date", "period_start", "period_end")
        links = ("template_id", "company_id", "vehicle_id", "employee_id")
        return {
            **{name: self[name] for name in names},
            **{name: self[name].id for name in links},
            "date": fields.Date.context_today(self),
            "attempt": self.attempt + 1,
            "previous_id": self.id,
        }

    def _complete(self, signatures=None, values=None):
        """Fast path: everything in order, entered, submitted and signed in one go.

        :param signatures: list of dicts with ``role`` (code, label or record), ``employee``,
            ``name``,
            ``signature``, ``channel``, ``comment``; a bare employee signs the role whose turn it is
        :param values: dict of line id to values for what cannot be passed (measures, texts)
        :return: True
        """
        entries = [one if isinstance(one, dict) else {"employee": one} for one in signatures or []]
        # sudo: name and login of the signers, see `_prepare_signoff_vals`
        people = [one["employee"].sudo() for one in entries if one.get("employee")]
        self._read_together("template_id", beside=(self.env.user, *people), lock="update")
        self._warm_signers(entries)
        for checklist in self:
            if checklist.state == "done":
                continue
            if values:
                own = set(checklist.line_ids.ids)
                checklist._fill({key: vals for key, vals in values.items() if key in own})
            rest = entries
            while True:
                checklist._pass_all()
                checklist._submit()
                left = checklist._sign_many(rest)
                if checklist.state != "filling" or len(left) == len(rest):
                    break
                rest = left
        return True

    def _submit(self):
        """Close filling of the current stage; idempotent."""
        self.ensure_one()
        if self.state in ("to_sign", "done"):
            return
        self._check_open()
        self._check_filler()
        self._check_complete()
        self._store({"state": "to_sign"})
        self._advance(self._active_signoffs())

    def _check_canceller(self):
        """Done sheets are cancelled by superiors, open ones by who may fill them."""
        self.check_access("write")
        if self.state != "done":
            return self._check_filler()
        groups = (
            "dms_base.group_dms_service_manager",
            "dms_base.group_dms_workshop_supervisor",
            "dms_base.group_dms_hr_officer",
            "dms_base.group_dms_general_manager",
        )
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._(
                    "%(name)s is signed: only a manager or supervisor may cancel it.",
                    name=self.name,
                )
            )
        return True

    def _need_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))

    def _advance(self, signed):
        """After submitting or signing: wait for the next role, open the next stage, or finish.

        :param signed: valid signatures of the sheet
        """
        self.ensure_one()
        if self.state == "done":
            return
        waiting = self._must_sign(self._open_roles(signed))
        if waiting:
            self._store({"next_role_id": waiting[0].id})
        elif self.stage < self._last_stage():
            self._store({"state": "filling", "stage": self.stage + 1, "next_role_id": False})
            self._touch()
        else:
            self._finish()

    def _finish(self):
        """Fix result and score, then tell those who wait for them."""
        self.ensure_one()
        vals, figures = self._figure_vals()
        result = figures.result
        if self.result_rule == "score" and self._grade(figures).is_fail:
            result = "fail"
        self._store(
            {
                **vals,
                "state": "done",
                "result": result,
                "next_role_id": False,
                "date_done": fields.Datetime.now(),
            }
        )
        bad = self.line_ids.filtered("is_bad")
        if bad:
            self._on_bad_lines(bad)
        self._after_done()

    def _on_bad_lines(self, lines):
        """Hook: lines that are not in order on a sheet just finished (defects, recommendations,
        requests).

        :param lines: dms.checklist.line of this sheet, never empty
        """

    def _after_done(self):
        """Hook: the sheet is finished, ``result`` and ``score`` are final."""
