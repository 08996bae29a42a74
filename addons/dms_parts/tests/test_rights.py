from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestRights(DmsPartsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part = cls._create_part(cost=100.0, stock=4)

    def test_cost_is_for_those_who_need_it(self):
        """The storekeeper reads no cost over the wire; the parts supervisor does."""
        for record in (self.part, self.part.product_tmpl_id):
            [row] = record.with_user(self.storekeeper).read(["name", "standard_price"])
            self.assertEqual(row["standard_price"], 0)
            [row] = record.with_user(self.storekeeper).web_read({"standard_price": {}})
            self.assertEqual(row["standard_price"], 0)
            [row] = record.with_user(self.parts_supervisor).read(["standard_price"])
            self.assertEqual(row["standard_price"], 100)
        order = self._confirm([(self.part, 1)])
        slip = self._slip(order)
        slip.action_issue_all()
        [row] = slip.move_ids.read(["value"])
        self.assertEqual(row["value"], 0)
        self.assertTrue(slip.sudo().move_ids.value)

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
