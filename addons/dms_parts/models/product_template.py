import re

from odoo import api, fields, models

from odoo.addons.dms_base.tools import pinyin
from odoo.addons.dms_base.tools.rights import SEE_COST

PART_GRADES = [
    ("genuine", "Genuine"),
    ("same_quality", "Same Quality"),
    ("aftermarket", "Aftermarket"),
    ("remanufactured", "Remanufactured"),
    ("repaired", "Repaired"),
    ("used", "Used"),
]


def oe_key(text):
    """Comparable form of an original number: 「1K0 698-151.C」 gives 「1K0698151C」."""
    return re.sub(r"[\s.\-/]", "", text or "").upper()


class ProductTemplate(models.Model):
    """A part: original number, brand and grade, as the trade's rules ask them to be marked."""

    _inherit = "product.template"

    standard_price = fields.Float(groups=SEE_COST)
    is_part = fields.Boolean(
        string="Vehicle Part", help="Kept in the parts store and issued by slip."
    )
    oe_number = fields.Char(string="OE Number")
    oe_key = fields.Char(
        string="OE Key",
        compute="_compute_oe_key",
        store=True,
        index="trigram",
        help="The number in upper case without blanks, dots and dashes.",
    )
    part_pinyin = fields.Char(
        string="Initials",
        compute="_compute_part_pinyin",
        store=True,
        index="trigram",
        help="First letters of the Chinese name, for finding a part without an input method.",
    )
    part_brand_id = fields.Many2one("dms.part.brand", index="btree_not_null")
    part_grade = fields.Selection(
        PART_GRADES,
        help="Printed on slips and settlements; used and rebuilt parts need the customer's consent.",
    )
    bin_location_id = fields.Many2one(
        "stock.location",
        string="Fixed Bin",
        domain="[('usage', '=', 'internal')]",
        help="Where the part lies; proposed when it is put away.",
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
    is_clearance = fields.Boolean(
        string="Clearance",
        help="Small remaining stock that the parts supervisor wants sold off within the caps.",
    )

    @api.depends("oe_number")
    def _compute_oe_key(self):
        for product in self:
            product.oe_key = oe_key(product.oe_number) or False

    @api.depends("name", "is_part")
    def _compute_part_pinyin(self):
        for product in self:
            product.part_pinyin = pinyin.initials(product.name) if product.is_part else False

    @api.depends("is_part")
    def _compute_invoice_policy(self):
        """Only what was issued and not returned is billed."""
        res = super()._compute_invoice_policy()
        self.filtered("is_part").invoice_policy = "delivery"
        return res

    @api.model_create_multi
    def create(self, vals_list):
        """A part is billed by what was issued, however it gets into the system."""
        for vals in vals_list:
            if vals.get("is_part"):
                vals["invoice_policy"] = "delivery"
        return super().create(vals_list)

    def write(self, vals):
        """Nobody switches a part back to billing by order."""
        if vals.get("is_part") or (
            vals.get("invoice_policy", "delivery") != "delivery" and any(self.mapped("is_part"))
        ):
            vals = {**vals, "invoice_policy": "delivery"}
        return super().write(vals)

    @api.onchange("is_part")
    def _onchange_is_part(self):
        if self.is_part:
            self.type = "consu"
            self.is_storable = True
