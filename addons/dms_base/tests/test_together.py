from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install", "dms")
class TestTogether(TransactionCase):
    """What a step needs is read by one statement, under the same rules as ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "测试一店"})
        cls.other = cls.env["res.company"].create({"name": "测试二店"})
        cls.user = new_test_user(
            cls.env,
            "together",
            "base.group_user,fleet.fleet_group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "测试牌"})
        cls.model = cls.env["fleet.vehicle.model"].create({"name": "甲", "brand_id": brand.id})
        cls.driver = cls.env["res.partner"].create({"name": "王建国", "company_id": cls.company.id})
        cls.children = cls.env["res.partner"].create(
            [
                {"name": name, "parent_id": cls.driver.id, "company_id": cls.company.id}
                for name in ("乙", "甲")
            ]
        )
        cls.cars = cls.env["fleet.vehicle"].create(
            [
                {
                    "model_id": cls.model.id,
                    "driver_id": cls.driver.id,
                    "license_plate": f"粤B1000{number}",
                    "company_id": cls.company.id,
                }
                for number in range(2)
            ]
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.env.invalidate_all()
        self.mine = self.cars.with_user(self.user).with_context(
            allowed_company_ids=self.company.ids
        )
        self.mine.env.user.has_group("base.group_user")
        self.mine._read_together("model_id.brand_id", "driver_id")
        self.env.invalidate_all()

    def _values(self, records):
        names = records._get_loadable_names()
        self.assertTrue(names)
        return [[record[name] for name in names] for record in records]

    def test_one_statement(self):
        """Cars, model, brand, driver and user come at once and are what Odoo reads."""
        with self.assertQueryCount(1):
            self.mine._read_together("model_id.brand_id", "driver_id", beside=(self.mine.env.user,))
        with self.assertQueryCount(0):
            found = [
                self._values(records)
                for records in (
                    self.mine,
                    self.mine.model_id,
                    self.mine.model_id.brand_id,
                    self.mine.driver_id,
                    self.mine.env.user,
                )
            ]
        with self.assertQueryCount(0):
            self.mine._read_together("model_id.brand_id", "driver_id", beside=(self.mine.env.user,))
        self.env.invalidate_all()
        for values, records in zip(
            found,
            (
                self.mine,
                self.mine.model_id,
                self.mine.model_id.brand_id,
                self.mine.driver_id,
                self.mine.env.user,
            ),
            strict=True,
        ):
            self.assertEqual(values, self._values(records))

    def test_other_columns(self):
        """A column that is not read along is fetched when it is asked for, with what waits to be written."""
        self.driver.city = "深圳"
        self.env.flush_all()
        self.env.invalidate_all()
        self.mine._read_together("driver_id")
        driver = self.mine.driver_id
        self.assertNotIn("city", driver._get_loadable_names())
        driver.sudo().name = "李四"
        self.assertEqual((driver.city, driver.name), ("深圳", "李四"))

    def test_rules_hold(self):
        """A row that the rules close is not read along, and is refused when it is used."""
        self.driver.company_id = self.other
        self.env.flush_all()
        self.env.invalidate_all()
        self.mine._read_together("driver_id")
        self.assertEqual(self.mine[0].license_plate, "粤B10000")
        with self.assertRaises(AccessError):
            self.mine.driver_id.mapped("name")

    def test_changed_rules_hold(self):
        """The SQL of the rules is kept only as long as the rules are."""
        self.mine._read_together("model_id")
        self.assertEqual(self.mine.model_id.name, "甲")
        self.env["ir.rule"].create(
            {
                "name": "No models of the test",
                "model_id": self.env["ir.model"]._get_id("fleet.vehicle.model"),
                "domain_force": f"[('id', '!=', {self.model.id})]",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.mine._read_together("model_id")
        with self.assertRaises(AccessError):
            self.mine.model_id.mapped("name")

    def test_closed_row(self):
        """The record itself is refused as ever."""
        self.cars[0].company_id = self.other
        self.env.flush_all()
        self.env.invalidate_all()
        self.mine._read_together()
        self.assertEqual(self.mine[1].license_plate, "粤B10001")
        with self.assertRaises(AccessError):
            self.mine[0].mapped("license_plate")
        with self.assertRaises(AccessError):
            self.mine[0]._read_together(lock="update")

    def test_pending_values_stay(self):
        """What waits to be written is not overwritten, and a changed link is followed."""
        other = self.env["fleet.vehicle.model"].create(
            {"name": "丙", "brand_id": self.model.brand_id.id}
        )
        self.cars[0].license_plate = "粤B20000"
        self.cars[1].model_id = other
        self.mine._read_together("model_id")
        self.assertEqual(self.mine[0].license_plate, "粤B20000")
        with self.assertQueryCount(0):
            self.assertEqual(self.mine[1].model_id.name, "丙")

    def test_lock_reads(self):
        """Locking reads the rows by the same statement."""
        with self.assertQueryCount(1):
            self.mine._read_together("model_id", lock="update")
            self.assertEqual(self.mine.model_id.name, "甲")

    def test_children(self):
        """Rows of a one2many field and what they point at, in their order."""
        expected = self.driver.child_ids
        self.assertEqual(len(expected), 2)
        self.env.invalidate_all()
        driver = self.driver
        driver._read_children("child_ids", "company_id")
        with self.assertQueryCount(0):
            self.assertEqual(driver.child_ids, expected)
            self.assertEqual(driver.child_ids.company_id.name, "测试一店")
        with self.assertQueryCount(0):
            self.assertEqual(driver._read_children("child_ids", "company_id"), expected)

    def test_nothing_to_read(self):
        """New and no records ask nothing."""
        with self.assertQueryCount(0):
            self.env["fleet.vehicle"]._read_together("model_id")
            self.env["fleet.vehicle"].new({})._read_together("model_id")
            self.env["res.partner"]._read_children("child_ids")
