from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from .ro_const import OWN_PAYERS


class SaleOrderLine(models.Model):
    """Work the shop pays itself names the department that bears it."""

    _inherit = "sale.order.line"

    cost_centre_id = fields.Many2one(
        "account.analytic.account",
        string="Department",
        compute="_compute_cost_centre_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Department whose costs the internal work or the goodwill is; its analytic account takes the expense.",
    )

    def _auto_init(self):
        """Lines of before stay without a department: they are not computed one by one on an upgrade."""
        if not column_exists(self.env.cr, "sale_order_line", "cost_centre_id"):
            create_column(self.env.cr, "sale_order_line", "cost_centre_id", "int4")
        return super()._auto_init()

    @api.depends("payer_type", "job_id.service_type_id", "order_id.vehicle_id")
    def _compute_cost_centre_id(self):
        for line in self:
            if not line.order_id.is_repair or line.payer_type not in OWN_PAYERS:
                line.cost_centre_id = False
            else:
                line.cost_centre_id = line.cost_centre_id or line._get_default_centre()

    def _get_default_centre(self):
        """Goodwill and rework: service; the department of a company car; cars for sale: sales; else the default."""
        self.ensure_one()
        order = self.order_id
        company, vehicle = order.company_id, order.vehicle_id
        code = (self.job_id.service_type_id or order.service_type_id).code
        if self.payer_type == "goodwill" or code == "RW":
            return company.service_centre_id
        if vehicle.cost_centre_id:
            return vehicle.cost_centre_id
        if code == "PDI" or vehicle.vehicle_use in ("new", "demo"):
            return company.sales_centre_id
        return company.internal_centre_id
