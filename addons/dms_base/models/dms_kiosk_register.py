from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .dms_checklist_template_builder import BUILT


class DmsKiosk(models.Model):
    """Supplementary forms on the shared screen, for people without a login."""

    _inherit = "dms.kiosk"

    def _kiosk_register_list(self, employee):
        """Forms this person fills.

        :return: list of dicts ``id``, ``code``, ``name``
        """
        return [
            {"id": one.id, "code": one.code, "name": one.name}
            for one in self._kiosk_registers(employee)
        ]

    def _kiosk_register_load(self, employee, register_id):
        """An empty filling screen."""
        register = self._kiosk_register(employee, register_id)
        return self.env["dms.register.entry"]._screen_new(register.template_id, employee)

    def _kiosk_register_compute(self, employee, register_id, answers, lines):
        """Computed and automatic values while somebody types."""
        register = self._kiosk_register(employee, register_id)
        return self.env["dms.register.entry"]._screen_compute(register.template_id, answers, lines)

    def _kiosk_register_search(self, employee, register_id, kind, text):
        """Records a field may point to; people of the kiosk find customers by two letters at least."""
        register = self._kiosk_register(employee, register_id)
        kinds = register.template_id.field_ids.mapped("kind")
        if kind not in kinds or (kind == "partner" and len(text or "") < 2):
            return []
        return self.env["dms.register.entry"].entry_search(kind, text)

    def _kiosk_register_save(self, employee, register_id, values):
        """Keep a new entry of this person; slips are handed in at once.

        :return: dict ``name``, ``state``
        """
        register = self._kiosk_register(employee, register_id)
        typed = {key: values.get(key) for key in ("answers", "lines", "media")}
        entries = self.env["dms.register.entry"].with_context(
            allowed_company_ids=self.company_id.ids
        )
        entry = entries._save_screen({**typed, "register_id": register.id}, employee)
        if register.kind == "slip":
            entry.action_submit()
        return {"name": entry.name, "state": entry.state}

    def _kiosk_registers(self, employee):
        registers = self.env["dms.register"]
        return registers.search(
            Domain("state", "=", "published")
            & Domain("kind", "in", BUILT)
            & Domain("company_id", "in", (self.company_id.id, False))
            & registers._department_domain(employee.department_id)
        )

    def _kiosk_register(self, employee, register_id):
        """The form, if this person fills it.

        :raises AccessError: a form of another department
        """
        register = self._kiosk_registers(employee).filtered(lambda one: one.id == int(register_id))
        if not register:
            raise AccessError(self.env._("This form is not for you: ask your supervisor."))
        return register
