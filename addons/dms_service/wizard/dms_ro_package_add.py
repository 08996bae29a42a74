from odoo import api, fields, models


class DmsRoPackageAdd(models.TransientModel):
    """Pick packages that fit the vehicle and put them on the order."""

    _name = "dms.ro.package.add"
    _description = "Add Packages"

    order_id = fields.Many2one("sale.order", required=True)
    fitting_ids = fields.Many2many("dms.repair.package", compute="_compute_fitting_ids")
    package_ids = fields.Many2many(
        "dms.repair.package",
        "dms_ro_package_add_rel",
        string="Packages",
        domain="[('id', 'in', fitting_ids)]",
    )

    @api.depends("order_id")
    def _compute_fitting_ids(self):
        for wizard in self:
            order = wizard.order_id
            wizard.fitting_ids = self.env["dms.repair.package"].search(
                [
                    ("company_id", "in", [order.company_id.id, False]),
                    "|",
                    ("model_ids", "=", False),
                    ("model_ids", "in", order.vehicle_id.model_id.ids),
                ]
            )

    def action_confirm(self):
        """Create the jobs and lines of the chosen packages."""
        self.ensure_one()
        self.package_ids._apply_to(self.order_id)
        return {"type": "ir.actions.act_window_close"}
