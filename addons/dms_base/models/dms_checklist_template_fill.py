from odoo import api, models, tools
from odoo.exceptions import UserError

from . import checklist_text

# Values every line copies from its item, so that a filled sheet never changes its wording.
COPIED = (
    "code",
    "name",
    "standard",
    "kind",
    "columns",
    "drawing",
    "required",
    "na_allowed",
    "critical",
    "photo_required_bad",
    "photo_required_urgent",
    "remark_required_bad",
    "uom",
    "tol_min",
    "tol_max",
    "urgent_min",
    "urgent_max",
    "score_max",
)


class DmsChecklistTemplate(models.Model):
    """From a template to filled sheets: what is copied, for whom, with which limits."""

    _inherit = "dms.checklist.template"

    @api.model
    def _published(self, code, company=None):
        """Published template of a form code; one of the company goes before the common one.

        :return: template, empty when there is none
        """
        company = company or self.env.company
        return self.browse(self._cached_published_ids(code, company.id))

    @api.model
    @tools.ormcache("code", "company_id")
    def _cached_published_ids(self, code, company_id):
        # sudo: an id only; reading the template checks the reader's rights
        return tuple(
            self.sudo()
            .search(
                [
                    ("code", "=", code),
                    ("state", "=", "published"),
                    ("company_id", "in", (company_id, False)),
                ],
                order="company_id",
                limit=1,
            )
            .ids
        )

    def _create_checklists(self, subjects=None, **vals):
        """Open one sheet per subject, in one batch.

        :param subjects: recordset of what is checked; nothing opens one sheet without a subject
        :param vals: further values of the sheets, e.g. ``date``, ``period_start``, ``employee_id``
        :return: dms.checklist, in the order of the subjects
        :raises UserError: the template is not published
        """
        self.ensure_one()
        if self.state != "published":
            raise UserError(
                self.env._("%(name)s is not published: publish it first.", name=self.display_name)
            )
        keys = (
            [(subjects._name, subject.id) for subject in subjects] if subjects else [(False, False)]
        )
        return self.env["dms.checklist"].create(
            [
                {**vals, "template_id": self.id, "res_model": model, "res_id": res_id}
                for model, res_id in keys
            ]
        )

    def _subject_vals(self, subjects):
        """Values of the sheet taken from its subject; addons add their links.

        :param subjects: recordset of one model
        :return: dict of subject id to values
        """
        names = {"vehicle_id": "fleet.vehicle", "employee_id": "hr.employee"}
        result = {}
        for subject in subjects:
            vals = {}
            for name, model in names.items():
                if subjects._name == model:
                    vals[name] = subject.id
                elif name in subject._fields and subject._fields[name].comodel_name == model:
                    vals[name] = subject[name].id
            if "company_id" in subject._fields and subject.company_id:
                vals["company_id"] = subject.company_id.id
            result[subject.id] = vals
        return result

    def _subject_attributes(self, subjects):
        """What conditions may ask of a subject.

        :return: dict of subject id to dict of token (G, D, EV, MT, AT, air, drum, disc, 4WD, trk)
            to bool; tokens that are not known are left out
        """
        vehicles = self._subject_vehicles(subjects)
        return {key: self._vehicle_attributes(vehicle) for key, vehicle in vehicles.items()}

    def _subject_vehicles(self, subjects):
        """Vehicle of each subject that has one, by subject id."""
        if subjects._name == "fleet.vehicle":
            return {vehicle.id: vehicle for vehicle in subjects}
        field = subjects._fields.get("vehicle_id")
        if field is None or field.comodel_name != "fleet.vehicle":
            return {}
        return {subject.id: subject.vehicle_id for subject in subjects if subject.vehicle_id}

    def _vehicle_attributes(self, vehicle):
        """Tokens of one vehicle from its master data."""
        attributes = {}
        fuel = vehicle.fuel_type
        if fuel:
            attributes["EV"] = fuel == "electric" or "hybrid" in fuel
            attributes["G"] = "gasoline" in fuel or fuel in ("full_hybrid", "cng", "lpg")
            attributes["D"] = "diesel" in fuel
        if vehicle.transmission:
            attributes["MT"] = vehicle.transmission == "manual"
            attributes["AT"] = vehicle.transmission == "automatic"
        return attributes

    def _subject_counts(self, subjects):
        """Numbers of repeated positions per subject, e.g. ``{id: {"cyl": 6}}``."""
        return {}

    def _subject_limits(self, subjects):
        """Limits looked up in technical data.

        :return: dict of subject id to dict of item code to dict of tol_min, tol_max, urgent_min,
            urgent_max
        """
        return {}

    def _extra_lines(self, subjects):
        """Lines generated from records of the subject, such as the lines of an order.

        :return: dict of subject id to list of line values; ``section_code`` says where they go
            (default: the first section), ``source_model`` and ``source_id`` what they came from
        """
        return {}

    def _line_blueprint(self):
        """What the lines of a sheet are made of, in the user's language.

        Published templates are frozen, so it is kept in the registry cache; the values are shared
        and must be copied before use.
        """
        self.ensure_one()
        if self.state == "published":
            return self._cached_blueprint(self.env.lang or "en_US")
        return self._make_blueprint()

    @tools.ormcache("self.id", "lang")
    def _cached_blueprint(self, lang):
        return self.with_context(lang=lang)._make_blueprint()

    def _make_blueprint(self):
        """Tuple of sections: (id, code, condition, values, items (condition, positions,
        values)).
        """
        # sudo: the wording of a form is the same for everybody who may open a sheet of it
        sections = self.sudo().section_ids.sorted(lambda one: (one.sequence, one.id))
        result = []
        for section in sections:
            vals = {
                "section_id": section.id,
                "section_name": f"{section.code or ''} {section.name}".strip(),
                "stage": section.stage,
            }
            items = tuple(
                (
                    item.condition or "",
                    item.positions or "",
                    {"item_id": item.id, **vals, **{name: item[name] for name in COPIED}},
                )
                for item in section.item_ids.sorted(lambda one: (one.sequence, one.id))
            )
            result.append((section.id, section.code or "", section.condition or "", vals, items))
        return tuple(result)

    def _line_vals(self, attributes, counts, limits, extra):
        """Values of the lines of one sheet.

        :param attributes: tokens for the conditions
        :param counts: numbers of positions
        :param limits: looked-up limits by item code
        :param extra: generated lines
        :return: list of values in printing order
        """
        lines = []
        blueprint = self._line_blueprint()
        first = blueprint[0][1] if blueprint else ""
        for _section_id, code, condition, shared, items in blueprint:
            if not checklist_text.applies(condition, attributes):
                continue
            for item_condition, positions, vals in items:
                if not checklist_text.applies(item_condition, attributes):
                    continue
                bounds = limits.get(vals["code"], {})
                lines += [
                    {**vals, **bounds, "position": position}
                    for position in checklist_text.positions(positions, counts)
                ]
            lines += [
                {**shared, **{key: value for key, value in vals.items() if key != "section_code"}}
                for vals in extra
                if vals.get("section_code", first) == code
            ]
        for number, vals in enumerate(lines, 1):
            vals["sequence"] = number
        return lines

    def _roles(self):
        """Signature roles in order; those of a published template are kept in the registry
        cache.
        """
        self.ensure_one()
        if self.state != "published":
            return self.signoff_role_ids.sorted(lambda role: (role.stage, role.sequence, role.id))
        return self.env["dms.checklist.role"].browse(self._cached_role_ids())

    @tools.ormcache("self.id")
    def _filler_group_ids(self):
        """Ids of the groups that fill sheets of this form; empty: everybody."""
        # sudo: ids of roles are no secret
        return tuple(self.sudo().filler_group_ids.ids)

    @tools.ormcache("self.id")
    def _cached_role_ids(self):
        # sudo: ids only; reading the roles checks the reader's rights
        roles = self.sudo().signoff_role_ids
        return tuple(roles.sorted(lambda role: (role.stage, role.sequence, role.id)).ids)
