from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestReturn(DmsPartsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pads = cls._create_part("前制动片", stock=10)
        cls.order = cls._confirm([(cls.pads, 4)])
        cls.slip = cls._slip(cls.order)
        cls.slip.action_issue_all()

    def test_return_to_shelf(self):
        """One of four comes back: own number, reason, billed quantity three."""
        back = self._return(self.slip, {self.pads: 1})
        self.assertEqual(back.state, "done")
        self.assertTrue(back.name.startswith("TL"))
        self.assertEqual(back.return_reason, "surplus")
        self.assertEqual(self.order.order_line.qty_delivered, 3)
        self.assertEqual(self.pads.with_context(location=self.shelf.id).qty_available, 7)

    def test_bad_quality(self):
        """A bad part goes to the rejected parts and is free for nobody."""
        self._return(self.slip, {self.pads: 1}, reason="quality")
        shelf = self.pads.with_context(location=self.shelf.id)
        bad = self.pads.with_context(location=self.company.defect_location_id.id)
        self.assertEqual(shelf.qty_available, 6)
        self.assertEqual(bad.qty_available, 1)

    def test_not_more_than_out(self):
        """Five cannot come back of four; after one return only three are out."""
        with self.assertRaises(UserError):
            self._return(self.slip, {self.pads: 5})
        self._return(self.slip, {self.pads: 1})
        with self.assertRaises(UserError):
            self._return(self.slip, {self.pads: 4})

    def test_nothing_chosen(self):
        """A return of nothing is refused."""
        with self.assertRaises(UserError):
            self._return(self.slip, {})
