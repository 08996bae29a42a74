from odoo import fields, models


class FleetVehicle(models.Model):
    """What whoever talks to the customer must know of his car, at the telephone and at the desk."""

    _inherit = "fleet.vehicle"

    def _get_desk_hints(self, today=None):
        """Papers about to end, work not done last time, running guarantees: list of sentences.

        Addons extend it, for example with recalls and campaigns.

        :param today: date, default today at the shop
        """
        self.ensure_one()
        today = today or fields.Date.context_today(self)
        texts = self._get_reminders(today)
        # sudo: booking clerks keep no repair orders; only names of work leave this method
        vehicle = self.sudo()
        advice = vehicle.recommendation_ids.filtered(lambda item: item.state == "open")
        if advice:
            texts.append(
                self.env._("Not done last time: %(work)s", work=", ".join(advice.mapped("name")))
            )
        jobs = vehicle.env["dms.ro.job"].search(
            [("order_id.vehicle_id", "=", vehicle.id), ("guarantee_until", ">=", today)]
        )
        if jobs:
            texts.append(
                self.env._("Under our guarantee: %(jobs)s", jobs=", ".join(jobs.mapped("name")))
            )
        if vehicle.warranty_end and vehicle.warranty_end >= today:
            texts.append(
                self.env._("Manufacturer's warranty until %(date)s", date=vehicle.warranty_end)
            )
        return texts
