from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES_DONE = ("approved", "closed", "void")


class DmsRegisterEntry(models.Model):
    """From open to closed: submitting and approving a slip, closing and voiding."""

    _inherit = "dms.register.entry"

    def action_submit(self):
        """Hand a slip in: it waits for its approvers, or is closed at once when it has none.

        :raises UserError: no approver can be found for a step
        """
        self.lock_for_update()
        for entry in self:
            if entry.state != "open":
                continue
            entry._check_own()
            steps = entry.template_id._approval_roles()
            if not steps:
                entry._store({"state": "closed"})
                continue
            for step in steps:
                entry._approvers(step)
            entry._store({"state": "submitted", "next_role_id": steps[0].id})
            entry._ask_approver()
        return True

    def action_withdraw(self):
        """Take a slip back that nobody has approved yet."""
        self.lock_for_update()
        for entry in self:
            if entry.state != "submitted":
                continue
            entry._check_own()
            if entry._signed_roles():
                raise UserError(
                    self.env._("%(number)s is approved in part already.", number=entry.name)
                )
            entry._store({"state": "open", "next_role_id": False})
            entry._end_activities()
        return True

    def action_approve(self, signature=None, comment=None):
        """Approve the step whose turn it is.

        :param signature: drawn signature, base64 picture
        :raises UserError: not this person's step, or one's own slip
        """
        self.lock_for_update()
        for entry in self:
            if entry.state != "submitted":
                continue
            entry._check_approver()
            entry._sign_step(entry.next_role_id, self.env.user, signature, comment)
            left = entry.template_id._approval_roles() - entry._signed_roles()
            if left:
                entry._store({"next_role_id": left[0].id})
                entry._ask_approver()
            else:
                entry._store({"state": "approved", "next_role_id": False})
                entry._end_activities()
        return True

    def action_reject(self, comment=None):
        """Send a slip back with the reason; the steps given before fall.

        :raises UserError: no reason
        """
        self.lock_for_update()
        for entry in self:
            if entry.state != "submitted":
                continue
            entry._check_approver()
            entry._need_reason(comment)
            # sudo: signatures are written by the form alone, after the checks above
            entry.sudo().signoff_ids.filtered(lambda one: one.decision == "signed").write(
                {"decision": "withdrawn"}
            )
            entry._sign_step(entry.next_role_id, self.env.user, None, comment, "refused")
            entry._store({"state": "open", "next_role_id": False})
            entry._end_activities()
            entry.message_post(body=comment)
        return True

    def action_close(self):
        """Close an approved slip when it has been carried out."""
        self.lock_for_update()
        for entry in self.filtered(lambda one: one.state == "approved"):
            entry._check_own()
            entry._store({"state": "closed"})
        return True

    def action_void(self, reason=None):
        """Void an entry; it is kept and printed struck through.

        :raises UserError: no reason, or the month has been reviewed
        """
        self.lock_for_update()
        for entry in self:
            if entry.state == "void":
                continue
            entry._check_own()
            entry._need_reason(reason)
            reviewed = self.env["dms.register.review"]._is_reviewed(
                entry.register_id, entry.company_id, entry.date
            )
            if reviewed:
                raise UserError(
                    self.env._(
                        "The month %(month)s has been reviewed.", month=f"{entry.date:%Y-%m}"
                    )
                )
            entry._store({"state": "void", "void_reason": reason.strip(), "next_role_id": False})
            entry._end_activities()
        self._refresh_dues()
        return True

    def action_ask_void(self):
        """Ask for the reason, then void."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.register.void",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Void"),
            "context": {"default_entry_ids": self.ids},
        }

    def _store(self, vals):
        """Write what the buttons decide, after their checks."""
        # sudo: state and steps are written by the buttons alone
        return self.sudo().write(vals)

    def _need_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))

    def _signed_roles(self):
        # sudo: ids of the steps given; signatures are readable with their document
        return self.sudo().signoff_ids.filtered(lambda one: one.decision == "signed").role_id

    def _approvers(self, step):
        """Users who may decide a step of this slip, never the person who filled it.

        :raises UserError: nobody can
        """
        self.ensure_one()
        # sudo: who approves is looked up for everybody who fills a slip
        entry, step = self.sudo(), step.sudo()
        users = self.env["res.users"].sudo()
        if step.approver_kind == "user":
            users = step.approver_id
        elif step.approver_kind == "group":
            users = step.group_id.all_user_ids.filtered(
                lambda one: entry.company_id in one.company_ids
            )
        else:
            users = entry._head_user()
        users = users.filtered(lambda one: one.active and one != entry.user_id)
        if not users:
            raise UserError(
                self.env._(
                    "No approver for step “%(step)s”: set the department manager.", step=step.name
                )
            )
        return users

    def _head_user(self):
        """Login of the head of the clerk's department, of the one above when that is the clerk."""
        department = self.clerk_id.department_id
        while department:
            manager = department.manager_id
            if manager and manager != self.clerk_id and manager.user_id:
                return manager.user_id
            department = department.parent_id
        return self.env["res.users"]

    def _check_approver(self):
        """Refuse the wrong person at this step.

        :raises UserError: one's own slip
        :raises AccessError: not this person's step
        """
        self.ensure_one()
        user = self.env.user
        if self.user_id == user and not self.env.su:
            raise UserError(self.env._("You cannot approve your own request."))
        if not self.env.su and user not in self._approvers(self.next_role_id):
            raise AccessError(
                self.env._("This step is decided by: %(step)s.", step=self.next_role_id.name)
            )

    def _sign_step(self, role, user, signature, comment, decision="signed"):
        # sudo: signatures are written by the form alone; the employee of the login says who signed
        self.env["dms.signoff"].sudo().create(
            [self._prepare_signoff_vals(role, user, signature, comment, decision)]
        )

    def _prepare_signoff_vals(self, role, user, signature, comment, decision):
        employee = user.sudo().employee_id  # sudo: the name that is printed
        return {
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
            "role": role.name,
            "role_id": role.id,
            "sequence": role.sequence,
            "user_id": user.id,
            "employee_id": employee.id,
            "signed_name": employee.name or user.name,
            "signature": signature or False,
            "date": fields.Datetime.now(),
            "decision": decision,
            "comment": comment,
        }

    def _ask_approver(self):
        """An activity for each approver of the step."""
        self._end_activities()
        for user in self._approvers(self.next_role_id)[:5]:
            # sudo: whoever fills a slip asks its approvers
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Approve: %(form)s", form=self.display_name),
            )

    def _end_activities(self):
        self.sudo().activity_ids.unlink()  # sudo: the approvers' reminders end with the step

    @api.model
    def _cron_close(self):
        """Close the rows of registers whose day is over."""
        rows = self.search(
            [
                ("state", "=", "open"),
                ("template_id.kind", "=", "register"),
                ("is_test", "=", False),
            ],
            order="date",
            limit=5000,
        )
        days = {}
        for row in rows:
            days.setdefault((row.template_id, row.company_id, row.date), []).append(row.id)
        over = [
            row_id
            for (template, company, day), ids in days.items()
            if not template._day_is_open(day, company)
            for row_id in ids
        ]
        self.browse(over).write({"state": "closed"})
        return True
