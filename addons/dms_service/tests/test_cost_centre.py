from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestCostCentre(DmsServiceCommon):
    """Work the shop pays itself is the cost of a department: order, books, statement and daily summary."""

    def test_defaults(self):
        """Goodwill and rework: service; a company car: its department; PDI and cars for sale: sales."""
        company = self.company
        order = self._create_order(
            lines=[
                self._line(self.labour, 1),
                self._line(self.labour_brake, 1, payer_type="internal"),
                self._line(self.filter, 1, payer_type="goodwill"),
            ]
        )
        lines = order.order_line
        self.assertEqual(
            lines.mapped("cost_centre_id"), company.internal_centre_id | company.service_centre_id
        )
        self.assertFalse(lines[0].cost_centre_id)
        self.assertEqual(lines[1].cost_centre_id, company.internal_centre_id)
        self.assertEqual(lines[2].cost_centre_id, company.service_centre_id)
        cases = (
            ("RW", "customer", company.service_centre_id),
            ("PDI", "new", company.sales_centre_id),
            ("IN", "demo", company.sales_centre_id),
            ("IN", "company", company.internal_centre_id),
        )
        for number, (code, use, centre) in enumerate(cases):
            car = self._create_vehicle(plate=f"粤B2222{number}", vin=False, vehicle_use=use)
            other = self._create_order(
                receive=False,
                vehicle_id=car.id,
                service_type_id=self._get_service_type(code).id,
                lines=[self._line(self.labour, 1, payer_type="internal")],
            )
            self.assertEqual(other.order_line.cost_centre_id, centre, (code, use))
        lines[0].payer_type = "internal"
        self.assertEqual(lines[0].cost_centre_id, company.internal_centre_id)
        lines[0].payer_type = "customer"
        self.assertFalse(lines[0].cost_centre_id)

    def test_books_and_reports(self):
        """Two departments and goodwill: each expense line carries its own department, cleared to nothing."""
        company = self.company
        order = self._create_order(
            lines=[
                self._line(self.labour, 1, payer_type="internal"),
                self._line(self.labour_brake, 2, payer_type="internal"),
                self._line(self.labour, 0.5, payer_type="goodwill"),
                self._line(self.labour, 1),
            ]
        )
        order.order_line[1].cost_centre_id = company.sales_centre_id
        self._authorise(order)
        self._finish_work(order)
        settlement = self._settle(order)
        internal = settlement.move_ids.filtered(lambda move: move.payer_type == "internal")
        entries = self.env["account.move"].search(
            [("journal_id", "=", company.internal_clearing_journal_id.id)]
        )
        booked = {}
        for line in entries.line_ids.filtered(lambda one: one.account_type == "expense"):
            centre = self.env["account.analytic.account"].browse(
                int(next(iter(line.analytic_distribution)))
            )
            booked[centre] = booked.get(centre, 0.0) + line.balance
        self.assertEqual(
            booked,
            {
                company.internal_centre_id: 200.0,
                company.sales_centre_id: 400.0,
                company.service_centre_id: 100.0,
            },
        )
        self.assertEqual(internal.amount_residual, 0.0)
        spent = self.env["account.analytic.line"].search(
            [("account_id", "=", company.sales_centre_id.id)]
        )
        self.assertEqual(sum(spent.mapped("amount")), -400.0)
        rows = settlement._get_print_rows(("labour",))
        self.assertIn(company.sales_centre_id.name, [row["centre"] for row in rows])
        day = settlement.business_date
        dataset = self.env["dms.report.dataset.sa07"]
        found = {row["_key"]: row["K-10"] for row in dataset._centre_rows((day, day), company)}
        self.assertEqual(
            found,
            {
                f"own:{company.internal_centre_id.id}": 200.0,
                f"own:{company.sales_centre_id.id}": 400.0,
                f"own:{company.service_centre_id.id}": 100.0,
            },
        )

    def test_missing_setup(self):
        """A shop without internal accounts refuses, and says what to set (E-310)."""
        order = self._create_order(lines=[self._line(self.labour, 1, payer_type="internal")])
        self._authorise(order)
        self._finish_work(order)
        self.company.internal_expense_account_id = False
        with self.assertRaisesRegex(UserError, "Internal Repair Expense.*E-310"):
            order._create_settlements()
        self.company._setup_internal_payers()
        settlement = order._create_settlements()
        settlement.action_confirm()
        self.assertEqual(settlement.state, "paid")
