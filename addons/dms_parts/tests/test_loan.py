from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestLoan(DmsPartsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sensor = cls._create_part("氧传感器", stock=1)
        cls.order = cls._create_order([(cls.sensor, 1)])

    def _lend(self, **vals):
        return (
            self.env["dms.part.loan"]
            .with_user(self.storekeeper)
            .create(
                {
                    "product_id": self.sensor.id,
                    "order_id": self.order.id,
                    "employee_id": self.taker.id,
                    **vals,
                }
            )
        )

    def test_lend_and_return(self):
        """A lent part is the shop's but free for nobody until it is back."""
        loan = self._lend()
        shelf = self.sensor.with_context(location=self.shelf.id)
        self.assertEqual(shelf.free_qty, 0)
        self.assertEqual(self.sensor.qty_available, 1)
        self.assertEqual(self.order._open_loans(), {self.order: loan.sudo()})
        self.assertEqual(self.taker._outstanding_items()[0]["record"], loan)
        loan.action_return()
        loan.action_return()
        shelf.invalidate_recordset()
        self.assertEqual(shelf.free_qty, 1)
        self.assertFalse(self.order._open_loans())

    def test_not_free(self):
        """What is not on the shelf is not lent."""
        self._lend()
        with self.assertRaises(UserError):
            self._lend()

    def test_rights(self):
        """Only the store takes a loan back; nobody deletes one."""
        loan = self._lend()
        with self.assertRaises(AccessError):
            loan.with_user(self.advisor).action_return()
        with self.assertRaises(UserError):
            loan.sudo().unlink()
