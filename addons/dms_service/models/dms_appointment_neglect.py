from datetime import timedelta

from odoo import api, fields, models

from .dms_appointment import WAITED_STATES

ACTIVITY = "dms_service.mail_activity_type_neglect"
# Minutes before the slot in which a booking must be confirmed, with parts and crew ready (SA-02, yellow).
PREPARE_MINUTES = 30


class DmsAppointment(models.Model):
    """SA-02: the shop keeps a customer waiting, or is not ready for him. The service manager hears of it once."""

    _inherit = "dms.appointment"

    waiting_told_at = fields.Datetime(
        string="Manager Told of the Wait",
        readonly=True,
        copy=False,
        help="The customer was here and nobody received him in time.",
    )
    unready_told_at = fields.Datetime(
        string="Manager Told of the Preparation",
        readonly=True,
        copy=False,
        help="The customer was about to come and parts, crew or confirmation were missing.",
    )

    def _get_reception_start(self):
        """Moment an advisor began to receive the customer (T05), or nothing."""
        self.ensure_one()
        starts = [
            *self.ticket_ids.mapped("served_at"),
            *self.order_ids.mapped("reception_started_at"),
        ]
        return min((moment for moment in starts if moment), default=False)

    def _get_neglect(self, now):
        """What the shop owes the customer of this appointment now: ``waiting``, ``unready`` or False.

        :param now: UTC datetime
        """
        self.ensure_one()
        if self.state == "arrived":
            limit = timedelta(minutes=self.company_id.reception_limit)
            kept = self.arrived_at and now - self.arrived_at > limit
            return "waiting" if kept and not self._get_reception_start() else False
        tolerance = timedelta(minutes=self.company_id.arrival_tolerance)
        if self.state not in WAITED_STATES or now > self.slot_start + tolerance:
            return False
        ready = self.confirmed_at and self.parts_ready and self.crew_ready
        near = self.slot_start - now <= timedelta(minutes=PREPARE_MINUTES)
        return "unready" if near and not ready else False

    def _get_lacking(self):
        """What of the preparation is missing: list of words."""
        self.ensure_one()
        return [
            word
            for word, there in (
                (self.env._("confirmation"), self.confirmed_at),
                (self.env._("parts"), self.parts_ready),
                (self.env._("technician and bay"), self.crew_ready),
            )
            if not there
        ]

    def _get_neglect_text(self, kind, now):
        """Sentence for the manager and the board."""
        self.ensure_one()
        if kind == "waiting":
            minutes = int((now - self.arrived_at).total_seconds() // 60)
            return self.env._("Waits %(minutes)d min unreceived", minutes=minutes)
        return self.env._("Not ready: %(what)s", what=", ".join(self._get_lacking()))

    @api.model
    def _cron_neglect(self):
        """Every minute: tell the managers of new neglect once, and take back what has been mended."""
        now = fields.Datetime.now()
        open_ones = self.search(
            [
                ("state", "in", ("arrived", *WAITED_STATES)),
                "|",
                "&",
                ("arrived_at", ">", now - timedelta(days=1)),
                ("arrived_at", "<=", now),
                "&",
                ("slot_start", ">=", now - timedelta(hours=1)),
                ("slot_start", "<=", now + timedelta(minutes=PREPARE_MINUTES)),
            ]
        )
        kinds = {booking: booking._get_neglect(now) for booking in open_ones}
        fresh = open_ones.filtered(
            lambda booking: kinds[booking] and not booking[f"{kinds[booking]}_told_at"]
        )
        for booking in fresh.try_lock_for_update():
            kind = kinds[booking]
            booking._tell_managers(kind, now)
            booking[f"{kind}_told_at"] = now
        self._take_back_tasks({booking.id for booking, kind in kinds.items() if kind})

    def _tell_managers(self, kind, now):
        """An activity for each service manager of the shop, in his language.

        :param kind: ``waiting`` or ``unready``
        :param now: UTC datetime
        """
        self.ensure_one()
        for user in self.company_id._get_role_users("dms_base.group_dms_service_manager"):
            text = self.with_context(lang=user.lang)._get_neglect_text(kind, now)
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                summary=f"{self.plate or self.name} {text}",
                user_id=user.id,
            )

    @api.model
    def _take_back_tasks(self, neglected):
        """Drop the tasks of appointments that nobody neglects any more.

        :param neglected: ids of those that still wait
        """
        kind = self.env.ref(ACTIVITY)
        done = self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("res_id", "not in", list(neglected))]
        )
        done.unlink()
