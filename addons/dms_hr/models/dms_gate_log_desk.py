from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dms_base.tools import plate as plate_tools

from .dms_gate_log import RETURNING

DESK_LIMIT = 80
DESK_STEPS = ("state", "car_in", "car_out", "visitor_in", "visitor_out")
DESK_GROUPS = (
    "dms_base.group_dms_guard",
    "dms_base.group_dms_service_manager",
    "dms_base.group_dms_general_manager",
)


class DmsGateLog(models.Model):
    """What the guard's screen shows and does; the same for the kiosk and for a login."""

    _inherit = "dms.gate.log"

    @api.model
    def gate_desk(self, step, values=None):
        """One step of the gate desk for a user with a login.

        :param step: state, car_in, car_out, visitor_in or visitor_out
        :param values: arguments of the step by name
        :raises AccessError: the user is no guard and no manager
        """
        self._check_desk_user()
        if step not in DESK_STEPS:
            raise AccessError(self.env._("This screen does not offer that."))
        return getattr(self, f"_desk_{step}")(**(values or {}))

    @api.model
    def action_vehicle_in(self, plates):
        """Cars drive in; a second call within the same stay changes nothing.

        :param plates: one plate or a list of plates
        :return: ids of the rows
        """
        self._check_desk_user()
        plates = [plates] if isinstance(plates, str) else plates
        logs = self.browse()
        for plate in plates:
            logs |= self._vehicle_in(plate)
        return logs.ids

    @api.model
    def action_vehicle_out(self, text, exit_type=None, odometer=0, person=None):
        """A car drives out by its pass or plate; a second call changes nothing.

        :param text: code or number of a gate pass, or a plate
        :return: id of the row
        :raises UserError: one sentence why it may not leave
        """
        self._check_desk_user()
        vals = {"person": person} if person else None
        return self._vehicle_out(text, exit_type, odometer=odometer, vals=vals).id

    @api.model
    def _check_desk_user(self):
        if not self.env.su and not any(self.env.user.has_group(group) for group in DESK_GROUPS):
            raise AccessError(self.env._("Only guards and managers open the gate."))

    @api.model
    def _desk_state(self):
        """Lists of the screen as plain data; no amounts, no phone numbers.

        :return: dict ``inside``, ``released``, ``outside``, ``visitors``, ``exit_types``
        """
        company = [("company_id", "=", self.env.company.id)]
        opened = self.search(company + [("state", "=", "open")], limit=4 * DESK_LIMIT)
        passes = self.env["dms.gate.pass"].search(
            company + [("state", "=", "valid"), ("valid_to", ">=", fields.Datetime.now())],
            limit=DESK_LIMIT,
        )
        cars = opened.filtered(lambda log: log.kind == "vehicle")
        outside = cars.filtered(lambda log: log.direction == "out" and log.exit_type in RETURNING)
        away = set(outside.mapped("plate"))
        inside = cars.filtered(lambda log: log.direction == "in" and log.plate not in away)
        visitors = opened.filtered(lambda log: log.kind == "visitor")[:DESK_LIMIT]
        return {
            "released": [item._get_desk_row() for item in passes],
            "inside": [log._get_desk_row() for log in inside[:DESK_LIMIT]],
            "outside": [log._get_desk_row() for log in outside[:DESK_LIMIT]],
            "visitors": [log._get_desk_row() for log in visitors],
            "exit_types": self._fields["exit_type"]._description_selection(self.env),
        }

    def _get_desk_row(self):
        """One line of the screen."""
        self.ensure_one()
        now = fields.Datetime.now()
        moment = self.date_out if self.direction == "out" else self.date_in
        labels = dict(self._fields["exit_type"]._description_selection(self.env))
        return {
            "id": self.id,
            "plate": self.plate or "",
            "model": self.model_name or "",
            "person": self.person or "",
            "purpose": self.purpose or "",
            "kind": labels.get(self.exit_type, ""),
            "since": self._desk_time(moment),
            "overdue": bool(self.expected_back and self.expected_back < now),
        }

    @api.model
    def _desk_time(self, moment):
        """Local time of a UTC datetime, with the day when it is not today."""
        if not moment:
            return ""
        zone = self.env.context.get("tz") or self.env.user.tz or "Asia/Shanghai"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
        today = fields.Datetime.context_timestamp(self.with_context(tz=zone), fields.Datetime.now())
        same = local.date() == today.date()
        return local.strftime("%H:%M" if same else "%m-%d %H:%M")

    @api.model
    def _desk_car_in(self, text, employee=None):
        """The plate was typed or read: the car is in."""
        log = self._vehicle_in(text, employee)
        if log.direction == "out":
            message = self.env._("%(plate)s is back.", plate=log.plate)
        else:
            message = self.env._("%(plate)s is in.", plate=log.plate)
        return {**self._desk_state(), "message": message}

    @api.model
    def _desk_car_out(self, text, exit_type=None, odometer=0, person=None, employee=None):
        """The pass was scanned or the plate typed: the car leaves, or one sentence says why not."""
        vals = {"person": person} if person else None
        log = self._vehicle_out(text, exit_type or None, employee, int(odometer or 0), vals)
        message = self.env._("%(plate)s may leave.", plate=log.plate)
        return {**self._desk_state(), "message": message}

    @api.model
    def _desk_visitor_in(self, person, purpose=None, text=None, employee=None):
        """Somebody comes to see somebody, with or without a car.

        :param text: plate, when the visitor comes by car
        """
        if not (person or "").strip():
            raise UserError(self.env._("Type the visitor's name."))
        log = self.create(
            {
                "company_id": self.env.company.id,
                "kind": "visitor",
                "direction": "in",
                "exit_type": "visitor",
                "person": person.strip(),
                "purpose": purpose,
                "plate": plate_tools.normalise(text) or False,
                "date_in": fields.Datetime.now(),
                "guard_employee_id": employee.id if employee else False,
            }
        )
        return {**self._desk_state(), "message": self.env._("%(name)s is in.", name=log.person)}

    @api.model
    def _desk_visitor_out(self, log_id):
        """The visitor leaves; pressed twice it counts once."""
        log = self.search(
            [
                ("id", "=", int(log_id)),
                ("kind", "=", "visitor"),
                ("company_id", "=", self.env.company.id),
            ]
        )
        log.filtered(lambda row: row.state == "open").write(
            {"state": "closed", "date_out": fields.Datetime.now()}
        )
        return {**self._desk_state(), "message": self.env._("%(name)s has left.", name=log.person)}
