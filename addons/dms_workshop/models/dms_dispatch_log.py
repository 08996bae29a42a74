import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class DmsDispatchLog(models.Model):
    """One stretch of clocked time of one person."""

    _name = "dms.dispatch.log"
    _description = "Time Log"
    _order = "date_start desc, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee", string="Technician", required=True, index=True, check_company=True
    )
    dispatch_id = fields.Many2one(
        "dms.dispatch", string="Dispatch Order", index=True, ondelete="restrict", check_company=True
    )
    order_id = fields.Many2one(related="dispatch_id.order_id", string="Repair Order")
    company_id = fields.Many2one("res.company", required=True, index=True)
    bay_id = fields.Many2one("dms.bay", check_company=True)
    kind = fields.Selection(
        [
            ("work", "Work"),
            ("redo", "In-process Rework"),
            ("rework", "Rework"),
            ("indirect", "Indirect"),
        ],
        required=True,
        default="work",
    )
    date_start = fields.Datetime(string="Start", required=True, index=True)
    date_end = fields.Datetime(string="End")
    net_hours = fields.Float(readonly=True, digits=(16, 2))
    stop_reason_id = fields.Many2one("dms.stop.reason")
    note = fields.Char(string="Remark")
    source = fields.Selection(
        [
            ("terminal", "Terminal"),
            ("tablet", "Tablet"),
            ("supervisor", "Supervisor"),
            ("auto", "Automatic"),
            ("correction", "Correction"),
        ],
        required=True,
        default="terminal",
    )
    flagged = fields.Boolean(help="Closed by the system or corrected: to be confirmed.")
    user_id = fields.Many2one(
        "res.users", string="Entered by", default=lambda self: self.env.user, readonly=True
    )
    fix_ids = fields.One2many("dms.dispatch.log.fix", "log_id", string="Corrections")

    _one_running = models.UniqueIndex(
        "(employee_id) WHERE date_end IS NULL",
        "This technician is clocked on another job; pause it first.",
    )
    _person_idx = models.Index("(employee_id, date_start DESC)")
    _end_after_start = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)", "A clock cannot end before it starts."
    )

    @api.depends("employee_id", "date_start")
    def _compute_display_name(self):
        for log in self:
            log.display_name = f"{log.employee_id.name} {log.date_start or ''}"

    @api.constrains("employee_id", "date_start", "date_end")
    def _check_overlap(self):
        """No two stretches of one person overlap, and none lies in the future."""
        limit = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        for log in self:
            if log.date_start > limit or (log.date_end and log.date_end > limit):
                raise ValidationError(self.env._("A clock cannot lie in the future."))
        closed = self.filtered("date_end")
        if not closed:
            return
        self.flush_model()
        # The others do not overlap each other, so the last that began before the end tells for all of them.
        self.env.cr.execute(
            """
            SELECT a.id FROM dms_dispatch_log a
             CROSS JOIN LATERAL (
                   SELECT b.date_end FROM dms_dispatch_log b
                    WHERE b.employee_id = a.employee_id AND b.id <> a.id AND b.date_start < a.date_end
                    ORDER BY b.date_start DESC LIMIT 1) b
             WHERE a.id IN %s AND COALESCE(b.date_end, 'infinity') > a.date_start LIMIT 1
            """,
            [tuple(closed.ids)],
        )
        if row := self.env.cr.fetchone():
            raise ValidationError(
                self.env._(
                    "%(name)s has another clock at that time.",
                    name=self.browse(row[0]).employee_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_mistake(self):
        if not self.env.context.get("dms_drop_mistake"):
            raise UserError(self.env._("Clocked time is corrected with a reason, never deleted."))

    def _close(self, moment, reason, note):
        """End these clocks; a touch of less than a minute leaves no trace.

        :param moment: datetime (UTC)
        :param reason: dms.stop.reason or empty
        """
        for log in self:
            end = max(moment, log.date_start)
            if log.dispatch_id._is_mistake(log.date_start, end) and reason:
                # sudo: dropping a mistaken touch is the clock's own business
                log.sudo().with_context(dms_drop_mistake=True).unlink()
                continue
            log.write(
                {
                    "date_end": end,
                    "net_hours": log.dispatch_id._net_hours_between(
                        log.employee_id, log.date_start, end
                    ),
                    "stop_reason_id": reason.id if reason else False,
                    "note": note,
                }
            )

    def _get_shift_end(self, now):
        """End of the person's working day on which the clock started, UTC, or None without calendar."""
        self.ensure_one()
        employee = self.employee_id.sudo()  # sudo: the calendar of a colleague tells only hours
        calendar = employee.resource_calendar_id or employee.company_id.resource_calendar_id
        if not calendar:
            return None
        zone = pytz.timezone(employee.tz or calendar.tz or "UTC")
        start = pytz.utc.localize(self.date_start).astimezone(zone)
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        finish = midnight.replace(hour=23, minute=59, second=59)
        intervals = calendar._attendance_intervals_batch(midnight, finish, employee.resource_id)
        ends = [end for _start, end, _record in intervals[employee.resource_id.id]]
        if not ends:
            return None
        return max(ends).astimezone(pytz.utc).replace(tzinfo=None)

    def _correct(self, start, end, reason):
        """Change a closed stretch; the old times and the reason stay.

        :raises UserError: own clock, or no reason
        """
        self.ensure_one()
        if self.employee_id.user_id == self.env.user:
            raise UserError(self.env._("Nobody corrects the own clock: ask the supervisor."))
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason of the correction."))
        self.env["dms.dispatch.log.fix"].create(
            {
                "log_id": self.id,
                "old_start": self.date_start,
                "old_end": self.date_end,
                "new_start": start,
                "new_end": end,
                "reason": reason,
            }
        )
        self.write(
            {
                "date_start": start,
                "date_end": end,
                "net_hours": self.dispatch_id._net_hours_between(self.employee_id, start, end),
                "source": "correction",
            }
        )
