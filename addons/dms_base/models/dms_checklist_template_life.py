from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .dms_checklist_template_builder import BUILT, store_names

FORM_KINDS = {"register": "register", "slip": "document"}


class DmsChecklistTemplate(models.Model):
    """Life of a supplementary form's version: draft, review, published, retired."""

    _inherit = "dms.checklist.template"

    def action_submit_review(self):
        """Ask a reviewer to publish the draft.

        :raises UserError: with what is to be put right first
        """
        self.ensure_one()
        self.register_id._check_designer()
        self.lock_for_update()
        if self.state == "review":
            return True
        self._check_state("draft")
        # sudo: the designer was asked for the chapter above; nobody writes forms directly
        draft = self.sudo()
        draft._check_design()
        draft.write({"state": "review", "submitted_by_id": self.env.uid, "review_note": False})
        draft._follow_register()
        draft._notify_reviewers(self.env.user)
        return True

    def action_withdraw_review(self):
        """Take the draft back from review."""
        self.ensure_one()
        if not self.env["dms.register"]._is_reviewer():
            self.register_id._check_designer()
        if self.state == "review":
            # sudo: the person was asked for the chapter above
            self.sudo().write({"state": "draft"})
            self.sudo()._follow_register()
            self._end_review()
        return True

    def action_return_review(self, note):
        """Send a draft back to its designer with a word on what to change.

        :raises UserError: no word given
        """
        self.ensure_one()
        self._check_reviewer()
        if not (note or "").strip():
            raise UserError(self.env._("Say what is to be changed."))
        if self.state == "review":
            # sudo: reviewers were asked for above
            draft = self.sudo()
            draft.write({"state": "draft", "review_note": note.strip()})
            draft._follow_register()
            self._end_review(note.strip())
        return True

    def action_publish(self):
        """Supplementary forms go through review; the others are published at once."""
        built = self.filtered("register_id")
        for template in built:
            template._publish_version()
        return super(DmsChecklistTemplate, self - built).action_publish()

    def _publish_version(self):
        """Open the version for filling: tests are discarded, the version before retires."""
        self.lock_for_update()
        if self.state == "published":
            return
        self._check_reviewer()
        self._check_state("review")
        # sudo: reviewers publish forms of every chapter and write none of them directly
        version = self.sudo().with_context(install_mode=True)
        version._compile()
        version._check_complete()
        version._discard_tests()
        version.previous_id.filtered(lambda one: one.state == "published").write(
            {"state": "retired"}
        )
        self.env.flush_all()
        version.write(
            {
                "state": "published",
                "published_by_id": self.env.uid,
                "published_on": fields.Datetime.now(),
            }
        )
        version.register_id.write({"template_id": version.id})
        version._follow_register()
        version._make_form_row()
        self._end_review()

    def action_retire(self):
        """No new entries; the filled ones stay as they are and print."""
        built = self.filtered("register_id")
        for template in built:
            if not self.env["dms.register"]._is_reviewer():
                template.register_id._check_designer()
            # sudo: the person was asked for the chapter above
            template = template.sudo()
            template.write({"state": "retired"})
            template._follow_register()
            template._form_rows().write({"active": False})
            template.register_id._close_dues()
        return super(DmsChecklistTemplate, self - built).action_retire()

    def action_new_version(self):
        """Draft of the next version in the designer; the published one stays in use meanwhile."""
        self.ensure_one()
        if not self.register_id:
            return super().action_new_version()
        self.register_id._check_designer()
        # sudo: the designer was asked for the chapter above; the row is held against a second draft
        register = self.register_id.sudo()
        register.lock_for_update()
        draft = register._draft()
        if not draft:
            last = max(register.template_ids.mapped("version"), default=0)
            draft = self.env["dms.checklist.template"]._create_version(
                # sudo: the copy is complete, also fields that its drawer may not see
                register,
                self.sudo()._definition(),
                version=last + 1,
                previous_id=self.id,
            )
        return draft._open_designer()

    def action_delete_draft(self):
        """Throw a draft away; a form that was never published goes with it."""
        self.ensure_one()
        self.register_id._check_designer()
        if self.state not in ("draft", "review"):
            raise UserError(self.env._("Published versions are kept: retire the form instead."))
        # sudo: the designer was asked for the chapter above
        draft, register = self.sudo(), self.register_id.sudo()
        draft._discard_tests()
        draft.unlink()
        if not register.template_ids:
            register.unlink()
        return True

    def _check_state(self, state):
        self.ensure_one()
        if self.state != state:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(form)s is not in the state “%(state)s”: open it again.",
                    form=self.display_name,
                    state=names[state],
                )
            )

    def _check_reviewer(self):
        """Publishing is the reviewers' business.

        :raises AccessError: somebody else presses
        """
        if not self.env.su and not self.env["dms.register"]._is_reviewer():
            raise AccessError(
                self.env._(
                    "Forms are published by a reviewer: the HR officer or the administrator."
                )
            )

    def _discard_tests(self):
        """Test entries of the designer go when the form is published."""
        tests = self.env["dms.register.entry"].search(
            [("template_id", "in", self.ids), ("is_test", "=", True)]
        )
        tests.unlink()

    def _follow_register(self):
        """Title, kind and state of the form after a change of one of its versions."""
        for register in self.register_id:
            template = register.template_ids.filtered(lambda one: one.state == "published")[:1]
            shown = template or register._draft() or register.template_ids[:1]
            state = shown.state
            if register.template_id and not template:
                state = "retired"
            register.write(
                {
                    "state": state,
                    "title_zh": shown.title_zh or shown.title_en,
                    "title_en": shown.title_en,
                    "kind": shown.kind,
                    "template_id": (template or register.template_id).id,
                }
            )

    def _form_rows(self):
        forms = self.env["dms.form"].with_context(active_test=False)
        return forms.search([("register_id", "in", self.register_id.ids)])

    def _make_form_row(self):
        """The form's own row in the Form Centre: found, opened blank and printed like any other."""
        self.ensure_one()
        register = self.register_id
        vals = {
            "code": register.code,
            "title_zh": self.title_zh or self.title_en,
            "kind": FORM_KINDS.get(self.kind, "checklist"),
            "handbook_ids": [fields.Command.set(register.chapter_id.ids)],
            "keeper_group_id": register.chapter_id.owner_group_id.id,
            "template_id": self.id,
            "register_id": register.id,
            "active": True,
        }
        row = self._form_rows()[:1]
        if row:
            row.write(vals)
        else:
            row = row.create({**vals, "name": self.title_en or self.title_zh})
        row.flush_recordset(["name"])
        store_names(row, self.title_zh, self.title_en)

    def _notify_reviewers(self, user):
        """An activity for those who publish; nothing is mailed."""
        group = self.env.ref("dms_base.group_dms_hr_officer")
        reviewers = group.all_user_ids.filtered(lambda one: one.active and not one.share)
        reviewers -= self.env.ref("base.user_root") | self.env.ref("base.user_admin")
        vals = {
            "res_model_id": self.env["ir.model"]._get_id("dms.register"),
            "res_id": self.register_id.id,
            "summary": self.env._("Review and publish: %(form)s", form=self._title()),
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
        }
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        activities.create([{**vals, "user_id": reviewer.id} for reviewer in reviewers[:5]])

    def _end_review(self, note=None):
        """Close the reviewers' activities."""
        activities = (
            self.env["mail.activity"]
            # sudo: activities of the other reviewers are closed with one's own
            .sudo()
            .search([("res_model", "=", "dms.register"), ("res_id", "in", self.register_id.ids)])
        )
        activities.unlink()
        if note:
            self.register_id.message_post(body=note)

    def _open_designer(self):
        """Client action of the designer on this version."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "dms_base.form_designer",
            "name": self.env._("Form Designer"),
            "context": {"template_id": self.id},
            "params": {"template_id": self.id},
        }

    @api.model
    def _create_version(self, register, definition, **vals):
        """A draft from a definition.

        :param definition: dict as :meth:`_definition` gives it
        """
        template = self.sudo().create(  # sudo: callers ask for the chapter; forms are never written directly
            {
                "register_id": register.id,
                "code": register.code,
                "company_id": register.company_id.id,
                "name": definition.get("title_en") or definition.get("title_zh") or register.code,
                "kind": "register",
                "result_rule": "none",
                "prefix": "CK",
                **vals,
            }
        )
        template._apply_definition(definition)
        template._follow_register()
        return template.with_env(self.env)

    def _is_built(self):
        return self.kind in BUILT
