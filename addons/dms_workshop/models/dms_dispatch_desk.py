import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .dms_dispatch import LIVE_STATES


class DmsDispatch(models.Model):
    """The supervisor's first screen."""

    _inherit = "dms.dispatch"

    @api.model
    def get_dispatch_desk(self):
        """Open jobs, technicians with what they have, absent people and cars at risk.

        :return: plain values by a fixed number of queries
        """
        company = self.env.company
        Line = self.env["sale.order.line"]
        lines = Line.search(
            [*Line._to_dispatch_domain(), ("company_id", "=", company.id)], order="order_id, id"
        )
        live = self.search([("company_id", "=", company.id), ("state", "in", LIVE_STATES)])
        people = (
            self.env["hr.employee"]
            # sudo: names, teams and trades of technicians; nothing personal leaves this method
            .sudo()
            .search(
                [("company_id", "=", company.id), ("trade", "!=", False)], order="team_id, name"
            )
        )
        absent = people._absent_on()
        spans = live._get_desk_spans()
        axis = self._get_desk_axis(company, spans)
        blocks = {
            dispatch.id: self._prepare_desk_block(dispatch, spans[dispatch], axis)
            for dispatch in live
        }
        by_person, by_bay = {}, {}
        for dispatch in live:
            for employee in dispatch.worker_ids.employee_id or dispatch.main_employee_id:
                by_person.setdefault(employee.id, []).append(dispatch)
            by_bay.setdefault(dispatch.bay_id.id, []).append(dispatch)
        groups = lines.grouped(lambda line: (line.order_id, line.job_id or line))
        jobs = [self._prepare_desk_job(order, group) for (order, _job), group in groups.items()]
        return {
            "jobs": sorted(
                jobs, key=lambda job: (not job["late"], job["promised_at"] or "9", job["id"])
            ),
            "lanes": [
                {
                    "id": person.id,
                    "name": person.name,
                    "team": person.team_id.name or "",
                    "team_id": person.team_id.id,
                    "absent": person in absent,
                    "hours": sum(item.flat_hours for item in by_person.get(person.id, [])),
                    "dispatches": [blocks[item.id] for item in by_person.get(person.id, [])],
                }
                for person in people
            ],
            "bays": [
                {
                    "id": bay.id,
                    "name": bay.code or bay.name,
                    "team": bay.name if bay.code else "",
                    "absent": bay.state == "blocked",
                    "hours": sum(item.flat_hours for item in by_bay.get(bay.id, [])),
                    "dispatches": [blocks[item.id] for item in by_bay.get(bay.id, [])],
                }
                for bay in self.env["dms.bay"].search([("company_id", "=", company.id)])
            ],
            "axis": axis,
            "absent": absent.mapped("name"),
            "risk": self._get_desk_risk(lines.order_id | live.order_id, spans),
        }

    def _get_desk_risk(self, orders, spans):
        """Cars whose promise has passed or passes before their work is done, the most urgent first."""
        ends = {}
        for dispatch, (_start, end) in spans.items():
            order = dispatch.order_id
            ends[order] = max(ends.get(order, end), end)
        rows = []
        for order in orders.filtered("promised_date").sorted("promised_date"):
            end = ends.get(order)
            if order.is_late or (end and end > order.promised_date):
                local = fields.Datetime.context_timestamp(self, order.promised_date)
                rows.append(
                    {
                        "id": order.id,
                        "plate": order.vehicle_id._format_plate(),
                        "promised": local.strftime("%H:%M"),
                        "late": order.is_late,
                    }
                )
        return rows

    def _get_desk_spans(self):
        """When each live dispatch is worked on: {dispatch: (start, end)}, UTC.

        Work that has not begun follows what its technician has before it, never in the past.
        """
        now = fields.Datetime.now()
        order = sorted(self, key=lambda one: (not one.date_start, one.planned_start or now, one.id))
        free, spans = {}, {}
        for one in order:
            people = one.worker_ids.employee_id or one.main_employee_id
            share = timedelta(hours=max(one.flat_hours, 0.3) / max(len(people), 1))
            if one.date_start:
                start, end = one.date_start, max(one.date_start + share, now)
            else:
                busy = [free[person] for person in people if person in free]
                start = max([one.planned_start or now, now, *busy])
                end = start + share
            spans[one] = (start, end)
            free.update({person: max(end, free.get(person, end)) for person in people})
        return spans

    @api.model
    def _get_desk_axis(self, company, spans):
        """Hours shown from left to right: the opening hours of today, and more where work needs it.

        :return: dict with ``start`` and ``hours`` (UTC start, length), ``labels`` and ``now`` in percent
        """
        now = fields.Datetime.now()
        day = company._to_local(now).date()
        midnight = company._to_utc(day, 24.0)
        ends = [end for _start, end in spans.values() if end < midnight]
        start = min(company._to_utc(day, company.opening_hour), now).replace(minute=0, second=0)
        end = max([company._to_utc(day, company.closing_hour), now + timedelta(hours=1), *ends])
        hours = max(math.ceil((end - start).total_seconds() / 3600), 1)
        first = company._to_local(start).hour
        return {
            "start": fields.Datetime.to_string(start),
            "hours": hours,
            "labels": [f"{(first + index) % 24}:00" for index in range(hours)],
            "now": 100 * (now - start).total_seconds() / 3600 / hours,
        }

    def _prepare_desk_job(self, order, lines):
        """Plain values of a job nobody has yet; it goes to the floor with all its operations.

        :param lines: its labour lines that are not dispatched
        """
        promised = order.promised_date
        operations = list(dict.fromkeys(lines.mapped("product_id.name")))
        name = lines.job_id.name or operations[0]
        return {
            "id": lines[:1].id,
            "line_ids": lines.ids,
            "order_id": order.id,
            "order": order.name,
            "plate": order.vehicle_id._format_plate(),
            "name": name,
            "operations": [] if operations == [name] else operations,
            "hours": sum(lines.mapped("flat_rate_hours")),
            "promised": fields.Datetime.context_timestamp(self, promised).strftime("%m-%d %H:%M")
            if promised
            else "",
            "promised_at": fields.Datetime.to_string(promised) if promised else "",
            "late": order.is_late,
        }

    def _prepare_desk_block(self, dispatch, span, axis):
        """Plain values of a dispatch on a lane; left and width in percent of the axis."""
        labels = dict(dispatch._fields["state"]._description_selection(self.env))
        zero, total = fields.Datetime.to_datetime(axis["start"]), axis["hours"] * 3600
        left, right = (100 * (moment - zero).total_seconds() / total for moment in span)
        left = min(max(left, 0.0), 97.0)
        return {
            "id": dispatch.id,
            "plate": dispatch.order_id.vehicle_id._format_plate(),
            "work": "、".join(dict.fromkeys(dispatch.line_ids.mapped("name"))),
            "hours": dispatch.flat_hours,
            "left": round(left, 2),
            "width": round(max(min(right, 100.0) - left, 3.0), 2),
            "times": "–".join(
                fields.Datetime.context_timestamp(self, moment).strftime("%H:%M") for moment in span
            ),
            "people": ", ".join(dispatch.worker_ids.employee_id.mapped("name")),
            "order_id": dispatch.order_id.id,
            "bay": dispatch.bay_id.code or "",
            "state": dispatch.state,
            "state_label": labels[dispatch.state],
        }

    @api.model
    def dispatch_lines(self, line_ids, employee_id):
        """A job was dragged on a technician's lane: one dispatch order per trade for its operations.

        :param line_ids: ids of its labour lines
        :raises AccessError: not a supervisor or team leader
        """
        user = self.env.user
        if not (
            user.has_group("dms_base.group_dms_workshop_supervisor")
            or user.has_group("dms_base.group_dms_team_leader")
        ):
            raise AccessError(self.env._("Only the supervisor or a team leader dispatches jobs."))
        lines = self.env["sale.order.line"].browse(line_ids)
        employee = self.env["hr.employee"].browse(employee_id)
        # sudo: the team of the technician is public inside the shop
        team = employee.sudo().team_id
        bay = self.env["dms.bay"].search(
            [("team_id", "=", team.id), ("state", "=", "free")], limit=1
        )
        dispatches = self._create_for_lines(
            lines,
            team=team,
            employees=employee,
            bay=bay,
            planned_start=fields.Datetime.now(),
            by_trade=True,
        )
        return dispatches.ids
