from odoo import api, fields, models, tools

from .ro_const import REPAIR_CLASSES


class DmsGuaranteeMinimum(models.Model):
    """Legal minimum of the repair guarantee by class of repair and of vehicle, with a validity."""

    _name = "dms.guarantee.minimum"
    _description = "Legal Guarantee Minimum"
    _order = "repair_class, vehicle_class, date_from desc"
    _rec_name = "repair_class"

    repair_class = fields.Selection(REPAIR_CLASSES, required=True)
    vehicle_class = fields.Selection(
        [("car", "Car"), ("motorcycle", "Motorcycle"), ("other", "Other Motor Vehicle")],
        required=True,
        default="car",
    )
    km = fields.Integer(string="Minimum (km)", required=True)
    days = fields.Integer(string="Minimum (days)", required=True)
    date_from = fields.Date(string="In Force from", required=True)
    company_id = fields.Many2one("res.company", help="Empty: all companies.")

    @api.model
    def _get_minimum(self, company_id, repair_class, vehicle_class):
        """Minimum (km, days) in force today.

        :param company_id: id of the company
        :param repair_class: code of REPAIR_CLASSES
        :param vehicle_class: class of the vehicle; anything but motorcycle and other is a car
        """
        if vehicle_class not in ("motorcycle", "other"):
            vehicle_class = "car"
        today = fields.Date.context_today(self)
        return self._get_minimum_cached(company_id, repair_class, vehicle_class, today)

    @api.model
    @tools.ormcache("company_id", "repair_class", "vehicle_class", "day")
    def _get_minimum_cached(self, company_id, repair_class, vehicle_class, day):
        # sudo: a legal figure, needed by every role that opens a job.
        rule = self.sudo().search(
            [
                ("repair_class", "=", repair_class),
                ("vehicle_class", "=", vehicle_class),
                ("date_from", "<=", day),
                ("company_id", "in", [company_id, False]),
            ],
            order="company_id NULLS LAST, date_from desc",
            limit=1,
        )
        return (rule.km, rule.days)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
