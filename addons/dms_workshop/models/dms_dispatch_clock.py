from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from . import duration

MISTAKEN_TOUCH = timedelta(seconds=60)


class DmsDispatch(models.Model):
    """The time clock: start, stop and finish work; one running clock per technician."""

    _inherit = "dms.dispatch"

    def action_start(self):
        """Start the clock for the user, or for the main technician when a leader presses."""
        for dispatch in self:
            dispatch._clock_start(dispatch._get_clock_employee(), source="tablet")
        return True

    def action_pause(self):
        """Ask why the work stops."""
        return self._open_stop("pause")

    def action_finish(self):
        """The work is done."""
        for dispatch in self:
            dispatch._finish(dispatch._get_clock_employee())
        return True

    def _get_clock_employee(self):
        """Whose clock a button moves: the user's own when on the dispatch, else the main technician's."""
        self.ensure_one()
        own = self.env.user.employee_id
        if own and (own in self.worker_ids.employee_id or own.team_id == self.team_id):
            return own
        return self.main_employee_id or own

    def _lock_employee(self, employee):
        """Hold the technician's row: two screens cannot both start a clock.

        :raises UserError: somebody else moves this clock at this moment
        """
        try:
            # sudo: technicians may not write employees; the row is only locked. A worker row just
            # written refers to the person: two such transactions must not refuse each other.
            # The order is read along: the clock's next questions go to it.
            beside = (self, "order_id", "company_id")
            employee.sudo()._read_together(beside=(beside,), lock="no key update")
        except LockError as error:
            raise UserError(
                self.env._(
                    "The clock of %(name)s is being moved at another screen: try again.",
                    name=employee.name,
                )
            ) from error

    def _clock_start(self, employee, at=None, source="terminal"):
        """Open a clock.

        :param employee: hr.employee
        :param at: datetime (UTC), now by default
        :param source: terminal, tablet, supervisor, auto
        :return: the log
        :raises UserError: the person already works elsewhere, is not on the job, or the car is gone
        """
        self.ensure_one()
        if not employee:
            raise UserError(self.env._("Name the technician who starts."))
        self._lock_employee(employee)
        Log = self.env["dms.dispatch.log"]
        running = Log.search([("employee_id", "=", employee.id), ("date_end", "=", False)], limit=1)
        if running.dispatch_id == self:
            return running
        if running:
            raise UserError(
                self.env._(
                    "%(name)s is already clocked on %(dispatch)s; pause it first.",
                    name=employee.name,
                    dispatch=running.dispatch_id.name,
                )
            )
        people = self._get_people()
        self._check_start(employee, people)
        moment = at or fields.Datetime.now()
        log = Log.create(
            {
                "dispatch_id": self.id,
                "employee_id": employee.id,
                "company_id": self.company_id.id,
                "bay_id": self.bay_id.id,
                "date_start": moment,
                "kind": "rework"
                if self.kind == "rework"
                else "redo"
                if self.redo_count
                else "work",
                "source": source,
            }
        )
        self._after_start(employee, people, moment)
        return log

    def _check_start(self, employee, people):
        """Refuse a start on a closed job or by a stranger.

        :param people: technicians named on the dispatch order
        """
        if self.state in ("done", "cancel"):
            raise UserError(self.env._("%(name)s is finished or cancelled.", name=self.name))
        if self.order_id.delivered_at:
            raise UserError(self.env._("%(order)s has left the shop.", order=self.order_id.name))
        if people and employee not in people and employee.team_id != self.team_id:
            raise UserError(
                self.env._(
                    "%(name)s is not on this dispatch order: ask the supervisor.",
                    name=employee.name,
                )
            )
        if self.bay_id.state == "blocked":
            raise UserError(self.env._("%(bay)s is out of use.", bay=self.bay_id.name))

    def _after_start(self, employee, people, moment):
        """First start writes T16; a hold of the job ends.

        :param people: technicians named on the dispatch order before the start
        """
        if employee not in people:
            role = "assist" if people else "main"
            self.worker_ids = [(0, 0, {"employee_id": employee.id, "role": role})]
        self.hold_id.action_end()
        vals = {"state": "working", "ready_flag": False}
        if self.hold_id or self.wait_reason_id:
            vals.update(hold_id=False, wait_reason_id=False, wait_eta=False)
        if not self.date_start:
            vals["date_start"] = moment
        if not self.main_employee_id:
            vals["main_employee_id"] = employee.id
        self.with_context(tracking_disable=True).write(vals)
        self._find_jobs(("todo", "pending")).write({"state": "working"})
        if not self.order_id.work_started_at:
            # sudo: same reason, the clock writes the time point
            self.order_id.sudo()._stamp_event("T16", at=moment, source="kiosk", employee=employee)
        self.env["dms.board"]._notify(["SM-21"])

    def _get_people(self):
        """Technicians named on the dispatch order, by one query."""
        return (
            self.env["dms.dispatch.worker"]
            .search_fetch([("dispatch_id", "in", self.ids)], ["employee_id"])
            .employee_id
        )

    def _find_jobs(self, states):
        """Jobs of the operations of these dispatch orders in some states, by one query."""
        return (
            self.env["dms.ro.job"]
            # sudo: the technician does not edit the order; the clock tells its jobs how work goes on
            .sudo()
            .search(
                [
                    ("line_ids.dispatch_line_ids.dispatch_id", "in", self.ids),
                    ("state", "in", states),
                ]
            )
        )

    def _clock_stop(self, employee, reason=None, at=None, note=None):
        """Close a person's clock on this job.

        :param reason: dms.stop.reason
        :param at: datetime (UTC), now by default
        :param note: remark, compulsory for some reasons
        :raises UserError: no clock runs, or the remark is missing
        """
        self.ensure_one()
        if reason and reason.note_required and not (note or "").strip():
            raise UserError(self.env._("Type a remark for “%(reason)s”.", reason=reason.name))
        logs = self.log_ids.filtered(lambda log: not log.date_end)
        mine = logs.filtered(lambda log: log.employee_id == employee)
        if not mine:
            raise UserError(
                self.env._("No clock of %(name)s runs on this job.", name=employee.name)
            )
        mine._close(at or fields.Datetime.now(), reason, note)
        if logs - mine:
            return True
        self._enter_wait(reason)
        return True

    def _enter_wait(self, reason):
        """The last clock stopped: paused or waiting, with a hold on the order where the reason asks for one."""
        target = reason.target_state if reason else "paused"
        vals = {"state": target, "wait_reason_id": reason.id if reason else False}
        if reason.hold_reason:
            hold = (
                self.env["dms.ro.hold"]
                # sudo: a hold belongs to the order; the stop reason decides its kind
                .sudo()
                .create(
                    {"order_id": self.order_id.id, "reason": reason.hold_reason, "note": self.name}
                )
            )
            vals["hold_id"] = hold.id
        self.with_context(tracking_disable=True).write(vals)
        self.env["dms.board"]._notify(["SM-21"])

    def _finish(self, employee, at=None):
        """The work of a dispatch is done: clocks close, the last one asks for inspection.

        :raises UserError: no time was clocked, or the customer still has to answer (E-504)
        """
        self.ensure_one()
        if self.state == "done":
            return True
        if self.state in ("cancel", "wait_approval"):
            raise UserError(
                self.env._(
                    "%(name)s cannot be finished now: it waits or is cancelled.", name=self.name
                )
            )
        moment = at or fields.Datetime.now()
        logs = self.env["dms.dispatch.log"]._search_together(
            [("dispatch_id", "=", self.id)],
            beside=(self.company_id,),
        )
        if not logs:
            raise UserError(
                self.env._(
                    "No labour was clocked on %(name)s: start the clock first. (E-504)",
                    name=self.name,
                )
            )
        logs.filtered(lambda log: not log.date_end)._close(moment, None, None)
        self.env["dms.dispatch.line"].search(
            [("dispatch_id", "=", self.id), ("result", "=", "todo")]
        ).write({"result": "done"})
        self.hold_id.action_end()
        self.with_context(tracking_disable=True).write(
            {
                "state": "done",
                "date_done": moment,
                "hold_id": False,
                "wait_reason_id": False,
                "ready_flag": False,
            }
        )
        self._find_jobs(("pending", "todo", "working")).write({"state": "done"})
        self.order_id._after_dispatch_done(moment, employee)
        self.env["dms.board"]._notify(["SM-21"])
        return True

    def _reopen_for_redo(self, lines, reason):
        """A failed inspection sends the named operations back.

        :param lines: dms.dispatch.line that failed
        """
        for dispatch in self:
            failed = lines & dispatch.line_ids
            failed.write({"result": "todo"})
            dispatch.write(
                {
                    "state": "queue",
                    "redo_count": dispatch.redo_count + 1,
                    "date_done": False,
                    "ready_flag": True,
                }
            )
            dispatch.message_post(
                body=self.env._("Sent back by the inspection: %(reason)s", reason=reason)
            )

    def _release_waiting(self, state):
        """What a job waited for is here: it may go on, nobody's clock starts by itself."""
        waiting = self.filtered(lambda dispatch: dispatch.state == state)
        if waiting:
            waiting.hold_id.action_end()
            waiting.write(
                {"state": "queue", "ready_flag": True, "hold_id": False, "wait_reason_id": False}
            )
            self.env["dms.board"]._notify(["SM-21"])

    @api.model
    def _cron_auto_stop(self):
        """Close the clocks of people whose shift ended more than 15 minutes ago, at the end of the shift."""
        now = fields.Datetime.now()
        reason = self.env.ref("dms_workshop.dms_stop_reason_10")
        for log in self.env["dms.dispatch.log"].search([("date_end", "=", False)]):
            end = log._get_shift_end(now)
            if end and end + timedelta(minutes=15) < now:
                log.flagged = True
                log.dispatch_id._clock_stop(log.employee_id, reason, at=end)

    def _is_mistake(self, start, end):
        """A clock of less than a minute is a mistaken touch."""
        return end - start < MISTAKEN_TOUCH

    def _net_hours_between(self, employee, start, end):
        """Hours between two moments without the lunch of the person's calendar, half up to 0.01 h."""
        seconds = (end - start).total_seconds()
        return duration.hours(
            seconds - duration.overlap(start, end, employee._get_lunch_breaks(start, end))
        )
