from odoo import api, models


class DmsReportDatasetSv08(models.AbstractModel):
    """SV-08 首次保养及例行保养的推算: the vehicles whose service falls due in a period."""

    _name = "dms.report.dataset.sv08"
    _description = "First and Routine Service Projection"
    _inherit = "dms.report.dataset"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Vehicles due, the earliest first, and how many stand in which status."""
        domain = [
            ("company_id", "in", (company.id, False)),
            ("next_service_date", ">=", date_from),
            ("next_service_date", "<=", date_to),
        ]
        for key, field in (("user", "advisor_id"), ("state", "service_state")):
            if value := (options or {}).get(key):
                domain.append((field, "=", int(value) if key == "user" else value))
        vehicles = self.env["fleet.vehicle"].search(domain, order="next_service_date, id")
        table = {
            "title": self.env._("Vehicles Due"),
            "columns": self._sv08_columns(),
            "rows": [self._sv08_row(vehicle) for vehicle in vehicles],
        }
        return {"tables": [table, self._sv08_counts(domain)], "chart": None, "notes": ""}

    @api.model
    def _filters(self, report, company):
        states = self.env["fleet.vehicle"]._fields["service_state"]
        options = [["", self.env._("All")]]
        options += [list(item) for item in states._description_selection(self.env)]
        return [
            *[
                {**one, "key": "user"}
                for one in self.env["dms.report.dataset.advisor"]._filters(report, company)
            ],
            {"key": "state", "label": self.env._("Due Status"), "options": options},
        ]

    @api.model
    def _sv08_columns(self):
        column = self._column
        return [
            column("plate", self.env._("Plate"), width=8),
            column("owner", self.env._("Customer"), width=8),
            column("phone", self.env._("Phone"), width=8),
            column("model", self.env._("Model"), width=10),
            column("sold", self.env._("Bought on"), "date", width=7),
            column("last_at", self.env._("Last Reading"), "date", width=7),
            column("last_km", self.env._("Last km"), "km", width=6),
            column("daily", self.env._("Km a Day"), "float", width=5),
            column("grade", self.env._("Confidence"), width=4),
            column("now_km", self.env._("Estimated km"), "km", width=6),
            column("kind", self.env._("Next Service"), width=7),
            column("due_km", self.env._("Due at km"), "km", width=6),
            column("by_km", self.env._("Due by Distance"), "date", width=7),
            column("by_time", self.env._("Due by Time"), "date", width=7),
            column("due", self.env._("Due on"), "date", width=7),
            column("basis", self.env._("Basis"), width=5),
            column("days", self.env._("Days Left"), "int", width=5),
            column("state", self.env._("Due Status"), width=6),
        ]

    @api.model
    def _sv08_row(self, vehicle):
        """One vehicle; a lapsed due day is red, one of the next days amber."""
        style = {"soon": "amber", "due": "amber", "overdue": "red", "lost": "red"}
        row = {
            "_key": str(vehicle.id),
            "plate": vehicle.license_plate,
            "owner": vehicle.owner_id.name,
            "phone": vehicle.owner_masked_phone,
            "model": vehicle.model_id.display_name,
            "sold": vehicle.sale_date,
            "last_at": vehicle.last_odometer_at and vehicle.last_odometer_at.date(),
            "last_km": vehicle.last_odometer,
            "daily": vehicle.daily_km,
            "grade": vehicle.daily_km_confidence,
            "now_km": vehicle.estimated_odometer,
            "kind": self._sv08_label(vehicle, "next_service_kind"),
            "due_km": vehicle.next_service_km,
            "by_km": vehicle.service_day_by_km,
            "by_time": vehicle.service_day_by_time,
            "due": vehicle.next_service_date,
            "basis": self._sv08_label(vehicle, "next_service_basis"),
            "days": vehicle.days_to_service,
            "state": self._sv08_label(vehicle, "service_state"),
            "_drill": {
                "plate": {"res_model": "fleet.vehicle", "domain": [("id", "=", vehicle.id)]}
            },
        }
        if vehicle.service_state in style:
            row["_styles"] = {"state": style[vehicle.service_state]}
        return row

    @api.model
    def _sv08_label(self, vehicle, name):
        return dict(vehicle._fields[name]._description_selection(self.env)).get(vehicle[name])

    @api.model
    def _sv08_counts(self, domain):
        groups = dict(self.env["fleet.vehicle"]._read_group(domain, ["service_state"], ["__count"]))
        states = self.env["fleet.vehicle"]._fields["service_state"]._description_selection(self.env)
        return {
            "title": self.env._("By Status"),
            "columns": [
                self._column("state", self.env._("Due Status"), width=30),
                self._column("count", self.env._("Vehicles"), "int", width=20, total=True),
            ],
            "rows": [
                {
                    "_key": state,
                    "state": label,
                    "count": groups[state],
                    "_drill": {
                        "count": {
                            "res_model": "fleet.vehicle",
                            "domain": [*domain, ("service_state", "=", state)],
                        }
                    },
                }
                for state, label in states
                if groups.get(state)
            ],
        }
