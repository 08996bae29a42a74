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
        jobs = [self._prepare_desk_job(line) for line in lines]
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
                    order.vehicle_id.license_plate
                    for order in (lines.order_id | live.order_id)
                    if order.is_late
                )
            ),
        }

    def _prepare_desk_job(self, line):
        """Plain values of a job nobody has yet."""
        order = line.order_id
        promised = order.promised_date
        return {
            "id": line.id,
            "order_id": order.id,
            "order": order.name,
            "plate": order.vehicle_id.license_plate or "",
            "name": line.job_id.name or line.product_id.name,
            "hours": line.flat_rate_hours,
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
            "plate": dispatch.plate or "",
            "work": "、".join(dispatch.line_ids.mapped("name")),
            "hours": dispatch.flat_hours,
            "bay": dispatch.bay_id.code or "",
            "state": dispatch.state,
            "state_label": labels[dispatch.state],
        }

    @api.model
    def dispatch_line(self, line_id, employee_id):
        """A job was dragged on a technician's lane.

        :raises AccessError: not a supervisor or team leader
        """
        user = self.env.user
        if not (
            user.has_group("dms_base.group_dms_workshop_supervisor")
            or user.has_group("dms_base.group_dms_team_leader")
        ):
            raise AccessError(self.env._("Only the supervisor or a team leader dispatches jobs."))
        line = self.env["sale.order.line"].browse(line_id)
        employee = self.env["hr.employee"].browse(employee_id)
        # sudo: the team of the technician is public inside the shop
        team = employee.sudo().team_id
        bay = self.env["dms.bay"].search(
            [("team_id", "=", team.id), ("state", "=", "free")], limit=1
        )
        dispatches = self._create_for_lines(
            line, team=team, employees=employee, bay=bay, planned_start=fields.Datetime.now()
        )
        return dispatches.ids
