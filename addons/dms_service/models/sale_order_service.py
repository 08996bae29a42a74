from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Maintenance sheet SA-03 of the order, and the maintenance it resets on delivery."""

    _inherit = "sale.order"

    def action_service_sheet(self):
        """Open SA-03 of the order; a second press opens the same sheet."""
        self.ensure_one()
        sheet = self.checklist_ids.filtered(
            lambda one: one.template_id.is_service_sheet and one.state != "cancelled"
        )[:1]
        sheet = sheet or self._create_service_sheet()
        return sheet._get_records_action(name=sheet.display_name, context={})

    def _create_service_sheet(self):
        """Sheet of the model's own template, else the generic one with a note."""
        self.ensure_one()
        templates = self.env["dms.checklist.template"]
        template, is_own = templates._get_service_template(self.vehicle_id, self.company_id)
        if not template:
            raise UserError(
                self.env._("Form %(code)s is not published: publish it first.", code="SA-03")
            )
        vals = {}
        if not is_own:
            vals["remark"] = self.env._("No maintenance sheet of this model: generic sheet used.")
        sheet = template._create_checklists(self, **vals)
        oil = self._get_oil_text()
        line = sheet.line_ids.filtered(lambda one: one.code == "OIL" and one.kind == "text")
        if oil and line:
            # sudo: filled by the system from what was issued
            sheet.sudo()._fill({line.id: {"text": oil}})
        return sheet

    def _get_oil_text(self):
        """Engine oil on the order with its quantity: what was issued, else what was ordered."""
        lines = self.order_line.filtered(
            lambda line: line.product_id.is_engine_oil and line.product_uom_qty > 0
        )
        return ", ".join(
            f"{line.product_id.name} × {line.qty_delivered or line.product_uom_qty:g}"
            for line in lines
        )

    def _after_delivered(self):
        """Remember which service of the plan was done; the next one counts from here (SV-08)."""
        self._read_children("job_ids")
        for order in self.filtered(lambda one: one.job_ids.filtered("resets_maintenance")):
            # sudo: the guard who lets the car out has no rights on the vehicle file
            vehicle = order.sudo().vehicle_id
            sheet = order.sudo().checklist_ids.filtered(
                lambda one: one.template_id.is_service_sheet and one.state == "done"
            )[:1]
            step = sheet.service_step or vehicle.last_service_step + 1
            vehicle.with_context(tracking_disable=True).write({"last_service_step": step})
        return super()._after_delivered()
