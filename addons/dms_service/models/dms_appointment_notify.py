from odoo import models

# What the screens of SA-02 show: a change of one of these is pushed to them.
BOARD_FIELDS = frozenset(
    (
        "state",
        "slot_start",
        "advisor_id",
        "bay_id",
        "technician_id",
        "parts_ready",
        "crew_ready",
        "arrived_at",
        "promised_date",
        "service_type_id",
        "line_ids",
        "plate",
        "contact_name",
        "honorific",
        "model_text",
        "note",
    )
)


class DmsAppointment(models.Model):
    """Appointments tell the appointment board when they change."""

    _inherit = "dms.appointment"

    def write(self, vals):
        res = super().write(vals)
        if BOARD_FIELDS & vals.keys():
            self._notify_board()
        return res

    def _notify_board(self):
        """Tell the open screens of SA-02 that something changed; once per transaction."""
        self.env["dms.board"]._notify(["SA-02"])
