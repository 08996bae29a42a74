from odoo import fields, models


class ResCompany(models.Model):
    """Prices and times of the rescue service, per shop."""

    _inherit = "res.company"

    rescue_dispatch_minutes = fields.Integer(string="Sent within (min)", default=15)
    rescue_city_minutes = fields.Integer(string="There within, City (min)", default=45)
    rescue_highway_minutes = fields.Integer(string="There within, Motorway (min)", default=60)
    rescue_base_fee = fields.Float(string="Call-out Fee", default=100.0)
    rescue_base_km = fields.Integer(string="Km in the Call-out Fee", default=10)
    rescue_km_rate = fields.Float(string="Further km, each", default=5.0)
    rescue_free_km = fields.Integer(
        string="Free for Own Customers up to (km)",
        default=0,
        help="Customers whose car was repaired here pay no call-out fee within this distance.",
    )
    rescue_tow_fee = fields.Float(string="Towing Fee", default=200.0)
    rescue_tow_km_rate = fields.Float(string="Km Towed, each", default=8.0)
    rescue_night_factor = fields.Float(string="Night and Holiday Factor", default=1.5)
    rescue_night_from = fields.Float(string="Night from", default=22.0)
    rescue_night_to = fields.Float(string="Night to", default=6.0)
