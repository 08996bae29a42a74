from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Usages that drive many kilometres a day; the others share the private limit.
COMMERCIAL_USAGES = ("ride_hailing", "passenger", "freight", "rental")
# A reading of about ten times the last one is a decimal place too many.
SLIP_RATIO = (8.0, 12.0)


class FleetVehicleOdometer(models.Model):
    """Odometer readings with a verdict: only valid ones are used, a wrong one can be taken out."""

    _inherit = "fleet.vehicle.odometer"
    _order = "read_at desc, id desc"

    name = fields.Char(compute="_compute_vehicle_log_name", store=True, precompute=True)
    driver_id = fields.Many2one(
        compute="_compute_driver_id", store=True, readonly=False, precompute=True
    )
    vehicle_id = fields.Many2one(index=True, ondelete="cascade")
    read_at = fields.Datetime(
        string="Read at", required=True, default=fields.Datetime.now, help="Time of the reading."
    )
    source = fields.Selection(
        [
            ("desk", "Reception"),
            ("gate", "Gate"),
            ("workshop", "Workshop"),
            ("phone", "Told by Phone"),
            ("portal", "Customer Online"),
            ("rescue", "Rescue"),
            ("manual", "Entered by Hand"),
            ("import", "Import"),
        ],
        default="manual",
        required=True,
    )
    state = fields.Selection(
        [("valid", "Valid"), ("suspect", "Suspect"), ("rejected", "Rejected")],
        default="valid",
        required=True,
        help="A suspect reading waits for a look at the instrument; it is not used until confirmed.",
    )
    reason = fields.Char(
        help="Why a lower or a surprising reading is right, or why it was rejected."
    )
    is_new_instrument = fields.Boolean(
        string="Instrument Replaced",
        help="First reading of a new instrument: distances go on counting from the old one.",
    )
    photo = fields.Image(string="Photo of the Instrument", max_width=1600, max_height=1600)
    verdict = fields.Char(readonly=True, help="What looked wrong when the reading was entered.")
    order_id = fields.Many2one("sale.order", string="Repair Order", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="Entered by", default=lambda self: self.env.user, readonly=True
    )

    _latest_idx = models.Index("(vehicle_id, read_at DESC, id DESC) WHERE state = 'valid'")
    _value_not_negative = models.Constraint("CHECK(value >= 0)", "A reading cannot be below zero.")

    def _init_column(self, column_name):
        """Readings made before this addon happened at noon (04:00 UTC) of their day."""
        if column_name != "read_at":
            return super()._init_column(column_name)
        self.env.cr.execute(
            SQL(
                "UPDATE fleet_vehicle_odometer "
                "SET read_at = COALESCE(date + interval '4 hours', create_date, now())"
            )
        )
        return None

    @api.model_create_multi
    def create(self, vals_list):
        """Judge the readings against the last valid one of each vehicle.

        :raise UserError: lower than the last valid reading without a reason (E-104)
        """
        for vals in vals_list:
            self._complete_reading_vals(vals)
        latest = self._get_latest(
            [vals["vehicle_id"] for vals in vals_list if vals.get("vehicle_id")]
        )
        for vals in sorted(vals_list, key=lambda item: item["read_at"]):
            if vals.get("state", "valid") == "valid" and vals.get("vehicle_id"):
                self._judge(vals, latest)
        return super().create(vals_list)

    @api.model
    def _complete_reading_vals(self, vals):
        """Keep day and moment of a reading together, in place."""
        now = fields.Datetime.now()
        if vals.get("read_at"):
            vals["read_at"] = fields.Datetime.to_datetime(vals["read_at"])
        elif vals.get("date") and fields.Date.to_date(vals["date"]) != fields.Date.context_today(
            self
        ):
            # 04:00 UTC is noon in China: the middle of the day the reading belongs to.
            vals["read_at"] = datetime.combine(fields.Date.to_date(vals["date"]), time(4, 0))
        else:
            vals["read_at"] = now
        if vals["read_at"] > now + timedelta(days=1):
            raise UserError(self.env._("The reading lies in the future: correct its day."))
        vals.setdefault("date", fields.Datetime.context_timestamp(self, vals["read_at"]).date())

    @api.model
    def _judge(self, vals, latest):
        """Refuse, suspect or accept one reading; `latest` moves on with accepted ones."""
        last = latest.get(vals["vehicle_id"])
        value = vals.get("value") or 0.0
        if last and not vals.get("reason") and not vals.get("is_new_instrument"):
            last_value, last_at, usage, company = last
            if vals["read_at"] >= last_at and value < last_value:
                self._deny_lower(vals, last_value, last_at)
            verdict = self._get_growth_verdict(value, vals["read_at"], last, usage, company)
            if verdict and not self.env.context.get("dms_odometer_confirmed"):
                vals.update(state="suspect", verdict=verdict)
                return
        if not last or vals["read_at"] >= last[1]:
            rest = last[2:] if last else ("private", self.env.company)
            latest[vals["vehicle_id"]] = (value, vals["read_at"], *rest)

    def _deny_lower(self, vals, last_value, last_at):
        raise UserError(
            self.env._(
                "Reading %(value)s km is below the last one, %(last)s km on %(date)s. Correct it, "
                "give the reason (instrument replaced…) or reject the earlier reading. (E-104)",
                value=int(vals.get("value") or 0),
                last=int(last_value),
                date=fields.Datetime.context_timestamp(self, last_at).date(),
            )
        )

    @api.model
    def _get_growth_verdict(self, value, read_at, last, usage, company):
        """Sentence when the growth since the last reading is implausible (E-105), else False.

        :param last: tuple whose first items are value and moment of the last valid reading
        """
        last_value, last_at = last[:2]
        if not last_value or value <= last_value:
            return False
        days = max((read_at - last_at).total_seconds() / 86400.0, 1.0)
        rate = (value - last_value) / days
        commercial = usage in COMMERCIAL_USAGES
        cap = company.odometer_cap_commercial if commercial else company.odometer_cap_private
        ratio = value / last_value
        slipped = SLIP_RATIO[0] <= ratio <= SLIP_RATIO[1] and last_value >= 1000
        if (cap and rate > cap) or slipped:
            return self.env._(
                "Implausible mileage growth (%(rate)s km a day): look at the instrument again. "
                "(E-105)",
                rate=int(rate),
            )
        return False

    @api.model
    def _get_latest(self, vehicle_ids):
        """Latest valid reading of vehicles in one query.

        :return: {vehicle id: (value, read_at, usage, company)}
        """
        if not vehicle_ids:
            return {}
        self.flush_model(["vehicle_id", "value", "read_at", "state"])
        self.env["fleet.vehicle"].flush_model(["usage", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (reading.vehicle_id)
                       reading.vehicle_id, reading.value, reading.read_at,
                       vehicle.usage, vehicle.company_id
                  FROM fleet_vehicle_odometer reading
                  JOIN fleet_vehicle vehicle ON vehicle.id = reading.vehicle_id
                 WHERE reading.vehicle_id IN %s AND reading.state = 'valid'
                 ORDER BY reading.vehicle_id, reading.read_at DESC, reading.id DESC
                """,
                tuple(vehicle_ids),
            )
        )
        companies = self.env["res.company"]
        return {
            vehicle_id: (
                value or 0.0,
                read_at,
                usage,
                companies.browse(company_id) if company_id else self.env.company,
            )
            for vehicle_id, value, read_at, usage, company_id in rows
        }

    def action_confirm_reading(self):
        """The instrument was looked at: the suspect reading is right."""
        self.filtered(lambda reading: reading.state == "suspect").write({"state": "valid"})
        return True

    def action_reject(self):
        """Take a wrong reading out of use; it stays in the history."""
        self.filtered(lambda reading: reading.state != "rejected").write({"state": "rejected"})
        return True
