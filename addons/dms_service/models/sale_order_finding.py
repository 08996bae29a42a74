from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Open work of the vehicle, offered on the order with one press; SV-10 of the order."""

    _inherit = "sale.order"

    open_work_ids = fields.Many2many(
        "dms.ro.recommendation", compute="_compute_open_work", compute_sudo=True
    )
    open_work_text = fields.Char(
        compute="_compute_open_work", compute_sudo=True, string="Work Not Done Yet"
    )

    @api.depends("vehicle_id", "recommendation_ids.state", "recommendation_ids.job_id")
    def _compute_open_work(self):
        advice = self.env["dms.ro.recommendation"].search(
            [("vehicle_id", "in", self.vehicle_id.ids), ("state", "=", "open")]
        )
        offered = advice._filter_offered().grouped("vehicle_id")
        for order in self:
            items = offered.get(order.vehicle_id, advice.browse())
            order.open_work_ids = items
            order.open_work_text = ", ".join(items.mapped("name")) or False

    def action_estimate_findings(self):
        """Put the open work of the vehicle into the estimate, or into a supplement once signed.

        A second press adds nothing: what is planned is not offered again.
        """
        self.ensure_one()
        left = self.open_work_ids._apply_to(self)
        if not left:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "No package fits, please add the work by hand: %(work)s",
                    work=", ".join(left.mapped("name")),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_safety_check(self):
        """Open SV-10 of the order; a second press opens the same sheet."""
        self.ensure_one()
        return self._open_check_sheet("SV-10")

    def _open_check_sheet(self, code):
        """Window action on the sheet of a form of this order, opened when there is none."""
        self.ensure_one()
        sheet = self.checklist_ids.filtered(
            lambda one: one.template_id.code == code and one.state != "cancelled"
        )[:1]
        if not sheet:
            template = self.env["dms.checklist.template"]._published(code, self.company_id)
            if not template:
                raise UserError(
                    self.env._("Form %(code)s is not published: publish it first.", code=code)
                )
            sheet = template._create_checklists(self)
        return sheet._get_records_action(name=sheet.display_name, context={})

    def _after_delivered(self):
        """Recommended work that was done is closed; the rest is offered at the next visit."""
        res = super()._after_delivered()
        # sudo: the guard who lets the car out closes what the shop did
        advice = self.env["dms.ro.recommendation"].sudo()
        done = advice.search([("job_id", "in", self.job_ids.ids), ("state", "=", "open")])
        done = done.filtered(lambda item: item.job_id.state != "cancelled")
        for order, items in done.grouped(lambda item: item.job_id.order_id).items():
            items.write({"state": "done", "done_order_id": order.id})
        return res
