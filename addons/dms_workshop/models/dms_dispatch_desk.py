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
        # sudo: names, teams and trades of technicians; nothing personal leaves this method
        people = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("company_id", "=", company.id), ("trade", "!=", False)], order="team_id, name"
            )
        )
        absent = people._absent_on()
        by_person = {}
        for dispatch in live:
            for employee in dispatch.worker_ids.employee_id or dispatch.main_employee_id:
                by_person.setdefault(employee.id, []).append(dispatch)
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
                    "absent": person in absent,
                    "hours": sum(item.flat_hours for item in by_person.get(person.id, [])),
                    "dispatches": [
                        self._prepare_desk_block(item) for item in by_person.get(person.id, [])
                    ],
                }
                for person in people
            ],
            "absent": absent.mapped("name"),
            "risk": list(
                dict.fromkeys(
                    order.vehicle_id._format_plate()
                    for order in (lines.order_id | live.order_id)
                    if order.is_late
                )
            ),
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

    def _prepare_desk_block(self, dispatch):
        """Plain values of a dispatch on a lane."""
        labels = dict(dispatch._fields["state"]._description_selection(self.env))
        return {
            "id": dispatch.id,
            "plate": dispatch.order_id.vehicle_id._format_plate(),
            "work": "、".join(dict.fromkeys(dispatch.line_ids.mapped("name"))),
            "hours": dispatch.flat_hours,
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
