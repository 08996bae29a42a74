from odoo.fields import Command
from odoo.tests import tagged

from .common import DmsPartsCommon


@tagged("post_install", "-at_install", "dms")
class TestCost(DmsPartsCommon):
    def _cogs(self, invoices):
        lines = invoices.line_ids.filtered(
            lambda line: line.display_type == "cogs" and line.balance > 0
        )
        return sum(lines.mapped("balance"))

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def test_cost_at_issue(self):
        """4 issued at 100, average 150 afterwards, 1 returned: 3 cost 300.00, not 428.57."""
        part = self._create_part(cost=100.0, stock=4)
        order = self._confirm([(part, 4)])
        slip = self._slip(order)
        slip.action_issue_all()
        self._receive(part, 4, 150)
        self._return(slip, {part: 1})
        invoice = self._invoice(order)
        self.assertEqual(order.order_line.qty_invoiced, 3)
        self.assertAlmostEqual(self._cogs(invoice), 300.0, places=2)

    def test_two_rounds(self):
        """Billed in two rounds the cost is neither lost nor doubled."""
        part = self._create_part(cost=100.0, stock=4)
        order = self._confirm([(part, 4)])
        slip = self._slip(order)
        slip.move_ids.quantity = 1
        slip.action_issue_all()
        first = self._invoice(order)
        self._receive(part, 3, 200)
        self._slip(order).action_issue_all()
        second = self._invoice(order)
        self.assertAlmostEqual(self._cogs(first), 100.0, places=2)
        moves = order.order_line.move_ids.filtered(lambda move: move.state == "done")
        total = sum(abs(value) for value in moves.mapped("value"))
        self.assertAlmostEqual(self._cogs(first | second), total, places=2)

    def test_two_lines_of_one_part(self):
        """The same part on two lines costs once for each."""
        part = self._create_part(cost=100.0, stock=4)
        order = self._confirm([(part, 1), (part, 2)])
        self._slip(order).action_issue_all()
        self.assertAlmostEqual(self._cogs(self._invoice(order)), 300.0, places=2)

    def test_reversal(self):
        """A reversed invoice gives the cost back."""
        part = self._create_part(cost=100.0, stock=4)
        order = self._confirm([(part, 2)])
        self._slip(order).action_issue_all()
        invoice = self._invoice(order)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves()
        refund = wizard.new_move_ids
        refund.action_post()
        expense = (invoice | refund).line_ids.filtered(
            lambda line: line.display_type == "cogs" and line.account_type.startswith("expense")
        )
        self.assertAlmostEqual(sum(expense.mapped("balance")), 0.0, places=2)

    def test_parts_of_the_shop(self):
        """Parts the shop pays are expensed when issued, counted as delivered, and cost nothing at billing."""
        part = self._create_part(cost=100.0, stock=4)
        self.patch(
            type(self.env["sale.order.line"]),
            "_is_paid_by_shop",
            lambda line: bool(line.product_id),
        )
        order = self._confirm([(part, 2)])
        slip = self._slip(order)
        location = self.company.internal_use_location_id
        self.assertEqual(slip.move_ids.location_dest_id, location)
        slip.action_issue_all()
        entry = slip.sudo().move_ids.account_move_id
        debit = entry.line_ids.filtered("debit")
        self.assertEqual(debit.account_id, location.valuation_account_id)
        self.assertAlmostEqual(debit.debit, 200.0, places=2)
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertEqual(self._cogs(self._invoice(order)), 0.0)

    def test_service_has_no_cost(self):
        """Labour beside the parts is billed as before."""
        labour = self.env["product.product"].create(
            {"name": "工时", "type": "service", "list_price": 200, "taxes_id": [Command.clear()]}
        )
        part = self._create_part(cost=100.0, stock=4)
        order = self._confirm([(part, 1), (labour, 1)])
        self._slip(order).action_issue_all()
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 400)
        self.assertAlmostEqual(self._cogs(invoice), 100.0, places=2)
