from odoo import models
from odoo.exceptions import UserError

from ..tools import period
from .dms_checklist_template_builder import BUILT


class DmsRegister(models.Model):
    """Buttons of a form's card."""

    _inherit = "dms.register"

    def action_new_entry(self):
        """Fill the form: the filling screen, or the tap screen of a check sheet.

        :raises UserError: the form is not published
        """
        self.ensure_one()
        if self.state != "published":
            raise UserError(self.env._("%(form)s is not published.", form=self.display_name))
        if self.kind not in BUILT:
            return {
                "type": "ir.actions.act_window",
                "name": self.name,
                "res_model": "dms.checklist",
                "views": [(False, "form")],
                "view_mode": "form",
                "context": {"default_template_id": self.template_id.id},
            }
        return self._open_screen({"register_id": self.id})

    def action_today(self):
        """What was filled today."""
        return self._open_entries({"search_default_today": 1})

    def action_entries(self):
        """Everything filled on this form."""
        return self._open_entries({})

    def action_pivot(self):
        """The form's figures by any of its links."""
        return self._open_entries({"search_default_valid": 1}, mode="pivot")

    def action_not_filled(self):
        """Days, weeks, months or orders for which the form is missing."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_register_due_action")
        return {
            **action,
            "domain": [("register_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    def action_print_blank(self):
        """The empty form for filling by hand."""
        self.ensure_one()
        return self._current().action_print_blank()

    def action_ledger(self):
        """Ask for the month, then print it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.register.ledger",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Month"),
            "context": {"default_register_id": self.id},
        }

    def action_design(self):
        """Open the version in work in the designer; a published form gets a new one."""
        self.ensure_one()
        self._check_designer()
        draft = self._draft()
        if draft:
            return draft._open_designer()
        return self._current().action_new_version()

    def action_correct(self):
        """Open the published version in the designer, where its labels may be corrected."""
        self.ensure_one()
        self._check_designer()
        return self._current()._open_designer()

    def action_review(self):
        """Open the version under review, for a reviewer who does not draw this chapter's forms."""
        self.ensure_one()
        draft = self._draft()
        if not draft:
            raise UserError(self.env._("Nothing of this form waits for review."))
        draft._check_reviewer()
        return draft._open_designer()

    def action_retire(self):
        """No new entries from now on."""
        for register in self:
            register._current().action_retire()
        return True

    def action_export(self):
        """The definition as a file, for another branch or as a backup."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dms/register/{self.id}/definition",
            "target": "download",
        }

    def action_import_rows(self):
        """Take rows from a spreadsheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.register.rows",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Import Rows"),
            "context": {"default_register_id": self.id},
        }

    def _open_screen(self, params):
        """Client action of the filling screen."""
        return {
            "type": "ir.actions.client",
            "tag": "dms_base.register_entry",
            "name": self.name,
            "context": params,
            "params": params,
        }

    def _open_entries(self, context, mode="list"):
        self.ensure_one()
        name = "dms_register_entry_action" if self.kind in BUILT else "dms_checklist_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"dms_base.{name}")
        if self.kind not in BUILT:
            return {
                **action,
                "name": self.name,
                "domain": [("template_id", "in", self.template_ids.ids)],
                "context": {"default_template_id": self.template_id.id, **context},
            }
        views = sorted(action["views"], key=lambda view: view[1] != mode)
        return {
            **action,
            "name": self.name,
            "views": views,
            "domain": [("register_id", "=", self.id), ("is_test", "=", False)],
            "context": {
                "default_register_id": self.id,
                "active_register_id": self.id,
                "dms_register_view_ref": self.id,
                **context,
            },
        }

    def _month_entries(self, month, company=None):
        """Entries of a month in their order, without tests.

        :return: dms.register.entry
        """
        self.ensure_one()
        company = company or self.company_id or self.env.company
        first, last = period.month_bounds(month)
        return self.env["dms.register.entry"].search(
            [
                ("register_id", "=", self.id),
                ("company_id", "=", company.id),
                ("date", ">=", first),
                ("date", "<=", last),
                ("is_test", "=", False),
            ],
            order="date, id",
        )
