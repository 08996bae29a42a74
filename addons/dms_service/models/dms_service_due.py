from odoo import fields, models

KINDS = [("first", "First Service"), ("routine", "Routine Service")]
BASES = [("km", "Distance"), ("time", "Time")]


class DmsServiceDue(models.Model):
    """A service that falls due: open until the car had it, kept to count who came back in time (K-83, K-84)."""

    _name = "dms.service.due"
    _description = "Service Due"
    _order = "date_due desc, id desc"

    vehicle_id = fields.Many2one("fleet.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True)
    date_due = fields.Date(required=True, index=True)
    km_due = fields.Integer(string="Due at (km)")
    basis = fields.Selection(BASES, required=True)
    date_done = fields.Date(string="Done on")
    order_id = fields.Many2one("sale.order", string="Repair Order", index="btree_not_null")
    is_elsewhere = fields.Boolean(string="Done Elsewhere")

    _open_uniq = models.UniqueIndex(
        "(vehicle_id) WHERE date_done IS NULL", "This vehicle has a due service already."
    )
