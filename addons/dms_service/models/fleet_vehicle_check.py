from odoo import fields, models


class FleetVehicle(models.Model):
    """Safety check of a car without a repair order, at a campaign or for a buyer."""

    _inherit = "fleet.vehicle"

    def action_safety_check(self):
        """Open today's SV-10 of the vehicle; a second press opens the same sheet."""
        self.ensure_one()
        sheets = self.env["dms.checklist"]
        sheet = sheets.search(
            [
                ("vehicle_id", "=", self.id),
                ("template_id.code", "=", "SV-10"),
                ("date", "=", fields.Date.context_today(self)),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )
        if not sheet:
            company = self.company_id or self.env.company
            template = self.env["dms.checklist.template"]._published("SV-10", company)
            sheet = template._create_checklists(self, company_id=company.id)
        return sheet._get_records_action(name=sheet.display_name, context={})
