from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import checklist_drawing

DRAWINGS = [
    ("car_front", "Car from the Front"),
    ("car_rear", "Car from the Rear"),
    ("car_left", "Car from the Left"),
    ("car_right", "Car from the Right"),
    ("car_top", "Car from Above"),
]
# The list of marks stands in the free corner of the picture when it is short and the corner large.
MOST_BESIDE, ROOM_BESIDE = 12, 0.35
DAMAGES = ("scratch", "dent", "broken", "chipped", "rust", "crack", "missing")


class DmsChecklistItem(models.Model):
    """A pass/fail item on whose drawing the damage is marked."""

    _inherit = "dms.checklist.item"

    drawing = fields.Selection(
        DRAWINGS, help="Without damage, or with marks on the drawing; for pass/fail items."
    )

    @api.constrains("kind", "drawing")
    def _check_drawing(self):
        for item in self:
            if item.drawing and item.kind != "pass_fail":
                raise ValidationError(
                    self.env._("“%(item)s”: only pass/fail items have a drawing.", item=item.name)
                )


class DmsChecklistLine(models.Model):
    """Damage marked on a drawing: each mark has a place, a kind and a photo."""

    _inherit = "dms.checklist.line"

    drawing = fields.Selection(DRAWINGS, readonly=True)
    marks = fields.Json(
        help="Marks on the drawing: x and y in per cent, kind of damage, number of the photo."
    )

    def _value_fields(self):
        return super()._value_fields() | {"marks"}

    @api.model
    def _damage_names(self):
        """Kinds of damage in words."""
        return {
            "scratch": self.env._("Scratch"),
            "dent": self.env._("Dent"),
            "broken": self.env._("Broken"),
            "chipped": self.env._("Paint Chipped"),
            "rust": self.env._("Rust"),
            "crack": self.env._("Glass Cracked"),
            "missing": self.env._("Missing"),
        }

    def _judged_vals(self, given, soft, role=None):
        """The photo of a mark that is gone goes with it."""
        vals = super()._judged_vals(given, soft, role)
        if self.drawing and "marks" in vals:
            before = {mark["photo"] for mark in self.marks or []}
            after = {mark["photo"] for mark in vals["marks"] or []}
            gone = sorted((before - after - {False}) & set(self.photo_ids.ids))
            if gone:
                commands = [fields.Command.unlink(photo) for photo in gone]
                vals["photo_ids"] = [*vals.get("photo_ids", []), *commands]
        return vals

    def _verdict_mark(self, given):
        """A drawing is without damage, or it carries marks; one of both, never neither.

        :raises UserError: it is called damaged without a mark, or sound with one
        """
        if not self.drawing or not {"result", "marks", "photo_ids"} & set(given):
            return super()._verdict_mark(given)
        marks = self._clean_marks(given)
        result = given.get("result") if "result" in given else self.result
        sound = result in ("pass", "ok")
        if given.get("result") in ("fail", "attention", "urgent") and not marks:
            raise UserError(
                self.env._("“%(item)s”: tap the damage on the drawing.", item=self.display_name)
            )
        if "result" in given and sound and marks:
            raise UserError(
                self.env._(
                    "“%(item)s” carries marks: remove them before it is without damage.",
                    item=self.display_name,
                )
            )
        vals = super()._verdict_mark({"result": "fail" if marks else "pass" if sound else False})
        names = self._damage_names() if marks else {}
        text = ", ".join(names[mark["kind"]] for mark in marks)
        return {**vals, "marks": marks or False, "text": text or False}

    def _clean_marks(self, given):
        """Marks as they are kept; their photos are photos of this line.

        :raises UserError: a mark is outside the drawing or of no known kind, or there are too many
        """
        photos = self._photos_after(given.get("photo_ids"))
        kept = []
        for mark in given.get("marks", self.marks) or []:
            x, y = checklist_drawing.place(mark.get("x")), checklist_drawing.place(mark.get("y"))
            if None in (x, y) or mark.get("kind") not in DAMAGES:
                raise UserError(
                    self.env._("“%(item)s”: this is not a mark.", item=self.display_name)
                )
            photo = mark.get("photo")
            kept.append(
                {"x": x, "y": y, "kind": mark["kind"], "photo": photo if photo in photos else False}
            )
        if len(kept) > checklist_drawing.MOST_MARKS:
            raise UserError(
                self.env._(
                    "“%(item)s” has at most %(most)s marks.",
                    item=self.display_name,
                    most=checklist_drawing.MOST_MARKS,
                )
            )
        return kept

    def _prepare_attempt_vals(self, attempt):
        return {**super()._prepare_attempt_vals(attempt), "drawing": self.drawing}

    def _screen_data(self, role=None):
        data = super()._screen_data(role)
        if self.drawing:
            width, height = checklist_drawing.SIZES[self.drawing]
            data["drawing"] = {
                "url": checklist_drawing.url(self.drawing),
                "width": width,
                "height": height,
                "kinds": [[key, name] for key, name in self._damage_names().items()],
            }
            data["marks"] = self.marks or []
        return data

    def _drawing_caption(self):
        """Name of the view and whether it is without damage."""
        self.ensure_one()
        if self._origin and not self.result:
            return self.name
        if self.marks:
            return self.env._("%(view)s: %(count)s marks", view=self.name, count=len(self.marks))
        box = "√" if self.result == "pass" else "□"
        return self.env._("%(view)s %(box)s no damage", view=self.name, box=box)


