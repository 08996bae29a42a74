from odoo import fields, models


class CalendarAttendee(models.Model):
    """Guests of a meeting: their phone is for people who call."""

    _inherit = "calendar.attendee"

    # Not by superuser rights: a search through the guest would tell the number.
    phone = fields.Char(related_sudo=False)
