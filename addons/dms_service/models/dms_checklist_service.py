from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import service_plan

SERVICE_TYPES = ("FS", "PM")
# Services that cross these kilometres are called medium and large in the trade.
MEDIUM_KM, LARGE_KM = 20000, 60000
PRINTED_STEPS = 6


class DmsChecklistItem(models.Model):
    """Items of a maintenance plan."""

    _inherit = "dms.checklist.item"

    service_plan = fields.Char(
        help="I; R 20k: inspected at each service, replaced every 20 000 km. R 40k/24m: km or "
        "months, whichever comes first. R replace, I inspect, C clean, A adjust, L lubricate, "
        "T tighten."
    )

    @api.constrains("service_plan")
    def _check_service_plan(self):
        for item in self:
            try:
                service_plan.parse(item.service_plan)
            except ValueError:
                raise ValidationError(
                    self.env._("The interval “%(text)s” cannot be read.", text=item.service_plan)
                ) from None


class DmsChecklistTemplate(models.Model):
    """A maintenance sheet holds only what is due at this service."""

    _inherit = "dms.checklist.template"

    is_service_sheet = fields.Boolean(
        string="Maintenance Sheet", help="Items with an interval appear only when they are due."
    )

    @api.model
    def _get_service_template(self, vehicle, company):
        """Maintenance sheet of the model of a vehicle, else the generic SA-03.

        :return: (template, whether it is the model's own)
        """
        own = vehicle.model_id.service_template_id
        if own.state == "published" and own.company_id in (company, company.browse()):
            return own, True
        return self._published("SA-03", company), False

    def _subject_steps(self, subjects):
        """Service steps by subject id, for subjects that have a vehicle."""
        today = fields.Date.context_today(self)
        steps = {}
        for subject in subjects:
            vehicle = self._subject_vehicles(subject).get(subject.id)
            if vehicle:
                odometer = (
                    subject.odometer if subject._name == "sale.order" else vehicle.last_odometer
                )
                steps[subject.id] = vehicle._get_service_steps(odometer, today)
        return steps

    def _subject_attributes(self, subjects):
        """The service that is due goes along with what is known of the vehicle."""
        result = super()._subject_attributes(subjects)
        if self.is_service_sheet:
            for key, (_number, before, now) in self._subject_steps(subjects).items():
                result[key] = {**result.get(key, {}), "service_steps": (before, now)}
        return result

    def _subject_vals(self, subjects):
        """Step and level of the service."""
        result = super()._subject_vals(subjects)
        if self.is_service_sheet:
            for key, (number, before, now) in self._subject_steps(subjects).items():
                result[key].update(
                    service_step=number,
                    service_step_km=int(now.km),
                    service_level=self._get_service_level(number, before, now),
                )
        return result

    def _get_service_level(self, number, before, now):
        """First, small, medium or large service."""
        if number == 1:
            return "first"
        for level, km in (("large", LARGE_KM), ("medium", MEDIUM_KM)):
            if now.km // km > before.km // km:
                return level
        return "small"

    def _line_vals(self, attributes, counts, limits, extra):
        """Leave out what is not due; what is due says what is to be done."""
        lines = super()._line_vals(attributes, counts, limits, extra)
        steps = attributes.get("service_steps")
        if not self.is_service_sheet or not steps:
            return lines
        # sudo: the plan of a form is the same for everybody who may open a sheet of it
        plans = {item.id: item.service_plan for item in self.sudo().item_ids}
        kept = []
        for vals in lines:
            plan = plans.get(vals.get("item_id"))
            work = service_plan.due_work(plan, *steps) if plan else None
            if work or not plan:
                kept.append({**vals, "work": work} if work and vals["kind"] == "work" else vals)
        for number, vals in enumerate(kept, 1):
            vals["sequence"] = number
        return kept


