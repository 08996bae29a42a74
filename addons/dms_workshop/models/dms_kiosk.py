from odoo import fields, models
from odoo.exceptions import UserError

from .dms_dispatch import LIVE_STATES


class DmsKiosk(models.Model):
    """The technician's app: my jobs, start, pause, finish, finding."""

    _inherit = "dms.kiosk"

    def _kiosk_technician_jobs(self, employee):
        """The person's jobs: running first, then those that may go on, then by priority and promise.

        :return: ``{jobs, reasons, hours_today}`` of plain values
        """
        dispatches = self.env["dms.dispatch"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", LIVE_STATES),
                "|",
                ("worker_ids.employee_id", "=", employee.id),
                "&",
                ("worker_ids", "=", False),
                ("team_id", "=", employee.team_id.id or -1),
            ]
        )
        running = self.env["dms.dispatch.log"].search(
            [("employee_id", "=", employee.id), ("date_end", "=", False)]
        )
        order = {"working": 0, "queue": 2, "paused": 3, "wait_parts": 4, "wait_approval": 5}
        ranked = dispatches.sorted(
            lambda item: (
                item != running.dispatch_id,
                not item.ready_flag,
                order[item.state],
                -int(item.priority),
                item.promised_date or fields.Datetime.now(),
            )
        )
        reasons = self.env["dms.stop.reason"].search([])  # pylint: disable=no-search-all
        return {
            "jobs": [self._prepare_kiosk_job(item, running) for item in ranked],
            "reasons": [
                {
                    "id": reason.id,
                    "name": reason.name,
                    "target": reason.target_state,
                    "note": reason.note_required,
                }
                for reason in reasons
            ],
            "hours_today": self._get_hours_today(employee),
        }

    def _prepare_kiosk_job(self, dispatch, running):
        """Plain values of one job card."""
        order = dispatch.order_id
        labels = dict(dispatch._fields["state"]._description_selection(self.env))
        promised = order.promised_date
        return {
            "id": dispatch.id,
            "name": dispatch.name,
            "order": order.name,
            "parts": order.parts_status not in (False, "none"),
            "plate": order.vehicle_id.license_plate or "",
            "model": order.vehicle_id.model_id.display_name or "",
            "work": dispatch.line_ids.mapped("name"),
            "complaint": order.customer_complaint or "",
            "hours": dispatch.flat_hours,
            "bay": dispatch.bay_id.code or "",
            "state": dispatch.state,
            "state_label": labels[dispatch.state],
            "ready": dispatch.ready_flag,
            "running": dispatch == running.dispatch_id,
            "since": fields.Datetime.to_string(running.date_start)
            if dispatch == running.dispatch_id
            else "",
            "promised": fields.Datetime.context_timestamp(self, promised).strftime("%m-%d %H:%M")
            if promised
            else "",
            "late": bool(promised and promised < fields.Datetime.now()),
        }

    def _get_hours_today(self, employee):
        """Net hours clocked today by the company's calendar day."""
        day = self.company_id._local_date()
        logs = self.env["dms.dispatch.log"].search(
            [
                ("employee_id", "=", employee.id),
                ("date_start", ">=", fields.Datetime.subtract(fields.Datetime.now(), hours=24)),
            ]
        )
        return sum(
            log.net_hours for log in logs if self.company_id._local_date(log.date_start) == day
        )

    def _get_own_dispatch(self, employee, dispatch_id):
        """The dispatch of a card, refused when it is not the person's or the team's."""
        dispatch = self.env["dms.dispatch"].browse(int(dispatch_id)).exists()
        own = employee in dispatch.worker_ids.employee_id or employee.team_id == dispatch.team_id
        if not dispatch or dispatch.company_id != self.company_id or not own:
            raise UserError(self.env._("This job is not yours."))
        return dispatch

    def _kiosk_technician_start(self, employee, dispatch_id, switch=False):
        """Start the clock; with `switch` the running one is paused first."""
        dispatch = self._get_own_dispatch(employee, dispatch_id)
        if switch:
            running = self.env["dms.dispatch.log"].search(
                [("employee_id", "=", employee.id), ("date_end", "=", False)], limit=1
            )
            if running and running.dispatch_id != dispatch:
                running.dispatch_id._clock_stop(
                    employee, self.env.ref("dms_workshop.dms_stop_reason_08")
                )
        dispatch._clock_start(employee)
        return self._kiosk_technician_jobs(employee)

    def _kiosk_technician_pause(self, employee, dispatch_id, reason_id, note=None):
        """Stop the clock with a reason."""
        dispatch = self._get_own_dispatch(employee, dispatch_id)
        reason = self.env["dms.stop.reason"].browse(int(reason_id)).exists()
        if not reason:
            raise UserError(self.env._("Choose why the work stops."))
        dispatch._clock_stop(employee, reason, note=note)
        return self._kiosk_technician_jobs(employee)

    def _kiosk_technician_finish(self, employee, dispatch_id):
        """The job is done."""
        self._get_own_dispatch(employee, dispatch_id)._finish(employee)
        return self._kiosk_technician_jobs(employee)

    def _kiosk_technician_finding(self, employee, dispatch_id, text, photo=None):
        """Report additional work: a draft supplement for the advisor, with a photo."""
        dispatch = self._get_own_dispatch(employee, dispatch_id)
        if not (text or "").strip():
            raise UserError(self.env._("Describe what you found."))
        supplement = dispatch._propose_finding(employee, text.strip(), photo)
        return {"number": supplement.name}

    def _kiosk_technician_parts(self, employee, dispatch_id):
        """Parts of the job: what is asked for and what is out already."""
        dispatch = self._get_own_dispatch(employee, dispatch_id)
        return {"rows": dispatch._get_print_parts()}

    def _kiosk_technician_ask_parts(self, employee, dispatch_id):
        """The technician wants the parts now: the counter sees the slip on top (T13).

        :return: sentence for the technician
        """
        dispatch = self._get_own_dispatch(employee, dispatch_id)
        # sudo: technicians read no stock; asking only moves the slips to the top of the counter
        order = dispatch.order_id.sudo()
        slips = order.picking_ids.filtered(
            lambda slip: slip.is_parts_issue and slip.state not in ("done", "cancel")
        )
        if not slips:
            raise UserError(self.env._("No part of this job waits at the counter."))
        slips.write({"priority": "1"})
        slips.filtered(lambda slip: not slip.receiver_id).receiver_id = employee
        order._stamp_event("T13", source="kiosk", employee=employee)
        return {
            "text": self.env._(
                "The counter prepares %(slips)s.", slips=", ".join(slips.mapped("name"))
            )
        }
