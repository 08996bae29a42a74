from odoo.tests import BaseCase, tagged

from ..models import checklist_score as arithmetic
from ..models import checklist_text as notation
from ..models.checklist_score import Band, Row, Section


@tagged("post_install", "-at_install", "dms")
class TestChecklistScore(BaseCase):
    """Arithmetic by figures worked by hand; no database."""

    def test_judge_two_bands(self):
        tread = Band(tol_min=3.5, urgent_min=1.6)
        self.assertEqual(arithmetic.judge(3.5, tread), "ok")
        self.assertEqual(arithmetic.judge(3.4, tread), "attention")
        self.assertEqual(arithmetic.judge(1.6, tread), "attention")
        self.assertEqual(arithmetic.judge(1.5, tread), "urgent")

    def test_judge_without_urgent_band(self):
        voltage = Band(tol_min=13.5, tol_max=14.8)
        self.assertEqual(arithmetic.judge(14.9, voltage), "attention")
        self.assertEqual(arithmetic.judge(14.9, voltage, soft=False), "fail")
        self.assertEqual(arithmetic.judge(99, Band()), "ok")

    def test_judge_tolerates_binary_noise(self):
        self.assertEqual(arithmetic.judge(0.1 + 0.2, Band(tol_max=0.3)), "ok")

    def test_compression_deviation(self):
        """Mean 1160: 3.4, 1.7, 4.3 and -9.5 %; cylinder 4 fails for petrol (8 %), passes for
        diesel (10 %).
        """
        values = {"1": 1200, "2": 1180, "3": 1210, "4": 1050}
        found = {key: round(arithmetic.combine("deviation", values, key), 1) for key in values}
        self.assertEqual(found, {"1": 3.4, "2": 1.7, "3": 4.3, "4": -9.5})
        petrol, diesel = Band(tol_min=-8, tol_max=8), Band(tol_min=-10, tol_max=10)
        self.assertEqual(arithmetic.judge(found["4"], petrol, soft=False), "fail")
        self.assertEqual(arithmetic.judge(found["4"], diesel, soft=False), "ok")

    def test_combine(self):
        self.assertEqual(arithmetic.combine("sum", [1, 2, 3]), 6)
        self.assertEqual(arithmetic.combine("mean", [1, 2, 6]), 3)
        self.assertEqual(arithmetic.combine("diff", [82.10, 82.02, 82.06]), 82.10 - 82.02)
        self.assertAlmostEqual(arithmetic.combine("half_diff", [82.10, 82.02]), 0.04)
        self.assertEqual(arithmetic.combine("share", [3, 12]), 25)
        self.assertIsNone(arithmetic.combine("share", [3, 0]))
        self.assertIsNone(arithmetic.combine("max", [1, None]))
        self.assertIsNone(arithmetic.combine("mean", []))

    def test_points_deduct_and_linear(self):
        self.assertEqual(arithmetic.points("deduct", 2, 5, each=1), 3)
        self.assertEqual(arithmetic.points("deduct", 9, 5, each=1), 0)
        # 60 % -> 0, 100 % -> 25: 84 % -> 25 x 24/40
        self.assertAlmostEqual(arithmetic.points("linear", 84, 25, floor=60, target=100), 15)
        self.assertEqual(arithmetic.points("linear", 120, 25, floor=60, target=100), 25)
        # fewer is better: 5 -> 0, 1 -> 10
        self.assertAlmostEqual(arithmetic.points("linear", 2, 10, floor=5, target=1), 7.5)

    def test_points_decline(self):
        """95 % and more gives 5, one point less for each begun 2 %."""
        rule = {"each": 1, "unit": 2, "target": 95}
        found = [
            arithmetic.points("decline", value, 5, **rule) for value in (97, 95, 94, 93, 92.9, 80)
        ]
        self.assertEqual(found, [5, 5, 4, 4, 3, 0])
        # more is worse: 1 point per begun 0.5 above 2
        worse = {"each": 1, "unit": -0.5, "target": 2}
        self.assertEqual(
            [arithmetic.points("decline", value, 5, **worse) for value in (2, 2.4, 3.1)], [5, 4, 2]
        )

    def test_points_steps_both_ways(self):
        at_most = [(100, 5), (110, 4), (120, 3), (150, 1)]
        found = [arithmetic.step_points(value, at_most) for value in (90, 100, 101, 119, 150, 151)]
        self.assertEqual(found, [5, 5, 4, 3, 1, 0])
        at_least = [(100, 7), (85, 5), (70, 3), (0, 1)]
        found = [arithmetic.step_points(value, at_least) for value in (104, 99, 70, 20)]
        self.assertEqual(found, [7, 5, 3, 1])

    def test_weighted_raters(self):
        # 20/30/50: 80x20 + 70x30 + 90x50 = 8200 / 100
        self.assertEqual(arithmetic.weighted([(80, 20), (70, 30), (90, 50)]), 82)
        # the head has not answered: (80x20 + 70x30) / 50
        self.assertEqual(arithmetic.weighted([(80, 20), (70, 30), (None, 50)]), 74)
        self.assertIsNone(arithmetic.weighted([(None, 20)]))

    def test_total_leaves_na_out(self):
        """Section A 20: 8 of 10 applicable -> 16; section B 30: 24 -> 24."""
        rows = [
            Row("A", "ok", 8, 10, item=1),
            Row("A", "na", 0, 10, item=2),
            Row("B", "ok", 24, 30, item=3),
        ]
        self.assertEqual(arithmetic.total_score(rows, {}, False), 40)
        weights = {"A": Section(weight=40), "B": Section(weight=60)}
        self.assertEqual(arithmetic.total_score(rows, weights, True), 80)

    def test_total_makes_up_for_section_not_applicable(self):
        rows = [Row("A", "na", 0, 50, item=1), Row("B", "ok", 40, 50, item=2)]
        self.assertEqual(arithmetic.total_score(rows, {}, False), 80)
        weights = {"A": Section(weight=50), "B": Section(weight=50)}
        self.assertEqual(arithmetic.total_score(rows, weights, True), 80)

    def test_total_is_mean_of_positions(self):
        """Two areas with 100 points each: 90 and 80 make 85."""
        rows = [Row("A", "ok", 90, 100, item=1), Row("A", "ok", 80, 100, item=1)]
        self.assertEqual(arithmetic.total_score(rows, {}, False), 85)

    def test_bonus_within_limit(self):
        rows = [Row("A", "ok", 90, 100, item=1), Row("B", "ok", 8, 10, item=2)]
        sections = {"B": Section(bonus=True, limit=5)}
        self.assertEqual(arithmetic.total_score(rows, sections, False), 95)

    def test_outcome_rules(self):
        good = Row("A", "pass")
        failed = Row("A", "fail", bad=True)
        optional = Row("A", "fail", bad=True, required=False)
        self.assertEqual(arithmetic.outcome([good], "all_pass").result, "pass")
        self.assertEqual(arithmetic.outcome([good, failed], "all_pass").result, "fail")
        self.assertEqual(arithmetic.outcome([good, optional], "all_pass").result, "pass")
        amber = Row("A", "attention", bad=True)
        self.assertEqual(arithmetic.outcome([good, amber], "worst_light").result, "amber")
        red = Row("A", "urgent", bad=True)
        self.assertEqual(arithmetic.outcome([red, amber], "worst_light").result, "red")
        self.assertEqual(arithmetic.outcome([good], "worst_light").result, "green")

    def test_veto_takes_lowest_grade(self):
        rows = [
            Row("A", "ok", 95, 95, item=1),
            Row("A", "attention", 0, 5, critical=True, bad=True, item=2),
        ]
        figures = arithmetic.outcome(rows, "score", veto_cap=60)
        self.assertEqual((figures.result, figures.score), ("fail", 60))
        bands = [(90, "A"), (80, "B"), (0, "E")]
        self.assertEqual(arithmetic.grade_of(figures.score, bands, figures.vetoed), "E")
        self.assertEqual(arithmetic.grade_of(80, bands), "B")
        self.assertEqual(arithmetic.grade_of(79.99, bands), "E")

    def test_positions(self):
        self.assertEqual(notation.positions("wheel"), ["LF", "RF", "LR", "RR"])
        self.assertEqual(notation.positions("cyl", {"cyl": 3}), ["1", "2", "3"])
        self.assertEqual(notation.positions("n:2"), ["1", "2"])
        self.assertEqual(notation.positions("喷漆区、洗车区"), ["喷漆区", "洗车区"])
        self.assertEqual(notation.positions(""), [""])

    def test_conditions(self):
        petrol = {"G": True, "D": False, "EV": False, "MT": True}
        self.assertTrue(notation.applies("", petrol))
        self.assertTrue(notation.applies("G,D", petrol))
        self.assertFalse(notation.applies("EV", petrol))
        self.assertTrue(notation.applies("!EV & MT", petrol))
        self.assertFalse(notation.applies("D | (EV & MT)", petrol))
        # what is not known hides nothing
        self.assertTrue(notation.applies("air", petrol))
        self.assertTrue(notation.applies("!air", petrol))
        with self.assertRaises(ValueError):
            notation.applies("G &", petrol)