class DmsChecklist(models.Model):
    """SA-03: the service sheet of an order."""

    _inherit = "dms.checklist"

    service_step = fields.Integer(string="Service No.", readonly=True, copy=False)
    service_step_km = fields.Integer(string="Service at (km)", readonly=True, copy=False)
    service_level = fields.Selection(
        [("first", "First"), ("small", "Small"), ("medium", "Medium"), ("large", "Large")],
        readonly=True,
        copy=False,
    )

    def _check_complete(self):
        """A service sheet names the first item that is due and not done."""
        missing = self._missing_lines()
        if self.template_id.is_service_sheet and missing:
            number = self.line_ids.ids.index(missing[0].id) + 1
            raise UserError(
                self.env._(
                    "Maintenance item %(number)s is not done: %(item)s (%(count)s open).",
                    number=number,
                    item=missing[0].name,
                    count=len(missing),
                )
            )
        return super()._check_complete()

    def _after_done(self):
        """The job of a finished service resets the maintenance on delivery."""
        res = super()._after_done()
        for sheet in self.filtered(lambda one: one.template_id.is_service_sheet):
            # sudo: the technician signs the sheet, the job belongs to the order
            jobs = sheet.order_id.sudo().job_ids.filtered(lambda job: job.state != "cancelled")
            if jobs and not any(jobs.mapped("resets_maintenance")):
                service = jobs.filtered(lambda job: job.service_type_id.code in SERVICE_TYPES)
                (service or jobs)[0].resets_maintenance = True
        return res

    def _print_body(self):
        """SA-03 prints the interval matrix."""
        if self.template_id.is_service_sheet:
            return "dms_service.checklist_body_sa03"
        return super()._print_body()

    def _print_header(self):
        """Head of a service sheet: the service before, this one, and the next."""
        head = super()._print_header()
        if not self.template_id.is_service_sheet:
            return head
        vehicle = self.vehicle_id.sudo()  # sudo: printed for everybody who may read the sheet
        levels = dict(self._fields["service_level"]._description_selection(self.env))
        last, next_one = "", ""
        if vehicle.last_service_date:
            last = f"{vehicle.last_service_date} / {vehicle.last_service_km} km"
        level = levels.get(self.service_level, "")
        if self.service_step_km:
            level = f"{level} {self.service_step_km} km"
        if vehicle and self.date:
            day, km = vehicle._preview_next_service(self.date, self.odometer)
            next_one = f"{day} / {int(km)} km" if day else ""
        return [
            *head,
            (self.env._("Last Maintenance"), last),
            (self.env._("This Service"), level),
            (self.env._("Next Service"), next_one),
        ]

    def _print_service(self):
        """Interval matrix and results of the printed service sheet.

        :return: dict ``steps`` (km of each column), ``current`` (index or None), ``halves`` (two
            lists of sections with rows), ``measures`` (texts), ``data`` (lines without interval)
        """
        self.ensure_one()
        steps, current = self._print_steps()
        attributes = {}
        if self.vehicle_id:
            # sudo: plan and facts of the car are printed, whoever prints
            attributes = self.template_id._vehicle_attributes(self.vehicle_id.sudo())
        lines = self.line_ids.grouped("item_id")
        sections = self._print_service_sections(attributes, lines, steps)
        measured = self.line_ids.filtered(
            lambda line: line.kind == "measure" and line.item_id.service_plan
        )
        return {
            "steps": [int(step.km) for step in steps[1:]],
            "current": current,
            "halves": self._split_sections(sections),
            "measures": measured,
            "data": self.line_ids.filtered(lambda line: not line.item_id.service_plan),
        }

    def _print_steps(self):
        """Steps printed as columns, with the one before the first, and the index of this service."""
        # sudo: as above
        vehicle = self.vehicle_id.sudo()
        plan = (vehicle or vehicle.new({}))._get_service_interval()
        first = max(1, (self.service_step or 1) - PRINTED_STEPS // 2)
        numbers = range(first - 1, first + PRINTED_STEPS)
        steps = [
            vehicle._make_step(plan, number) if number else service_plan.Step()
            for number in numbers
        ]
        return steps, self.service_step - first if self.service_step else None

    def _print_service_sections(self, attributes, lines, steps):
        """Sections of the plan that apply to the vehicle: rows with the letter of each step."""
        sections = []
        # sudo: the plan of a form is read by everybody who may read a sheet of it
        for section in self.template_id.sudo().section_ids:
            if not section._applies(attributes):
                continue
            rows = [
                {"item": item, "line": lines.get(item), "works": self._print_works(item, steps)}
                for item in section.item_ids
                if item.service_plan and item._applies(attributes)
            ]
            if rows:
                sections.append({"name": section.name, "lines": rows})
        return sections

    def _print_works(self, item, steps):
        """Letter of what is due at each step, empty where nothing is."""
        return [
            service_plan.LETTERS.get(service_plan.due_work(item.service_plan, before, now), "")
            for before, now in zip(steps, steps[1:], strict=False)
        ]


class DmsChecklistLine(models.Model):
    """A point of the service as printed: letter of the work and sign."""

    _inherit = "dms.checklist.line"

    def _get_service_mark(self):
        """√ in order, ○ done, △ work needed, — not applicable, for the first line of an item."""
        line = self[:1]
        if line.result == "na":
            return "—"
        if any(one.is_bad for one in self):
            return "△"
        if not line.result:
            return ""
        return "√" if line.work in (False, "inspect") else "○"
