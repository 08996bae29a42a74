from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestPart(DmsPartsCommon):
    def test_found_by_all_its_names(self):
        """Code, original number in any writing, name and initials find the part."""
        part = self._create_part("前制动片", default_code="PJ-77001", oe_number="1K0 698-151.C")
        self.assertEqual(part.oe_key, "1K0698151C")
        products = self.env["product.product"].with_user(self.advisor)
        for text in ("PJ-77001", "1k0698151c", "1K0 698 151", "制动片", "qzdp"):
            found = [row[0] for row in products.name_search(text)]
            self.assertIn(part.id, found, text)

    def test_billed_by_issue(self):
        """A part is billed by what was issued, whatever a file says."""
        part = self._create_part("机油", invoice_policy="order")
        self.assertEqual(part.invoice_policy, "delivery")
