import re

from odoo import api, fields, models

PART_GRADES = [
    ("genuine", "Genuine"),
    ("same_quality", "Same Quality"),
    ("aftermarket", "Aftermarket"),
    ("remanufactured", "Remanufactured"),
    ("repaired", "Repaired"),
    ("used", "Used"),
]


class ProductTemplate(models.Model):
    """A part: original number, brand and grade, as the trade's rules ask them to be marked."""

    _inherit = "product.template"

    is_part = fields.Boolean(string="Vehicle Part", help="Kept in the parts store and issued by slip.")
    oe_number = fields.Char(string="OE Number")
    oe_key = fields.Char(
        string="OE Key",
        compute="_compute_oe_key",
        store=True,
        index="trigram",
        help="The number in upper case without blanks, dots and dashes.",
    )
    part_brand_id = fields.Many2one("dms.part.brand", string="Part Brand", index="btree_not_null")
    part_grade = fields.Selection(
        PART_GRADES, help="Printed on slips and settlements; used and rebuilt parts need the customer's consent."
    )
    warranty_months = fields.Integer(string="Warranty (months)")
    warranty_km = fields.Integer(string="Warranty (km)")
    old_part_required = fields.Boolean(string="Old Part Must Be Handed In")
    hazard = fields.Selection(
        [
            ("oil", "Oil"),
            ("battery", "Battery"),
            ("coolant", "Coolant"),
            ("refrigerant", "Refrigerant"),
            ("airbag", "Airbag"),
            ("paint", "Paint"),
        ],
        string="Hazardous Waste",
    )

    @api.depends("oe_number")
    def _compute_oe_key(self):
        for product in self:
            product.oe_key = re.sub(r"[\s.\-/]", "", product.oe_number or "").upper() or False

    @api.depends("is_part")
    def _compute_invoice_policy(self):
        """Only what was issued and not returned is billed."""
        super()._compute_invoice_policy()
        self.filtered("is_part").invoice_policy = "delivery"

    @api.onchange("is_part")
    def _onchange_is_part(self):
        if self.is_part:
            self.type = "consu"
            self.is_storable = True
