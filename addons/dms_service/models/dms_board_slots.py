from odoo import fields, models


class DmsBoard(models.Model):
    """SA-02: the times a row of the board can be moved to."""

    _inherit = "dms.board"

    def _get_sa02_slots(self, capacity, days, now):
        """Slots still to come on the days of the board.

        A full one stays a target: the step itself refuses it and names the next free ones (E-202).

        :param capacity: result of `dms.appointment.day._get_capacity` for these days
        :param now: UTC datetime; slots that have begun are left out
        :return: one list a day of {"start": UTC text, "label": local time, "taken": cars, "full"}
        """
        return [
            [
                slot
                for start in self.env["dms.appointment.day"]._get_slots(capacity["company"], day)
                if start > now and (slot := self._prepare_sa02_slot(capacity, day, start))
            ]
            for day in days
        ]

    def _prepare_sa02_slot(self, capacity, day, start):
        """One slot, or None when the shop is closed then."""
        problem = self.env["dms.appointment.day"]._get_slot_problem(capacity, start)
        if problem == "closed":
            return None
        bookings = capacity["bookings"].get(day, [])
        return {
            "start": fields.Datetime.to_string(start),
            "label": f"{capacity['company']._to_local(start):%H:%M}",
            "taken": sum(1 for one in bookings if one.slot_start == start),
            "full": bool(problem),
        }
