from datetime import timedelta
from urllib.parse import quote

from odoo import fields, models

from odoo.addons.dms_base.tools import name as name_tools
from odoo.addons.dms_base.tools import period
from odoo.addons.dms_base.tools import plate as plate_tools

from .dms_appointment import WAITED_STATES

# Late, unprepared and neglected first; then by time.
ROW_ORDER = {"violet": 0, "amber": 1, "orange": 2}
# A customer who did not come may get another time too.
MOVABLE_STATES = (*WAITED_STATES, "no_show")
SHOWN_STATES = ("booked", "confirmed", "prepared", "arrived", "converted", "no_show", "cancelled")


class DmsBoard(models.Model):
    """SA-02: the day's appointments, at the entrance for customers and on the desk for advisors."""

    _inherit = "dms.board"

    def _board_data_sa_02(self, board, options):
        """Rows of today and tomorrow in a fixed number of queries.

        :param board: the board record
        :param options: dict; `public` masks plates, names, items and remarks
        """
        company = board.company_id or self.env.company
        public = bool((options or {}).get("public"))
        now = fields.Datetime.now()
        today = company._local_date(now)
        days = (today, today + timedelta(days=1))
        rows = self._get_sa02_rows(company, days, now, public)
        capacity = None
        if not public:
            capacity = self.env["dms.appointment.day"]._get_capacity(company, *days)
        return {
            "rows": rows[today],
            "tomorrow": rows[days[1]],
            "slots": self._get_sa02_slots(capacity, days, now) if capacity else [],
            "summary": self._get_sa02_summary(company, today, rows[today], capacity),
            "opening": self._format_hours(company),
            "booking_qr": self._get_booking_qr(company),
            "public": public,
            "company": company.name,
            "board_id": board.id,
        }

    def _get_sa02_rows(self, company, days, now, public, whole=False):
        """Rows of some days as they stand on the board, numbered.

        :param days: dates of the shop
        :param now: UTC datetime the colours are told for
        :param public: mask what customers at the entrance may not read
        :param whole: keep what was cancelled more than an hour ago, for the paper of the day
        :return: {day: list of rows}
        """
        bookings = (
            self.env["dms.appointment"]
            # sudo: a public screen has no user; masking below decides what leaves this method.
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("day", "in", list(days)),
                    ("state", "in", SHOWN_STATES),
                ]
            )
        )
        served = {
            order.appointment_id.id: order
            for order in bookings.order_ids.sorted("id", reverse=True)
        }
        result = {day: [] for day in days}
        for booking in bookings:
            order = served.get(booking.id)
            row = self._prepare_sa02_row(booking, order, company, now, public, whole)
            if row:
                result[booking.day].append(row)
        for rows in result.values():
            rows.sort(key=lambda row: (ROW_ORDER.get(row["color"], 9), row["slot"], row["id"]))
            for number, row in enumerate(rows, 1):
                row["number"] = number
        return result

    def _get_booking_qr(self, company):
        """Address of the QR code of the booking page, or False."""
        if not company.booking_enabled:
            return False
        url = f"{company.get_base_url()}/dms/booking/{company.id}"
        return f"/report/barcode/?barcode_type=QR&value={quote(url)}&width=240&height=240"

    def _format_hours(self, company):
        return "–".join(map(period.hour_text, (company.opening_hour, company.closing_hour)))

    def _prepare_sa02_row(self, booking, order, company, now, public, whole=False):
        """One row; None for what need not be shown any more."""
        neglect = booking._get_neglect(now)
        color = self._get_sa02_color(booking, order, company, now, neglect)
        if whole:
            color = color or "cancelled"
        if not color:
            return None
        local = company._to_local
        kind = booking.service_type_id
        hidden = public and kind.is_masked
        items = ", ".join(booking.line_ids.mapped("name")) or booking.service_type_id.name or ""
        person = booking.contact_name or booking.partner_id.name or ""
        promised = (order and order.promised_date) or booking.promised_date
        advisor = (order and order.user_id) or booking.advisor_id
        return {
            "id": booking.id,
            "slot": f"{local(booking.slot_start):%H:%M}",
            "plate": plate_tools.mask(booking.plate) if public else booking.plate or "",
            "customer": self._get_polite_name(booking, person) if public else person,
            "model": booking.model_text or "",
            "items": "" if hidden else items[:40],
            "advisor": advisor.name or "",
            "bay": self._get_sa02_place(booking),
            "movable": not public and booking.state in MOVABLE_STATES,
            "parts": booking.parts_ready,
            "crew": booking.crew_ready,
            "confirmed": bool(booking.confirmed_at),
            "state": booking.state,
            "state_label": dict(booking._fields["state"]._description_selection(self.env))[
                booking.state
            ],
            "color": color,
            "neglect": neglect,
            "reason": "" if public else self._get_sa02_reason(booking, neglect, color, now),
            "arrived": f"{local(booking.arrived_at):%H:%M}" if booking.arrived_at else "",
            "promised": f"{local(promised):%H:%M}" if promised else "",
            "phone": "" if public else booking.masked_phone,
            "note": "" if public else booking.note or "",
        }

    def _get_sa02_place(self, booking):
        """Bay and team that wait for the car; the team of the technician asked for when no bay is set."""
        team = booking.bay_id.team_id or booking.technician_id.team_id
        return " / ".join(part for part in (booking.bay_id.code, team.name) if part)

    def _get_sa02_reason(self, booking, neglect, color, now):
        """Why the row has its colour, in a few words for the desk."""
        if neglect:
            return booking._get_neglect_text(neglect, now)
        if color == "orange" and not booking.arrived_at:
            minutes = int((now - booking.slot_start).total_seconds() // 60)
            return self.env._("%(minutes)d min late", minutes=minutes)
        return ""

    def _get_polite_name(self, booking, person):
        if booking.honorific == "ms":
            return name_tools.mask(person, "女士")
        if booking.honorific == "mr":
            return name_tools.mask(person, "先生")
        return name_tools.mask(person)

    def _get_sa02_color(self, booking, order, company, now, neglect):
        """Meaning of the colours as on the paper model of SA-02; None hides the row.

        :param neglect: what the shop owes the customer now, see `_get_neglect`
        """
        tolerance = timedelta(minutes=company.arrival_tolerance)
        state = booking.state
        if state == "cancelled":
            recent = booking.closed_at and now - booking.closed_at < timedelta(hours=1)
            return "cancelled" if recent else None
        if state == "no_show":
            return "red"
        if state in ("arrived", "converted"):
            if neglect == "waiting":
                return "violet"
            if booking.arrived_at and booking.arrived_at > booking.slot_start + tolerance:
                return "orange"
            return "green_light" if order and order.authorised_at else "green"
        if now > booking.slot_start + tolerance:
            return "orange"
        if neglect == "unready":
            return "amber"
        return "blue" if booking.confirmed_at else "grey"

    def _get_sa02_summary(self, company, today, rows, capacity):
        """Figures of the top strip.

        :param rows: rows of the day
        :param capacity: result of `dms.appointment.day._get_capacity`; None at the entrance, which shows less
        """
        arrived = [row for row in rows if row["state"] in ("arrived", "converted")]
        waited = [row for row in rows if row["state"] in ("booked", "confirmed", "prepared")]
        missed = [row for row in rows if row["state"] == "no_show"]
        labels = [
            (self.env._("Booked Today"), len(arrived) + len(waited) + len(missed), False),
            (self.env._("Arrived"), len(arrived), "green"),
            (self.env._("Expected"), len(waited), "blue"),
        ]
        if capacity:
            labels.append((self.env._("No-show"), len(missed), "red" if missed else False))
            labels += self._get_sa02_neglect(rows)
            # sudo: the share of the day is shown to everybody at the desk
            rate = self.env["dms.kpi"].sudo()._values(["K-40"], today, today, company.ids)
            share = rate["K-40"].get(None, {}).get("value")
            text = "—" if share is None else f"{share * 100:.0f} %"
            labels.append((self.env._("Share of Appointments"), text, False))
            labels += self._get_sa02_hours(capacity, today)
        return [{"label": label, "value": value, "color": color} for label, value, color in labels]

    def _get_sa02_neglect(self, rows):
        """Customers kept waiting and bookings not prepared, when there are any: (label, value, colour)."""
        kinds = [row["neglect"] for row in rows]
        found = [
            (self.env._("Kept Waiting"), kinds.count("waiting"), "violet"),
            (self.env._("Not Prepared"), kinds.count("unready"), "amber"),
        ]
        return [figure for figure in found if figure[1]]

    def _get_sa02_hours(self, capacity, today):
        """Workshop hours left to book, in all and by trade: list of (label, hours, colour)."""
        total = capacity["hours"].get(None)
        if total is None:
            return []
        taken = sum(booking.planned_hours for booking in capacity["bookings"].get(today, []))
        left = round(max(total - taken, 0.0), 1)
        figure = (self.env._("Workshop Hours Left"), left, False)
        return [figure, *self._get_sa02_trades(capacity, today)]

    def _get_sa02_trades(self, capacity, today):
        """Workshop hours left by trade, for a shop that keeps trades apart.

        :param capacity: result of `dms.appointment.day._get_capacity`
        :return: list of (label, hours, colour): red when nothing is left
        """
        hours = {trade: value for trade, value in capacity["hours"].items() if trade}
        if len(hours) < 2:
            return []
        names = dict(self.env["dms.appointment"]._fields["trade"]._description_selection(self.env))
        bookings = capacity["bookings"].get(today, [])
        figures = []
        for trade, value in hours.items():
            taken = sum(one.planned_hours for one in bookings if one.trade == trade)
            left = round(max(value - taken, 0.0), 1)
            label = self.env._("Hours Left: %(trade)s", trade=names.get(trade, trade))
            figures.append((label, left, False if left else "red"))
        return figures
