from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dms_base.tools import plate as plate_tools

from .dms_gate_log import RETURNING

REPEAT_SECONDS = 120
ODOMETER_STEP = 2000
# Usual return by kind of exit, in hours; a road test ends after one.
BACK_HOURS = {"road_test": 1, "rescue": 4, "company": 8, "outside": 24, "courtesy": 24}


class DmsGateLog(models.Model):
    """Cars drive in and out: each passage is decided once, by one guard."""

    _inherit = "dms.gate.log"

    @api.model
    def _vehicle_in(self, plate, employee=None, vals=None):
        """A car drives in: the guard types the plate, everything else follows.

        A second press within the same stay returns the same row.

        :param plate: as typed or read by a camera
        :param employee: guard who is logged in at the kiosk
        :return: the row
        """
        key = plate_tools.normalise(plate)
        if not key:
            raise UserError(self.env._("Type the plate of the car."))
        company = self.env.company
        vehicle = self.env["fleet.vehicle"]._find_by_plate(key, company)
        if vehicle:
            vehicle._hold_at_gate("in")
        if not vehicle or self._has_passages(vehicle):
            returning = self._find_returning(vehicle)
            if returning:
                returning.write({"date_in": fields.Datetime.now(), "state": "closed"})
                return returning
            inside = self._find_inside(key, vehicle, company)
            if inside:
                return inside
            recent = vehicle and self._find_back(vehicle)
            if recent:
                return recent
        log = self.create(
            {
                "company_id": company.id,
                "kind": "vehicle",
                "direction": "in",
                "plate": vehicle.license_plate or key,
                "vehicle_id": vehicle.id,
                "date_in": fields.Datetime.now(),
                "guard_employee_id": employee.id if employee else False,
                **(vals or {}),
            }
        )
        log._after_vehicle_in()
        return log

    @api.model
    def _has_passages(self, vehicle):
        """Whether a vehicle has an open row, or came back a moment ago; mostly it has none."""
        since = fields.Datetime.now() - timedelta(seconds=REPEAT_SECONDS)
        domain = [
            ("vehicle_id", "=", vehicle.id),
            "|",
            ("state", "=", "open"),
            ("date_in", ">=", since),
        ]
        return bool(self.search_count(domain, limit=1))

    @api.model
    def _find_inside(self, key, vehicle, company):
        """The open row of a car that is inside already."""
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", "vehicle"),
            ("direction", "=", "in"),
            ("state", "=", "open"),
        ]
        who = (
            [("vehicle_id", "=", vehicle.id)]
            if vehicle
            else [("vehicle_id", "=", False), ("plate", "=", key)]
        )
        return self._search_together(domain + who, limit=1)

    @api.model
    def _find_returning(self, vehicle):
        """The open exit of a car that was expected back."""
        if not vehicle:
            return self.browse()
        return self.search(
            [
                ("vehicle_id", "=", vehicle.id),
                ("direction", "=", "out"),
                ("state", "=", "open"),
                ("exit_type", "in", RETURNING),
            ],
            limit=1,
        )

    @api.model
    def _vehicle_out(self, text, exit_type=None, employee=None, odometer=0, vals=None):
        """A car wants to leave: the guard scans the pass or types the plate.

        :param text: code or number of a gate pass, or a plate
        :param exit_type: kind of exit; after repair by default
        :param odometer: km on leaving, 0 when not read
        :return: the row of the exit
        :raises UserError: one sentence with the reason and who can help
        """
        gate_pass = self._find_pass(text)
        vehicle = gate_pass.vehicle_id or self.env["fleet.vehicle"]._find_by_plate(text)
        key = plate_tools.normalise(vehicle.license_plate or text)
        if not key:
            raise UserError(self.env._("Scan the pass or type the plate of the car."))
        if vehicle:
            vehicle._hold_at_gate("out")
        gone = self._find_gone(key, vehicle, self.env.company)
        if gone:
            return gone
        exit_type = exit_type or self._get_exit_type(vehicle, gate_pass)
        self._check_exit(vehicle, exit_type, odometer, vals or {})
        gate_pass = gate_pass or self._find_vehicle_pass(vehicle)
        if gate_pass and exit_type in ("repair", "unrepaired"):
            gate_pass._use()
        else:
            gate_pass = gate_pass.browse()
        return self._write_exit(vehicle, key, exit_type, gate_pass, employee, odometer, vals)

    @api.model
    def _get_exit_type(self, vehicle, gate_pass):
        """Kind of exit when the guard chose none."""
        if gate_pass or vehicle.vehicle_use == "customer":
            return "repair"
        kinds = {"rescue": "rescue", "loaner": "courtesy", "demo": "courtesy"}
        return kinds.get(vehicle.vehicle_use, "company") if vehicle else "visitor"

    @api.model
    def _check_exit(self, vehicle, exit_type, odometer, vals):
        """Everything that keeps a car inside.

        :raises UserError: the reasons, one a line
        """
        sentences = []
        if vehicle:
            sentences += [text for _code, text, _role in vehicle._get_exit_blockers(exit_type)]
            sentences += self._get_odometer_reasons(vehicle, odometer, vals)
        if exit_type in RETURNING and not (vals.get("person") or "").strip():
            sentences.append(self.env._("Type who drives the car."))
        if sentences:
            raise UserError("\n".join(dict.fromkeys(sentences)))

    @api.model
    def _get_odometer_reasons(self, vehicle, odometer, vals):
        """Why a reading cannot be right; a remark accepts it nevertheless."""
        last = vehicle._get_gate_odometer()
        if not odometer or not last or vals.get("purpose"):
            return []
        if odometer < last or odometer > last + ODOMETER_STEP:
            return [
                self.env._(
                    "%(km)d km cannot be right, the last reading was %(last)d km: read again or add a remark.",
                    km=odometer,
                    last=last,
                )
            ]
        return []

    @api.model
    def _find_gone(self, key, vehicle, company):
        """The exit written a moment ago, when the button is pressed twice or by two guards."""
        since = fields.Datetime.now() - timedelta(seconds=REPEAT_SECONDS)
        who = [("vehicle_id", "=", vehicle.id)] if vehicle else [("plate", "=", key)]
        last = self.search_fetch(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "vehicle"),
                ("state", "!=", "void"),
                ("create_date", ">=", since),
                *who,
            ],
            ["direction", "exit_type", "state"],
            limit=1,
        )
        return last.filtered(lambda log: log.direction == "out" and not log._is_back())

    def _is_back(self):
        """Whether the car of an exit that returns has come back."""
        self.ensure_one()
        return self.exit_type in RETURNING and self.state == "closed"

    @api.model
    def _find_pass(self, text):
        """The pass with this code or number in the company, whatever its state."""
        text = (text or "").strip().upper()
        if len(text) < 8:
            return self.env["dms.gate.pass"]
        return self.env["dms.gate.pass"]._search_together(
            [
                ("company_id", "=", self.env.company.id),
                "|",
                ("token", "=", text),
                ("name", "=", text),
            ],
            "vehicle_id",
            limit=1,
        )

    @api.model
    def _find_vehicle_pass(self, vehicle):
        """The valid pass of a vehicle, when the guard typed its plate."""
        if not vehicle:
            return self.env["dms.gate.pass"]
        passes = self.env["dms.gate.pass"].search(
            [("vehicle_id", "=", vehicle.id), ("state", "=", "valid")]
        )
        return passes.filtered(lambda item: not item.is_expired)[:1]

    @api.model
    def _find_back(self, vehicle):
        """The return written a moment ago, when the button is pressed twice."""
        since = fields.Datetime.now() - timedelta(seconds=REPEAT_SECONDS)
        return self.search(
            [
                ("vehicle_id", "=", vehicle.id),
                ("direction", "=", "out"),
                ("exit_type", "in", RETURNING),
                ("state", "=", "closed"),
                ("date_in", ">=", since),
            ],
            limit=1,
        )

    def _write_exit(self, vehicle, text, exit_type, gate_pass, employee, odometer, vals=None):
        """Write the exit row, close the entry, tell the other desks."""
        now = fields.Datetime.now()
        company = self.env.company
        key = plate_tools.normalise(text)
        inside = self._find_inside(key, vehicle, company)
        log = self.create(
            {
                "company_id": company.id,
                "kind": "vehicle",
                "direction": "out",
                "plate": vehicle.license_plate or key,
                "vehicle_id": vehicle.id,
                "exit_type": exit_type,
                "pass_id": gate_pass.id,
                "reference": gate_pass.reference,
                "basis": gate_pass.basis,
                "odometer": odometer,
                "date_in": inside.date_in,
                "date_out": now,
                "expected_back": self._get_expected_back(exit_type, now),
                "guard_employee_id": employee.id if employee else False,
                "state": "open" if exit_type in RETURNING else "closed",
                **(vals or {}),
            }
        )
        if exit_type not in RETURNING:
            inside.write({"state": "closed", "date_out": now})
        log._after_vehicle_out()
        return log

    @api.model
    def _get_expected_back(self, exit_type, moment):
        """When a car of this kind of exit is usually back; False for one that leaves for good."""
        hours = BACK_HOURS.get(exit_type)
        return moment + timedelta(hours=hours) if hours else False

    @api.model
    def _emergency_out(self, plate, reason):
        """Let a car out against the rules: a manager takes the blame, finance sees the row.

        :raises AccessError: not a service manager or general manager
        """
        user = self.env.user
        if not (
            user.has_group("dms_base.group_dms_service_manager")
            or user.has_group("dms_base.group_dms_general_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only the service manager or the general manager may release in an emergency."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason of the emergency release."))
        vehicle = self.env["fleet.vehicle"]._find_by_plate(plate)
        key = plate_tools.normalise(vehicle.license_plate or plate)
        if not key:
            raise UserError(self.env._("Type the plate of the car."))
        if vehicle:
            vehicle._hold_at_gate("out")
        gone = self._find_gone(key, vehicle, self.env.company)
        if gone:
            return gone
        return self._write_exit(
            vehicle,
            key,
            "repair",
            self.env["dms.gate.pass"],
            None,
            0,
            {
                "is_emergency": True,
                "emergency_reason": reason,
                "basis": self.env._("Emergency"),
                "approved_by_id": user.id,
            },
        )
