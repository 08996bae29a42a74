from odoo import models


class HrEmployee(models.Model):
    """Supplementary forms filled about a person."""

    _inherit = "hr.employee"

    def action_register_entries(self):
        """Entries of supplementary forms about this person."""
        return self.env["dms.register.entry"]._about("employee_id", self)


class FleetVehicle(models.Model):
    """Supplementary forms filled about a vehicle."""

    _inherit = "fleet.vehicle"

    def action_register_entries(self):
        """Entries of supplementary forms about this vehicle."""
        return self.env["dms.register.entry"]._about("vehicle_id", self)


class DmsRegisterEntry(models.Model):
    """Entries about one record."""

    _inherit = "dms.register.entry"

    def _about(self, column, record):
        """Window action on the entries whose first field of a kind points to a record.

        :param column: indexed column of the entry
        """
        record.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_register_entry_action")
        return {
            **action,
            "name": record.display_name,
            "domain": [(column, "=", record.id), ("is_test", "=", False)],
            "context": {},
        }
