from odoo import fields, models
from odoo.exceptions import UserError

RESPONSIBILITIES = [
    ("customer", "Customer"),
    ("insurer", "Insurer"),
    ("warranty", "Warranty"),
    ("rework", "Our Rework"),
]


class DmsTeardownLine(models.Model):
    """One part looked at: method, standard and measured value, damage, verdict."""

    _name = "dms.teardown.line"
    _description = "Teardown Part"
    _order = "teardown_id, sequence, id"

    teardown_id = fields.Many2one("dms.teardown", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Component", required=True)
    part_number = fields.Char()
    product_id = fields.Many2one("product.product", string="Part in the Store")
    quantity = fields.Float(default=1.0, digits="Product Unit")
    method = fields.Selection(
        [
            ("look", "Looked At"),
            ("gauge", "Measured"),
            ("flaw", "Flaw Detection"),
            ("pressure", "Pressure Test"),
        ],
        default="look",
    )
    standard = fields.Char()
    measured = fields.Char(string="Measured Value")
    uom = fields.Char(string="Unit")
    damage = fields.Selection(
        [
            ("wear", "Worn"),
            ("crack", "Cracked"),
            ("burn", "Burnt"),
            ("deform", "Deformed"),
            ("break", "Broken"),
            ("leak", "Leaking"),
            ("missing", "Missing"),
        ]
    )
    verdict = fields.Selection(
        [("ok", "Usable"), ("repair", "Repair"), ("replace", "Replace")], required=True
    )
    responsibility = fields.Selection(RESPONSIBILITIES, required=True, default="customer")
    photo_ids = fields.Many2many("ir.attachment", "dms_teardown_line_photo_rel", string="Photos")
    note = fields.Char()

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Quantities are above zero.")

    def _check_evidence(self):
        """A part to replace shows its photo and its number.

        :raises UserError: naming the parts
        """
        replace = self.filtered(lambda line: line.verdict == "replace")
        unseen = replace.filtered(lambda line: not line.photo_ids)
        if unseen:
            raise UserError(
                self.env._("Take a photo of: %(items)s", items=", ".join(unseen.mapped("name")))
            )
        unknown = replace.filtered(lambda line: not line.product_id and not line.part_number)
        if unknown:
            raise UserError(
                self.env._(
                    "Enter the part or its number: %(items)s",
                    items=", ".join(unknown.mapped("name")),
                )
            )

    def _get_damage_label(self):
        return dict(self._fields["damage"]._description_selection(self.env)).get(self.damage, "")

    def _prepare_recommendation_vals(self):
        """Values of the recommendation for a damaged part that is not repaired now."""
        self.ensure_one()
        report = self.teardown_id
        return {
            "order_id": report.order_id.id,
            "vehicle_id": report.vehicle_id.id,
            "company_id": report.company_id.id,
            "name": f"{report.assembly} {self.name}",
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "urgency": "now" if self.verdict == "replace" else "soon",
            "reason": self.env._("Not repaired after teardown %(name)s", name=report.name),
            "risk_signature": report.signature,
            "risk_signed_by": report.signed_by,
        }
