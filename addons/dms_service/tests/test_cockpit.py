from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestCockpit(DmsServiceCommon):
    """The manager's first screen: ten figures of live records, exceptions first."""

    def _open(self, code="manager"):
        cockpit = self.env["dms.cockpit"].with_user(self.manager).with_company(self.company)
        return cockpit.get_cockpit(code)

    def test_figures(self):
        """A car received today counts at once."""
        before = {tile["code"]: tile["value"] for tile in self._open()["tiles"]}
        self.assertEqual(len(self._open()["tiles"]), 10)
        self._create_order()
        after = {tile["code"]: tile["value"] for tile in self._open()["tiles"]}
        self.assertEqual(int(after["K-01"]), int(before["K-01"]) + 1)
        self.assertEqual(int(after["K-06"]), int(before["K-06"]) + 1)

    def test_exceptions(self):
        """A late car is the first line and opens the list with just that car."""
        order = self._create_order()
        order.action_quote()
        order.promised_date = fields.Datetime.now() - timedelta(hours=1)
        exceptions = self._open()["exceptions"]
        self.assertEqual(exceptions[0]["level"], "red")
        action = exceptions[0]["action"]
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(order, found)
        self.assertEqual(len(found), exceptions[0]["count"])
