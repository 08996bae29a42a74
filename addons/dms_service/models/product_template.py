from odoo import api, fields, models

from .ro_const import FEE_KINDS, REPAIR_CLASSES, TRADES, WORK_KINDS


class ProductTemplate(models.Model):
    """Labour operations, fees and parts as they appear on a repair order."""

    _inherit = "product.template"

    fee_kind = fields.Selection(
        FEE_KINDS,
        compute="_compute_fee_kind",
        store=True,
        readonly=False,
        precompute=True,
        help="How the line counts on the statement: labour and parts are listed apart by law.",
    )
    flat_rate_hours = fields.Float(
        string="Flat-Rate Hours",
        digits=(16, 2),
        help="Norm time of the operation; the technician earns these hours.",
    )
    is_engine_oil = fields.Boolean(help="Printed on the maintenance sheet with its quantity.")
    trade = fields.Selection(TRADES)
    repair_class = fields.Selection(REPAIR_CLASSES, help="Class of the job this operation opens.")

    _hours_not_negative = models.Constraint(
        "CHECK(flat_rate_hours >= 0)", "Hours are not below zero."
    )

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "active",
            "name",
            "type",
            "categ_id",
            "company_id",
            "list_price",
            "uom_id",
            "sale_ok",
            "purchase_ok",
            "default_code",
            "description_sale",
            "description_picking",
            "description_pickingin",
            "description_pickingout",
            "expense_policy",
            "invoice_policy",
            "service_type",
            "service_tracking",
            "is_storable",
            "lot_valuated",
            "sale_delay",
            "tracking",
            "is_part",
            "part_grade",
            "fee_kind",
            "flat_rate_hours",
            "is_engine_oil",
            "trade",
            "repair_class",
        }

    @api.depends("type", "is_part")
    def _compute_fee_kind(self):
        for product in self:
            if product.is_part:
                product.fee_kind = "part"
            elif product.type == "service":
                product.fee_kind = product.fee_kind or "other"
            else:
                product.fee_kind = product.fee_kind or "part"

    def _compute_invoice_policy(self):
        """Work is billed only once accepted at the final inspection."""
        res = super()._compute_invoice_policy()
        for product in self:
            if product.fee_kind in WORK_KINDS:
                product.invoice_policy = "delivery"
        return res

    def write(self, vals):
        """Changing the fee kind to work also changes when it may be billed."""
        if vals.get("fee_kind") in WORK_KINDS:
            vals = {"invoice_policy": "delivery", **vals}
        return super().write(vals)
