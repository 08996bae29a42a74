from odoo import api, fields, models
from odoo.exceptions import UserError

from . import ro_timing
from .dms_report_dataset_sv16_stays import NO_LOG


class DmsReportDatasetSv16(models.AbstractModel):
    """The time line of a single car."""

    _inherit = "dms.report.dataset.sv16"

    @api.model
    def _timeline(self, order_id, company, options):
        """Every entry of the log of an order with withdrawn ones, its holds and its sections.

        :raises UserError: the order is not one of the shop
        """
        order = self.env["sale.order"].search(
            [("id", "=", order_id), ("company_id", "=", company.id), ("is_repair", "=", True)]
        )
        if not order:
            raise UserError(self.env._("This repair order is not one of your shop."))
        now, ids = fields.Datetime.now(), tuple(order.ids)
        logs = self._get_logs(ids)
        stay = self._prepare_stay(
            self._read_orders([("id", "in", ids)])[0],
            logs.get(order.id, NO_LOG),
            self._get_holds(ids).get(order.id, []),
            self._get_clock(logs, company, now, options),
            now,
            options,
        )
        stay["team"] = self._get_teams(ids).get(order.id, "")
        return {
            "tables": [self._event_table(order), self._hold_table(order), self._own_table(stay)],
            "chart": None,
            "notes": " · ".join(
                filter(
                    None,
                    [
                        order.name,
                        order.vehicle_id._format_plate(),
                        order.service_type_id.name,
                        order.user_id.name,
                        stay["team"],
                        self._get_state_labels()[stay["state"]],
                    ],
                )
            ),
        }

    @api.model
    def _event_table(self, order):
        """Time points as they were entered; those taken back or corrected are muted."""
        fields_ = order.env["dms.ro.event"]._fields
        names = dict(fields_["code"]._description_selection(self.env))
        sources = dict(fields_["source"]._description_selection(self.env))
        columns = [
            self._column("code", self.env._("Code"), width=7),
            self._column("name", self.env._("Time Point"), width=20),
            self._column("date", self.env._("Time"), "datetime", width=17),
            self._column("who", self.env._("By"), width=14),
            self._column("source", self.env._("Entered at"), width=12),
            self._column("note", self.env._("Remark"), width=30),
        ]
        rows = []
        for event in order.event_ids.sorted("id"):
            text = self.env._("Taken back") if event.is_withdrawal else ""
            rows.append(
                {
                    "_key": event.id,
                    "_style": None if event.is_live else "muted",
                    "code": event.code,
                    "name": names[event.code],
                    "date": event.date,
                    # sudo: names of colleagues only
                    "who": event.sudo().employee_id.name or event.user_id.name,
                    "source": sources.get(event.source),
                    "note": " ".join(filter(None, [text, event.note])),
                }
            )
        rows.sort(key=lambda row: (row["date"], row["_key"]))
        return {"title": self.env._("Time Line"), "columns": columns, "rows": rows}

    @api.model
    def _hold_table(self, order):
        """Holds of the order; one without an end still runs."""
        reasons = dict(self.env["dms.ro.hold"]._fields["reason"]._description_selection(self.env))
        columns = [
            self._column("reason", self.env._("Waits for"), width=26),
            self._column("date_from", self.env._("From"), "datetime", width=20),
            self._column("date_to", self.env._("To"), "datetime", width=20),
            self._column("hours", self.env._("Hours"), "hours", width=12, total=True),
            self._column("note", self.env._("Remark"), width=22),
        ]
        rows = [
            {
                "_key": hold.id,
                "_style": None if hold.date_to else "amber",
                "_drill": {
                    "reason": {"res_model": "dms.ro.hold", "domain": [("id", "=", hold.id)]}
                },
                "reason": reasons[hold.reason],
                "date_from": hold.date_from,
                "date_to": hold.date_to or None,
                "hours": hold.hours,
                "note": hold.note,
            }
            for hold in self.env["dms.ro.hold"].search(
                [("order_id", "=", order.id)], order="date_from, id"
            )
        ]
        return {"title": self.env._("Interruptions"), "columns": columns, "rows": rows}

    @api.model
    def _own_table(self, stay):
        """Sections of this stay against the standard; they add up to the stay."""
        labels = self._get_labels()
        columns = [
            self._column("name", self.env._("Section"), width=40),
            self._column("minutes", self.env._("Minutes"), "minutes", width=30, total=True),
            self._column("share", self.env._("Share of the Stay"), "percent", width=30),
        ]
        rows = [
            {
                "_key": key,
                "_styles": {"minutes": "red"} if key in stay["over"] else {},
                "name": labels[key],
                "minutes": stay["parts"][key],
                "share": stay["parts"][key] / stay["stay"] if stay["stay"] else None,
            }
            for key in ro_timing.SECTIONS
            if stay["parts"].get(key)
        ]
        return {
            "title": self.env._("Sections of the Stay (min)"),
            "columns": columns,
            "rows": rows,
        }
