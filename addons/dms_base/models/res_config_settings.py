from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The shop's own page of the settings; upper addons add their blocks to it."""

    _inherit = "res.config.settings"

    repair_license_no = fields.Char(related="company_id.repair_license_no", readonly=False)
    repair_category = fields.Selection(related="company_id.repair_category", readonly=False)
    rescue_phone = fields.Char(related="company_id.rescue_phone", readonly=False)
    retention_years = fields.Integer(related="company_id.retention_years", readonly=False)
    closed_until = fields.Date(related="company_id.closed_until")
