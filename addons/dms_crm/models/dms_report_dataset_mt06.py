from odoo import api, models


class DmsReportDatasetMt06(models.AbstractModel):
    """MT-06: customers of today whose case is still open."""

    _inherit = "dms.report.dataset.mt06"

    @api.model
    def _get_watch_reasons(self, bookings):
        """Complaints and dissatisfaction not closed yet, by one query."""
        reasons = super()._get_watch_reasons(bookings)
        rows = (
            self.env["dms.complaint"]
            # sudo: only that a case is open is said
            .sudo()
            ._read_group(
                [
                    ("is_closed", "=", False),
                    ("kind", "in", ("complaint", "dissatisfaction")),
                    "|",
                    ("partner_id", "in", bookings.partner_id.ids),
                    ("vehicle_id", "in", bookings.vehicle_id.ids),
                ],
                ["partner_id", "vehicle_id"],
            )
        )
        partners = {partner.id for partner, __ in rows if partner}
        vehicles = {vehicle.id for __, vehicle in rows if vehicle}
        for booking in bookings:
            if booking.partner_id.id in partners or booking.vehicle_id.id in vehicles:
                reasons[booking.id].append(self.env._("Open Complaint"))
        return reasons
