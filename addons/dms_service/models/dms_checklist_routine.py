from datetime import timedelta

from odoo import api, fields, models

from .dms_queue_ticket import WAITING_STATES

WAIT_LIMIT = timedelta(minutes=10)


class DmsChecklist(models.Model):
    """Live numbers of the service desk beside the manager's tasks."""

    _inherit = "dms.checklist"

    def _routine_numbers(self):
        """Customers waiting, cars late or held, answers and approvals pending, tomorrow's bookings."""
        numbers = super()._routine_numbers()
        company, now = self.company_id, fields.Datetime.now()
        day = company._local_date(now)
        # sudo: only counts leave this method
        env = self.sudo().env
        own = [("company_id", "=", company.id)]
        inside = [*own, ("is_repair", "=", True), ("in_shop", "=", True), ("ready_at", "=", False)]
        orders, bookings = env["sale.order"], env["dms.appointment"]
        numbers.update(
            waiting_10=env["dms.queue.ticket"].search_count(
                [
                    *own,
                    ("state", "in", WAITING_STATES),
                    ("date", "=", day),
                    ("arrived_at", "<", now - WAIT_LIMIT),
                ]
            ),
            late_cars=orders.search_count([*inside, ("promised_date", "<", now)]),
            held_cars=env["dms.ro.hold"].search_count(
                [("order_id.company_id", "=", company.id), ("date_to", "=", False)]
            ),
            supplements_open=env["dms.ro.supplement"].search_count(
                [*own, ("state", "in", ("draft", "quoted"))]
            ),
            overnight_cars=orders.search_count([*inside, ("business_date", "<", day)]),
            to_settle=orders.search_count(
                [
                    *own,
                    ("is_repair", "=", True),
                    ("ready_at", "!=", False),
                    ("settled_at", "=", False),
                    ("state", "=", "sale"),
                ]
            ),
            # sudo: only the count leaves this method
            spot_checks=self.sudo().search_count(
                [
                    *own,
                    ("date", "=", day),
                    ("template_id.code", "=", "SM-11"),
                    ("state", "!=", "cancelled"),
                ]
            ),
            appointments_today=bookings.search_count(
                [*own, ("day", "=", day), ("state", "not in", ("draft", "cancelled"))]
            ),
            reports_today=env["dms.report.issue"].search_count(
                [*own, ("date_to", "=", day), ("report_id.code", "in", ("SM-04", "SA-07"))]
            ),
        )
        prepared = self._share_prepared(bookings, own, day + timedelta(days=1))
        if prepared is not None:
            numbers["prepared_tomorrow"] = prepared
        return numbers

    @api.model
    def _share_prepared(self, bookings, own, day):
        """Percentage of tomorrow's appointments that are prepared, None without any."""
        states = dict(
            bookings._read_group(
                [*own, ("day", "=", day), ("state", "in", ("booked", "confirmed", "prepared"))],
                ["state"],
                ["__count"],
            )
        )
        total = sum(states.values())
        return round(100.0 * states.get("prepared", 0) / total, 1) if total else None

    @api.model
    def _routine_owner(self, template, company):
        """The first service manager who is present; absent ones are stood in for by the next."""
        # sudo: as below
        people = self.env["hr.employee"].sudo()
        found = people.search(
            [
                # sudo: owners are found by role at night
                ("user_id.group_ids", "in", template.sudo().filler_group_ids.ids),
                ("company_id", "=", company.id),
            ],
            order="id",
        )
        day = company._local_date()
        return found.filtered(lambda one: not one._is_absent(day))[:1] or found[:1]
