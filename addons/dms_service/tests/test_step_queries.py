from odoo import Command, fields
from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestStepQueries(DmsServiceCommon):
    """Each step of a repair keeps its number of queries, and asks once what core asks per line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parts = cls.oil | cls.filter | cls.pads
        cls.bolt = cls._create_part("螺栓", 5.0, 2.0, "PJ-004")
        other = cls._create_vehicle("粤B22222", "LSVAA49J912345678")
        order = cls._create_order(lines=cls._seven_lines(), vehicle_id=other.id)
        order.action_quote()
        cls._authorise(order)
        cls._issue_parts(order)
        cls._finish_work(order)

    @classmethod
    def _seven_lines(cls):
        """Three operations and four parts."""
        labour = [cls._line(cls.labour, 0.8), cls._line(cls.labour_brake, 1.2)]
        parts = [cls._line(part, 1) for part in cls.parts | cls.bolt]
        return [*labour, cls._line(cls.labour, 0.5), *parts]

    def _step(self, limit, step):
        """Run a step as a request of its own and count its queries."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(limit):
            result = step()
            self.env.flush_all()
        return result

    def test_steps(self):
        """From the keys to ready, seven lines; a step that grows fails here."""
        order = self._step(41, lambda: self._create_order(lines=[]))
        self._step(31, lambda: order.write({"order_line": self._seven_lines()}))
        self._step(12, order.action_quote)
        self._step(86, lambda: order._authorise(signed_by="王建国", channel="paper"))
        self._issue_parts(order)
        self._step(8, order.action_work_done)
        self._step(12, order.action_qc_passed)
        self._step(11, order.action_mark_ready)

    def test_lines_do_not_add_queries(self):
        """The estimate of seven lines asks no more than that of three."""
        counts = []
        for lines in (self._seven_lines()[2:5], self._seven_lines()):
            order = self._create_order(lines=[], receive=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.write({"order_line": lines})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)

    def test_reserved_together(self):
        """Each part is reserved once on its shelf, by one move line with the quantity asked."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", self.parts.ids),
                ("location_id", "=", self.warehouse.lot_stock_id.id),
            ]
        )
        before = {quant.product_id: quant.reserved_quantity for quant in quants}
        order = self._create_order(
            lines=[self._line(self.labour, 0.8)]
            + [self._line(part, number) for number, part in enumerate(self.parts, 2)]
        )
        self._authorise(order)
        moves = order.picking_ids.move_ids
        self.assertEqual(set(moves.mapped("state")), {"assigned"})
        self.assertEqual(len(moves.move_line_ids), 3)
        asked = {move.product_id: move.product_uom_qty for move in moves}
        self.assertEqual(sorted(asked.values()), [2, 3, 4])
        for quant in quants:
            self.assertEqual(
                quant.reserved_quantity, before[quant.product_id] + asked[quant.product_id]
            )
        self.assertEqual(order.parts_status, "available")

    def test_reserved_twice_the_same_part(self):
        """Two lines of one part share its stock: neither gets what the other has."""
        order = self._create_order(
            lines=[
                self._line(self.labour, 0.8),
                self._line(self.pads, 60),
                self._line(self.pads, 30),
                self._line(self.oil, 1),
                self._line(self.filter, 1),
            ]
        )
        self._authorise(order)
        self.assertEqual(set(order.picking_ids.move_ids.mapped("state")), {"assigned"})
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.pads.id),
                ("location_id", "=", self.warehouse.lot_stock_id.id),
            ]
        )
        lines = self.env["stock.move.line"].search(
            [("product_id", "=", self.pads.id), ("state", "=", "assigned")]
        )
        self.assertEqual(quant.reserved_quantity, sum(lines.mapped("quantity")))

    def test_reserved_in_part(self):
        """What is short stays short: the move takes what is there and says so."""
        few = self._create_part("雨刮片", 50.0, 20.0, "PJ-009", stock=2)
        order = self._create_order(
            lines=[self._line(self.labour, 0.8), self._line(few, 3), self._line(self.oil, 1)]
        )
        order.action_request_shortage()
        order.shortage_ids.write({"state": "approved"})
        self._authorise(order)
        move = order.picking_ids.move_ids.filtered(lambda one: one.product_id == few)
        self.assertEqual((move.state, move.quantity), ("partially_available", 2))

    def test_price_rules_of_all_products(self):
        """Rules for one part, for a category and for quantities apply as each line alone would find them."""
        self.pads.categ_id = self.env["product.category"].create({"name": "制动"})
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "协议价",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": self.oil.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": 70.0,
                            "min_quantity": 4,
                        }
                    ),
                    Command.create(
                        {
                            "applied_on": "2_product_category",
                            "categ_id": self.pads.categ_id.id,
                            "compute_price": "percentage",
                            "percent_price": 10.0,
                            "min_quantity": 2,
                        }
                    ),
                ],
            }
        )
        # The list of the customer himself: its prices are his own and need no approval.
        self.customer.specific_property_product_pricelist = pricelist
        order = self._create_order(
            lines=[
                self._line(self.oil, 4),
                self._line(self.oil, 1),
                self._line(self.pads, 2),
                self._line(self.pads, 1),
            ],
        )
        found = order.order_line.mapped("pricelist_item_id")
        alone = [
            pricelist._get_product_rule(
                product=line.product_id,
                quantity=line.product_uom_qty,
                uom=line.product_uom_id,
                date=fields.Datetime.now(),
            )
            for line in order.order_line
        ]
        self.assertEqual([line.pricelist_item_id.id for line in order.order_line], alone)
        self.assertEqual(len(found), 2)

    def test_amount_to_invoice(self):
        """Nothing accepted: nothing to bill; accepted work is to be billed at its net price."""
        order = self._create_order()
        self._authorise(order)
        labour = order.order_line.filtered(lambda line: line.fee_kind == "labour")
        self.assertEqual(labour.untaxed_amount_to_invoice, 0.0)
        order.action_work_done()
        order.action_qc_passed()
        self.assertTrue(labour.price_subtotal)
        self.assertAlmostEqual(labour.untaxed_amount_to_invoice, labour.price_subtotal)

    def test_slip_has_no_empty_note(self):
        """The slip names its order in a field; its chatter does not repeat it."""
        order = self._create_order()
        self._authorise(order)
        self.assertEqual(order.picking_ids.sale_id, order)
        self.assertFalse(
            order.picking_ids.message_ids.filtered(lambda note: order.name in note.body)
        )

    def test_reordering_rule_still_runs(self):
        """A part with an automatic reordering rule is ordered when the order takes the last pieces."""
        vendor = self.env["res.partner"].create({"name": "配件商", "is_company": True})
        self.pads.seller_ids = [Command.create({"partner_id": vendor.id, "price": 200.0})]
        buy = self.warehouse.buy_pull_id.route_id
        self.pads.route_ids = [Command.link(buy.id)]
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.pads.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": 100,
                "product_max_qty": 120,
                "trigger": "auto",
            }
        )
        order = self._create_order(
            lines=[
                self._line(self.labour, 0.8),
                self._line(self.pads, 10),
                self._line(self.oil, 1),
            ]
        )
        self._authorise(order)
        bought = self.env["purchase.order.line"].search([("product_id", "=", self.pads.id)])
        self.assertTrue(bought)
