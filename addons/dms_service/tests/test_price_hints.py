from datetime import date

from odoo.tests import tagged

from .common import DmsServiceCommon


@tagged("post_install", "-at_install", "dms")
class TestHintsOfPrice(DmsServiceCommon):
    """What the advisor is told of prices before the customer signs: the appointment's, the car's value."""

    def _book(self):
        booking = self.env["dms.appointment"].create(
            {
                "company_id": self.company.id,
                "vehicle_id": self.vehicle.id,
                "phone": "13800138000",
                "slot_start": self.company._to_utc(self.company._local_date(), 23.5),
                "line_ids": [
                    (0, 0, {"product_id": self.labour.id}),
                    (0, 0, {"product_id": self.oil.id, "quantity": 4}),
                ],
            }
        )
        return booking

    def test_price_of_the_appointment(self):
        """Oil went up by 10 a litre since the booking: 4 litres, 40 more; what was found since does not count."""
        booking = self._book()
        booked = self.labour.lst_price + 4 * self.oil.lst_price
        self.assertAlmostEqual(booking.planned_amount, booked)
        same = self.env["sale.order"].with_user(self.advisor)._create_from_appointment(booking)
        self.assertEqual(same.booking_gap, 0.0)
        same.order_line.unlink()
        self.oil.lst_price += 10
        order = self.env["sale.order"].with_user(self.advisor)._create_from_appointment(booking)
        self.assertAlmostEqual(order.booking_amount, booked)
        self.assertAlmostEqual(order.booking_gap, 40.0)
        order.write({"order_line": [self._line(self.pads, 1)]})
        self.assertAlmostEqual(order.booking_gap, 40.0)
        arch = order.get_view(self.env.ref("dms_service.sale_order_view_form_repair").id, "form")
        self.assertIn("booking_gap", arch["arch"])

    def test_without_appointment(self):
        self.assertEqual(self._create_order().booking_gap, 0.0)

    def test_value_of_a_car(self):
        """100 000 as new, two years and a month old, private: less 25 × 0.6 % = 85 000; never below a fifth."""
        car = self.vehicle
        car.write({"car_value": 100000, "first_registration_date": date(2023, 1, 15)})
        self.assertAlmostEqual(car._get_value(date(2025, 2, 15)), 85000)
        self.assertAlmostEqual(car._get_value(date(2025, 2, 14)), 85600)
        self.assertAlmostEqual(car._get_value(date(2060, 1, 1)), 20000)
        car.usage = "ride_hailing"
        self.assertAlmostEqual(car._get_value(date(2025, 2, 15)), 72500)
        car.current_value = 60000
        self.assertAlmostEqual(car._get_value(date(2025, 2, 15)), 60000)
        car.write({"current_value": 0, "car_value": 0})
        self.assertEqual(car._get_value(date(2025, 2, 15)), 0)

    def test_total_loss(self):
        """Above 80 % of the value, body and paint alone; the customer's paper says nothing of it."""
        order = self._create_order().with_user(self.advisor)
        order.service_type_id = self._get_service_type("BP")
        self.assertFalse(order.total_loss_hint, "nothing is known of the value")
        order.vehicle_id.sudo().current_value = order.amount_total / 0.8
        self.assertFalse(order.total_loss_hint, "exactly 80 %")
        order.vehicle_id.sudo().current_value = order.amount_total / 0.9
        self.assertIn("90 %", order.total_loss_hint)
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("dms_service.report_estimate", order.ids)[0].decode()
        self.assertNotIn("total loss", html)
        order.service_type_id = self._get_service_type("PM")
        self.assertFalse(order.total_loss_hint)