class DmsChecklist(models.Model):
    """Sheets with drawings: marks are numbered through the whole sheet."""

    _inherit = "dms.checklist"

    def _screen_vals(self, vals):
        kept = super()._screen_vals(vals)
        return {**kept, "marks": vals["marks"]} if "marks" in vals else kept

    def sheet_add_photo(self, line_id, name, data, mark=None):
        """Attach a photo to a line, or to one of its marks.

        :param mark: place of the mark in the list of marks of the line
        """
        line = self.line_ids.filtered(lambda one: one.id == line_id)
        if mark is None or not line.drawing:
            return super().sheet_add_photo(line_id, name, data)
        self.check_access("write")
        marks = [dict(one) for one in line.marks or []]
        if not 0 <= mark < len(marks):
            raise UserError(self.env._("This mark is gone: open the sheet again."))
        photo = self._make_photo(name, data)
        marks[mark]["photo"] = photo.id
        vals = {"marks": marks, "photo_ids": [fields.Command.link(photo.id)]}
        return self._sheet_change(self._fill({line.id: vals}))

    def _check_reasons(self):
        """Every mark has its photo.

        :raises UserError: naming the marks without one
        """
        res = super()._check_reasons()
        bare = [
            mark
            for mark in self._numbered_marks()
            if mark["line"].stage == self.stage
            and mark["line"].photo_required_bad
            and not mark["photo"]
        ]
        if bare:
            items = ", ".join(f"{mark['line'].name} {mark['number']}" for mark in bare[:10])
            raise UserError(self.env._("Take a photo of: %(items)s", items=items))
        return res

    def _numbered_marks(self):
        """All marks in the order of the sheet.

        :return: list of dicts ``number``, ``line``, ``x``, ``y``, ``kind``, ``damage`` (in words),
            ``photo`` (id or False)
        """
        self.ensure_one()
        names = self.env["dms.checklist.line"]._damage_names()
        pairs = [
            (line, mark)
            for line in self.line_ids.sorted(lambda one: (one.sequence, one.id))
            for mark in line.marks or []
        ]
        return [
            {**mark, "number": number, "line": line, "damage": names[mark["kind"]]}
            for number, (line, mark) in enumerate(pairs, 1)
        ]

    def _print_sections(self):
        """The drawings of a section stand above its rows, with their marks and what they mean.

        Their own rows are left out: the picture says all of them, unless there is a remark.
        """
        sections = super()._print_sections()
        for section in sections:
            drawn = section["lines"].filtered("drawing")
            section["picture"], section["marks"] = self._print_drawings(drawn)
            section["beside"] = (
                len(section["marks"]) <= MOST_BESIDE
                and bool(drawn)
                and checklist_drawing.room(drawn.mapped("drawing")) > ROOM_BESIDE
            )
            section["rows"] = [
                row for row in section["rows"] if not row["item"].drawing or row["remarks"]
            ]
        number = 0
        for section in sections:
            for row in section["rows"]:
                number += 1
                row["number"] = number
        return sections

    def _print_drawings(self, drawn):
        """Picture of the drawings of some lines, as the address of an image, and their marks."""
        if not drawn:
            return "", []
        marks = [mark for mark in self._numbered_marks() if mark["line"] in drawn]
        views = [
            {
                "name": line.drawing,
                "caption": line._drawing_caption(),
                "marks": [
                    (one["number"], one["x"], one["y"]) for one in marks if one["line"] == line
                ],
            }
            for line in drawn
        ]
        picture = checklist_drawing.compose(views).encode()
        return f"data:image/svg+xml;base64,{b64encode(picture).decode()}", marks

    def _photo_text(self, line, photo):
        """The photo of a mark is called by its number."""
        found = [one for one in self._numbered_marks() if one["photo"] == photo.id]
        if not found:
            return super()._photo_text(line, photo)
        return " ".join(f"{one['number']} {line.name} {one['damage']}" for one in found)
