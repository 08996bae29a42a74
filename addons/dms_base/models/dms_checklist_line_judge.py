from odoo import models
from odoo.exceptions import UserError

from . import checklist_score

TWO_WAY = {"ok": "pass", "attention": "fail", "urgent": "fail"}
THREE_WAY = {"pass": "ok", "fail": "attention"}
EMPTY = {"result": False, "value": 0.0, "choice_id": False, "score": 0.0}
AUTOMATIC = ("computed", "linked")


class DmsChecklistLine(models.Model):
    """Verdict and points of one value."""

    _inherit = "dms.checklist.line"

    def _judged_vals(self, given, soft, role=None):
        """Values to store for what was entered on this line.

        :param given: dict of entered fields; ``value`` None clears a number
        :param soft: a measure outside its limits is "attention" rather than "fail"
        :param role: rater whose column is filled, None on a sheet without raters
        :return: dict of field values
        :raises UserError: the value does not fit the item
        """
        self.ensure_one()
        vals = {
            name: given[name] for name in ("remark", "text", "photo_ids", "work") if name in given
        }
        if given.get("result") == "na":
            if self.critical or not self.na_allowed:
                raise UserError(self.env._("“%(item)s” cannot be n/a.", item=self.display_name))
            verdict = {**EMPTY, "result": "na"}
        else:
            verdict = self._verdict(given, soft)
        if role and verdict.get("result") != "na":
            verdict = self._rated(role, given, verdict)
        vals.update(verdict)
        if "result" in vals:
            vals["is_bad"] = vals["result"] in checklist_score.BAD
            vals["is_urgent"] = vals["result"] == "urgent"
        return vals

    def _verdict(self, given, soft):
        """Result, value and points, by kind; empty when nothing of it was entered."""
        if self.kind in ("pass_fail", "light", "work"):
            return self._verdict_mark(given)
        if self.kind in ("measure", *AUTOMATIC):
            return self._verdict_number(given, soft)
        if self.kind == "score":
            return self._verdict_score(given)
        if self.kind == "choice":
            return self._verdict_choice(given)
        if self.kind == "text" and "text" in given:
            return {"result": "ok" if (given["text"] or "").strip() else False}
        if self.kind == "photo" and "photo_ids" in given:
            return {"result": "ok" if self._photos_after(given["photo_ids"]) else False}
        return {}

    def _verdict_mark(self, given):
        if "result" not in given:
            return {}
        result = given["result"] or False
        result = (TWO_WAY if self.kind == "pass_fail" else THREE_WAY).get(result, result)
        share = checklist_score.LIGHT_SHARE.get(result, 0.0)
        vals = {"result": result, "score": share * self.score_max}
        if self.kind == "work" and result == "ok" and not given.get("work") and not self.work:
            vals["work"] = self.item_id.default_work or "inspect"
        return vals

    def _verdict_number(self, given, soft):
        band = self._band()
        if "value" not in given:
            return self._verdict_by_hand(given) if band.is_open else {}
        value = self._number(given["value"])
        if value is None:
            return dict(EMPTY)
        if band.is_open and self.kind == "measure" and self.item_id.from_spec:
            result = given.get("result") or self.result or False
        else:
            result = checklist_score.judge(value, band, soft)
        return {"value": value, "result": result, "score": self._number_points(value, result)}

    def _verdict_by_hand(self, given):
        """Verdict of a measure without limits, chosen by the person who measured."""
        if "result" not in given:
            return {}
        result = THREE_WAY.get(given["result"], given["result"])
        share = checklist_score.LIGHT_SHARE.get(result, 0.0)
        return {"result": result, "score": share * self.score_max}

    def _number_points(self, value, result):
        if not self.score_max:
            return 0.0
        if self.kind == "linked":
            return self.score_max * value / 100
        if self.item_id.score_mode in ("linear", "decline", "steps"):
            return self.item_id._points(value, self.score_max)
        return self.score_max if result == "ok" else 0.0

    def _verdict_score(self, given):
        if "value" not in given:
            return {}
        value = self._number(given["value"])
        if value is None:
            return dict(EMPTY)
        gained = self._score_points(value)
        bad = gained < self.item_id.score_alarm - checklist_score.EPSILON
        return {"value": value, "score": gained, "result": "attention" if bad else "ok"}

    def _score_points(self, value):
        """Points of an entered score, count of findings or indicator value.

        :raises UserError: more points than the item has
        """
        item = self.item_id
        gained = item._points(value, self.score_max) if item else value
        lowest = -self.score_max if self.section_id.is_bonus else 0.0
        if not lowest <= gained <= self.score_max + checklist_score.EPSILON:
            raise UserError(
                self.env._(
                    "Item “%(item)s”: at most %(points)s points.",
                    item=self.display_name,
                    points=f"{self.score_max:g}",
                )
            )
        return gained

    def _verdict_choice(self, given):
        if "choice_id" not in given:
            return {}
        choice = self.env["dms.checklist.choice"].browse(given["choice_id"] or [])
        if not choice:
            return dict(EMPTY)
        if choice not in self.item_id.choice_ids:
            raise UserError(
                self.env._("“%(item)s”: choose one of its own options.", item=self.display_name)
            )
        result = "urgent" if choice.is_urgent else "attention" if choice.is_bad else "ok"
        return {"choice_id": choice.id, "result": result, "score": choice.points}

    def _number(self, value):
        """Entered number, checked against what is physically plausible; None when empty."""
        if value is None or value is False or value == "":
            return None
        try:
            value = float(value)
        except (TypeError, ValueError):
            raise UserError(
                self.env._("“%(item)s” needs a number.", item=self.display_name)
            ) from None
        item = self.item_id
        low, high = (
            checklist_score.number(bound) for bound in (item.plausible_min, item.plausible_max)
        )
        if (low is not None and value < low) or (high is not None and value > high):
            raise UserError(
                self.env._(
                    "“%(item)s”: %(value)s %(unit)s is not plausible, check the unit.",
                    item=self.display_name,
                    value=f"{value:g}",
                    unit=self.uom or "",
                )
            )
        return value

    def _photos_after(self, commands):
        """Ids of the photos once these x2many commands are applied."""
        ids = set(self.photo_ids.ids)
        for command in commands or []:
            if isinstance(command, int):
                ids.add(command)
            elif command[0] == 6:
                ids = set(command[2])
            elif command[0] in (0, 4):
                ids.add(command[1])
            elif command[0] in (2, 3):
                ids.discard(command[1])
            elif command[0] == 5:
                ids = set()
        return ids

    def _rated(self, role, given, verdict):
        """Verdict over all raters once this one has answered.

        Points are the weighted mean of those who answered; of marks the highest level that
        answered counts.
        """
        if not verdict:
            return verdict
        ratings = dict(self.ratings or {})
        answer = verdict["score"] if self.kind == "score" else verdict.get("result")
        if verdict.get("result"):
            ratings[str(role.id)] = answer
        else:
            ratings.pop(str(role.id), None)
        verdict = {**verdict, "ratings": ratings or False}
        roles = self.checklist_id._raters()
        if self.kind == "score":
            mean = checklist_score.weighted(
                [(ratings.get(str(one.id)), one.weight) for one in roles]
            )
            bad = mean is not None and mean < self.item_id.score_alarm - checklist_score.EPSILON
            result = False if mean is None else "attention" if bad else "ok"
            return {**verdict, "value": mean or 0.0, "score": mean or 0.0, "result": result}
        answers = [ratings[str(one.id)] for one in roles if str(one.id) in ratings]
        result = answers[-1] if answers else False
        share = checklist_score.LIGHT_SHARE.get(result, 0.0)
        if self.kind in ("pass_fail", "light", "work"):
            verdict["score"] = share * self.score_max
        return {**verdict, "result": result}
