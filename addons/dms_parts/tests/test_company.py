from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestCompany(DmsPartsCommon):
    def test_store_of_a_new_shop(self):
        """Slip series, locations, rule, accounts and valued category exist from the start."""
        out_type = self.warehouse.out_type_id
        self.assertEqual(out_type.sequence_code, "FL")
        self.assertTrue(out_type.is_parts_issue)
        self.assertEqual(out_type.return_picking_type_id.sequence_code, "TL")
        for name in ("defect_location_id", "inspection_location_id", "loan_location_id"):
            location = self.company[name]
            self.assertEqual(location.usage, "internal")
            self.assertEqual(location.location_id, self.warehouse.view_location_id)
        self.assertTrue(self.company.internal_use_location_id.valuation_account_id)
        category = self.category.with_company(self.company)
        self.assertEqual(category.property_cost_method, "average")
        self.assertEqual(category.property_valuation, "real_time")

    def test_price_list_follows_the_currency(self):
        """A list nobody used yet takes the new currency; one with prices of its own keeps it."""
        usd, eur = self.env.ref("base.USD"), self.env.ref("base.EUR")
        (usd | eur).active = True
        shop = self.env["res.company"].create({"name": "Price Shop", "currency_id": usd.id})
        lists = self.env["product.pricelist"]
        empty = lists.create({"name": "Empty", "company_id": shop.id, "currency_id": usd.id})
        rules = lists.create(
            {
                "name": "Rules",
                "company_id": shop.id,
                "currency_id": usd.id,
                "item_ids": [(0, 0, {"compute_price": "fixed", "fixed_price": 1.0})],
            }
        )
        shop.currency_id = eur
        self.assertEqual(empty.currency_id, eur)
        self.assertEqual(rules.currency_id, usd)

    def test_setup_is_idempotent(self):
        """Pressed again nothing is created twice."""
        domain = [("company_id", "=", self.company.id)]
        models = ("stock.location", "stock.picking.type", "stock.rule")
        before = [self.env[model].search_count(domain) for model in models]
        self.company._setup_dms()
        self.assertEqual([self.env[model].search_count(domain) for model in models], before)
