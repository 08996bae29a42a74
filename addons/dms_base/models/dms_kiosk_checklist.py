from odoo import models
from odoo.exceptions import AccessError

STEPS = ("load", "save", "pass_section", "add_photo", "remove_photo", "submit", "take_back", "sign")


class DmsKiosk(models.Model):
    """Check sheets on the shared screen: the app "checklist", and calls other apps reuse."""

    _inherit = "dms.kiosk"

    def _kiosk_checklist_list(self, employee):
        """Open sheets this person may fill or sign, newest first.

        :return: list of dicts ``id``, ``name``, ``title``, ``subject``, ``state``, ``missing``
        """
        sheets = self.env["dms.checklist"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("draft", "filling", "to_sign")),
                "|",
                ("is_private", "=", False),
                ("employee_id", "=", employee.id),
            ],
            limit=60,
        )
        return [
            {
                "id": sheet.id,
                "name": sheet.name,
                "title": sheet.template_id.name,
                "subject": sheet.vehicle_id.license_plate or sheet.subject_name or "",
                "state": sheet.state,
                "missing": sheet.missing_count,
            }
            for sheet in sheets
            if self._kiosk_checklist_allowed(employee, sheet)
        ]

    def _kiosk_checklist_step(self, employee, step, **kwargs):
        """One step of the tap screen, for other kiosk apps to forward to.

        :param step: load, save, pass_section, add_photo, remove_photo, submit, take_back or sign
        """
        if step not in STEPS:
            raise AccessError(self.env._("This screen does not offer that."))
        return getattr(self, f"_kiosk_checklist_{step}")(employee, **kwargs)

    def _kiosk_checklist_load(self, employee, checklist_id):
        """The tap screen of a sheet."""
        return self._kiosk_checklist(employee, checklist_id)._sheet_data()

    def _kiosk_checklist_save(self, employee, checklist_id, values):
        """Enter values, see `dms.checklist.sheet_save`."""
        return self._kiosk_checklist(employee, checklist_id).sheet_save(values)

    def _kiosk_checklist_pass_section(self, employee, checklist_id, section_id=None):
        """Everything still open in a section is in order."""
        return self._kiosk_checklist(employee, checklist_id).sheet_pass_section(section_id)

    def _kiosk_checklist_add_photo(self, employee, checklist_id, line_id, name, data, mark=None):
        """Attach a photo to a line, or to one of the marks on its drawing."""
        sheet = self._kiosk_checklist(employee, checklist_id)
        return sheet.sheet_add_photo(line_id, name, data, mark)

    def _kiosk_checklist_remove_photo(self, employee, checklist_id, line_id, photo_id):
        """Take a photo off a line."""
        return self._kiosk_checklist(employee, checklist_id).sheet_remove_photo(line_id, photo_id)

    def _kiosk_checklist_submit(self, employee, checklist_id):
        """Submit a sheet for signing."""
        return self._kiosk_checklist(employee, checklist_id).sheet_submit()

    def _kiosk_checklist_take_back(self, employee, checklist_id):
        """Reopen a submitted sheet nobody has signed."""
        return self._kiosk_checklist(employee, checklist_id).sheet_take_back()

    def _kiosk_checklist_sign(
        self, employee, checklist_id, role_id=None, signature=None, name=None
    ):
        """Sign as the person of the badge; an outsider signs by name."""
        sheet = self._kiosk_checklist(employee, checklist_id)
        sheet.lock_for_update()
        sheet._sign(role_id, employee, signature or False, name, channel="kiosk")
        return sheet._sheet_data()

    def _kiosk_checklist(self, employee, checklist_id):
        """The sheet, if it is this person's business.

        :raises AccessError: another company's, private, or filled by other roles
        """
        sheet = self.env["dms.checklist"].browse(int(checklist_id)).exists()
        mine = sheet.company_id == self.company_id and (
            not sheet.is_private or sheet.employee_id == employee
        )
        if not mine or not self._kiosk_checklist_allowed(employee, sheet):
            raise AccessError(self.env._("This sheet is not for you: ask your supervisor."))
        return sheet

    def _kiosk_checklist_allowed(self, employee, sheet):
        """Whether the person may fill or sign the sheet.

        People with a login need one of the roles that fill or sign it; those without are taken for
        technicians.
        """
        template = sheet.template_id
        groups = template.filler_group_ids | template._roles().group_id
        if not template.filler_group_ids or not groups:
            return True
        if employee.user_id:
            return bool(set(groups.ids) & set(employee.user_id._get_group_ids()))
        technician = self.env.ref("dms_base.group_dms_technician")
        return technician in groups or any(role.kiosk_allowed for role in template._roles())
