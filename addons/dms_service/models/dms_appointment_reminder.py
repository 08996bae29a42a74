from datetime import timedelta

from odoo import api, fields, models

from .dms_appointment import WAITED_STATES

# Local hour at which tomorrow's customers are reminded.
REMINDER_HOUR = 16


class DmsAppointment(models.Model):
    """Reminders the day before and two hours before, and the no-show list."""

    _inherit = "dms.appointment"

    @api.model
    def _cron_remind(self):
        """Every half hour: tell tomorrow's customers after 16:00, and those due in two hours.

        In the quiet hours of a shop nobody is told; what fell into them goes out in the morning.
        """
        now = fields.Datetime.now()
        due = self.browse()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            if not company._may_send_messages(now):
                continue
            local = company._to_local(now)
            if local.hour >= REMINDER_HOUR:
                due |= self._get_due_reminders(
                    company,
                    "reminded_day_at",
                    company._to_utc(local.date() + timedelta(days=1), 0.0),
                    company._to_utc(local.date() + timedelta(days=1), 24.0),
                )
            due |= self._get_due_reminders(
                company, "reminded_hour_at", now, now + timedelta(hours=2)
            )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for booking in due:
            booking.try_lock_for_update()._send_reminder(now)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _get_due_reminders(self, company, field, start, stop):
        return self.search(
            [
                ("company_id", "=", company.id),
                ("state", "in", WAITED_STATES),
                (field, "=", False),
                ("slot_start", ">=", start),
                ("slot_start", "<", stop),
            ]
        )

    def _send_reminder(self, now=None):
        """Queue one message per appointment and remember that it went out."""
        now = now or fields.Datetime.now()
        for booking in self:
            near = booking.slot_start - now <= timedelta(hours=2)
            field = "reminded_hour_at" if near else "reminded_day_at"
            if booking[field]:
                continue
            booking[field] = now
            booking._deliver_message(booking._get_reminder_text())

    def _get_reminder_text(self):
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang or "zh_CN"
        local = self.company_id._to_local(self.slot_start)
        return self.with_context(lang=lang).env._(
            "%(company)s: your appointment for %(plate)s is on %(time)s. Confirm or change it here: "
            "%(link)s",
            company=self.company_id.name,
            plate=self.plate or "",
            time=f"{local:%m-%d %H:%M}",
            link=self._get_customer_url(),
        )

    def _is_portal_link_open(self):
        """Whether the link without login still works: some days beyond the appointed time."""
        self.ensure_one()
        days = self.company_id.portal_link_days
        return not self.slot_start or (
            fields.Datetime.now() <= self.slot_start + timedelta(days=days)
        )

    def _get_customer_url(self):
        """Link to the page on which the customer confirms or cancels, without login."""
        self.ensure_one()
        # sudo: the message goes to the customer, whoever causes it
        return self.get_base_url() + self.sudo().get_portal_url()

    def _deliver_message(self, text):
        """Send a text to the customer: by mail when the address is known, and kept in the history.

        Upper addons or an SMS gateway extend this; without one the text waits in the history for
        somebody to send it.
        """
        self.ensure_one()
        recipients = self.partner_id if self.partner_id.email else self.env["res.partner"]
        self.message_post(
            body=text,
            partner_ids=recipients.ids,
            subject=self.env._("Appointment %(name)s", name=self.name),
            message_type="notification",
            subtype_xmlid="mail.mt_comment" if recipients else "mail.mt_note",
        )

    @api.model
    def _cron_no_show(self):
        """Mark who did not come, two limits after the slot: by then the desk had its say."""
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            limit = now - timedelta(minutes=2 * company.no_show_minutes)
            missed = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", WAITED_STATES),
                    ("slot_start", "<", limit),
                ]
            )
            missed.action_no_show()
