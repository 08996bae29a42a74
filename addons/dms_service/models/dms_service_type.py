from odoo import fields, models

from .ro_const import PAYER_TYPES, TRADES

TICKET_KINDS = [
    ("A", "Appointment"),
    ("B", "Express Service"),
    ("C", "General Repair"),
    ("D", "Accident and Insurance"),
    ("E", "Settle and Collect"),
    ("Z", "Priority"),
]


class DmsServiceType(models.Model):
    """Business type of a visit or a job: it drives statistics, the payer and the guarantee.

    The legal class of a repair is something else: `repair_class` on the job.
    """

    _name = "dms.service.type"
    _description = "Service Type"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True, help="Two or three letters, used by reports and boards.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The main type of an order is the first one present in this order."
    )
    active = fields.Boolean(default=True)
    color = fields.Integer()
    payer_type = fields.Selection(
        PAYER_TYPES, string="Default Payer", default="customer", required=True
    )
    guarantee_km = fields.Integer(
        string="Guarantee (km)", help="The shop's own promise; the legal minimum always holds."
    )
    guarantee_days = fields.Integer(
        string="Guarantee (days)", help="The shop's own promise; the legal minimum always holds."
    )
    ticket_kind = fields.Selection(TICKET_KINDS, default="C", required=True)
    default_hours = fields.Float(
        string="Planned Hours",
        default=1.0,
        help="Workshop hours reserved by an appointment before its jobs are known.",
    )
    trade = fields.Selection(
        TRADES,
        help="Skill that an appointment of this type asks for; its technicians must have hours left.",
    )
    is_bookable = fields.Boolean(
        string="Online Booking", help="Customers may choose it on the booking page."
    )
    is_masked = fields.Boolean(
        string="Hidden on Public Screens",
        help="Accident and warranty work is not shown on screens that customers see.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "A service type with this code exists already.")
