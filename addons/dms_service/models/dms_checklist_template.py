from odoo import models


class DmsChecklistTemplate(models.Model):
    """What sheets of a repair take from the order, the vehicle and its model."""

    _inherit = "dms.checklist.template"

    def _subject_vals(self, subjects):
        """The odometer on the day of the check."""
        result = super()._subject_vals(subjects)
        name = {"sale.order": "odometer", "fleet.vehicle": "last_odometer"}.get(subjects._name)
        if name:
            for subject in subjects:
                result[subject.id]["odometer"] = subject[name]
        return result

    def _subject_limits(self, subjects):
        """Tyre pressure from the model: ±10 % is in order, below 70 % is urgent."""
        result = super()._subject_limits(subjects)
        for key, vehicle in self._subject_vehicles(subjects).items():
            pressure = vehicle.model_id.tyre_pressure_kpa
            if pressure:
                limits = result.setdefault(key, {})
                limits["102"] = {
                    "tol_min": f"{pressure * 0.9:g}",
                    "tol_max": f"{pressure * 1.1:g}",
                    "urgent_min": f"{pressure * 0.7:g}",
                }
        return result
