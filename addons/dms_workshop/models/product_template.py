from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    required_skill_ids = fields.Many2many(
        "hr.skill",
        string="Required Certificates",
        help="Only technicians who hold all of them, valid on the day, may do this operation.",
    )
