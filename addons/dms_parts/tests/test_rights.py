from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestRights(DmsPartsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls._create_part(cost=100.0, stock=4)
        # Exporting is a right of its own: with it, costs must stay closed.
        export = [Command.link(cls.env.ref("base.group_allow_export").id)]
        (cls.storekeeper | cls.advisor).write({"group_ids": export})

    def _assert_closed(self, records, name):
        """No way over the wire tells a user a closed field: reading, grouping, export, search."""
        model = records.browse()
        tries = {
            "read": lambda: records.read([name]),
            "search_read": lambda: model.search_read([("id", "in", records.ids)], [name]),
            "web_read": lambda: records.web_read({name: {}}),
            "web_search_read": lambda: model.web_search_read([], {name: {}}, limit=1),
            "formatted_read_group": lambda: model.formatted_read_group(
                [], aggregates=[f"{name}:sum"]
            ),
            "export_data": lambda: records.export_data([name]),
            "search": lambda: model.search([(name, ">", 1)]),
            "search_count": lambda: model.search_count([(name, ">", 1)]),
            "order": lambda: model.search([], order=f"{name} desc", limit=1),
            "write": lambda: records.write({name: 7}),
        }
        for way, call in tries.items():
            with self.subTest(model=model._name, name=name, way=way):
                with self.assertRaises(AccessError):
                    call()
        self.assertNotIn(name, model.fields_get([name]))

    def test_cost_is_for_those_who_need_it(self):
        """The storekeeper learns no cost, whichever way he asks; the parts supervisor reads it."""
        for record in (self.part, self.part.product_tmpl_id):
            self._assert_closed(record.with_user(self.storekeeper), "standard_price")
            self._assert_closed(record.with_user(self.advisor), "standard_price")
            [row] = record.with_user(self.parts_supervisor).read(["standard_price"])
            self.assertEqual(row["standard_price"], 100)
        order = self._confirm([(self.part, 1)])
        slip = self._slip(order)
        slip.action_issue_all()
        moves = slip.move_ids.with_user(self.storekeeper)
        self._assert_closed(moves, "value")
        self._assert_closed(moves, "price_unit")
        with self.assertRaises(AccessError):
            moves.search([("product_id.standard_price", ">", 1)])
        with self.assertRaises(AccessError):
            moves.formatted_read_group([], ["product_id.standard_price"], ["__count"])
        self.assertEqual(slip.sudo().move_ids.value, 100)

    def test_margin_of_an_approval(self):
        """The applicant does not see what the part costs."""
        approval = self.env["dms.price.approval"].create(
            {"partner_id": self.customer.id, "product_id": self.part.id, "price": 150}
        )
        with self.assertRaises(AccessError):
            approval.with_user(self.advisor).read(["margin_rate"])
        approval.with_user(self.manager).read(["margin_rate"])

    def test_access_rows(self):
        """Who may write what of the store."""
        expected = {
            "dms.part.brand": {"advisor": "r", "storekeeper": "r", "parts_supervisor": "rwcd"},
            "dms.shortage": {"advisor": "rc", "storekeeper": "rc", "parts_supervisor": "rwc"},
            "dms.price.approval": {
                "advisor": "rc",
                "storekeeper": "rc",
                "parts_supervisor": "rwc",
                "general_manager": "rwc",
            },
            "dms.part.loan": {"advisor": "r", "storekeeper": "rwc", "parts_supervisor": "rwc"},
        }
        letters = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
        for model, roles in expected.items():
            for role, rights in roles.items():
                records = self.env[model].with_user(getattr(self, role))
                for letter, operation in letters.items():
                    self.assertEqual(
                        records.has_access(operation), letter in rights, (model, role, operation)
                    )

    def test_other_company(self):
        """A shortage of another shop is invisible."""
        other = self.env["res.company"].create({"name": "另一家"})
        order = self._create_order([(self.part, 9)])
        order.action_request_shortage()
        self.parts_supervisor.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        rows = self.env["dms.shortage"].with_user(self.parts_supervisor).with_company(other)
        rows = rows.with_context(allowed_company_ids=other.ids)
        self.assertFalse(rows.search([("order_id", "=", order.id)]))

    def test_phone_of_suppliers(self):
        """Buyers read and write numbers of suppliers and their people; those of customers stay masked."""
        partners = self.env["res.partner"]
        maker = partners.create(
            {"name": "配件商", "is_company": True, "supplier_rank": 1, "phone": "0755-26001234"}
        )
        seller = partners.create({"name": "李经理", "parent_id": maker.id, "phone": "13900139000"})
        driver = partners.create({"name": "车主", "phone": "13800138000", "supplier_rank": 1})
        for user in (self.parts_supervisor, self.storekeeper):
            mine = (maker | seller | driver).with_user(user)
            self.assertEqual(
                [row["supplier_phone"] for row in mine.read(["supplier_phone"])],
                ["0755-26001234", "13900139000", False],
            )
            shown = [row["masked_phone"] for row in mine.read(["masked_phone"])]
            self.assertEqual(shown[:2], ["0755-26001234", "13900139000"])
            self.assertIn("*", shown[2])
            with self.assertRaises(AccessError):
                mine.read(["phone"])
        maker.with_user(self.parts_supervisor).supplier_phone = "0755-26005678"
        self.assertEqual(maker.phone, "0755-26005678")
        with self.assertRaises(UserError):
            driver.with_user(self.parts_supervisor).supplier_phone = "1"
        with self.assertRaises(AccessError):
            maker.with_user(self.advisor).read(["supplier_phone"])
