import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DmsWorkshopCommon


@tagged("post_install", "-at_install", "dms")
class TestProgressBoard(DmsWorkshopCommon):
    def _data(self, public=False):
        board = self.env.ref("dms_workshop.dms_board_sm21")
        return board._board_data_sm_21(board, {"public": public})

    def test_card_follows_the_work(self):
        card = next(card for card in self._data()["cards"] if card["id"] == self.order.id)
        self.assertEqual(card["column"], "waiting")
        dispatch = self._dispatch()
        dispatch._clock_start(self.main)
        card = next(card for card in self._data()["cards"] if card["id"] == self.order.id)
        self.assertEqual(card["column"], "work")
        self.assertEqual(card["bay"], "J01")
        self.assertEqual(card["worker"], "技师一")

    def _is_told(self, step):
        """Whether screens of the board hear of a step."""
        board = self.env.ref("dms_workshop.dms_board_sm21")
        messages = [("channel", "=like", f'%"dms.board",{board.id}]')]
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].search_count(messages)
        step()
        self.env.cr.precommit.run()
        return self.env["bus.bus"].search_count(messages) - before == 1

    def test_every_move_is_told(self):
        """Arrival, promise, advisor, ready and settled reach the screens; a remark is nobody's business."""
        order = self._create_order(
            vehicle_id=self._create_vehicle("粤B60009", False).id, receive=False
        )
        later = fields.Datetime.now() + timedelta(days=1)
        self.assertTrue(self._is_told(lambda: order._stamp_event(["T04", "T05", "T06"])))
        self.assertTrue(self._is_told(lambda: order.write({"promised_date": later})))
        self.assertTrue(self._is_told(lambda: order.write({"user_id": self.env.uid})))
        self.assertTrue(self._is_told(lambda: order._stamp_event(["T22", "T23"])))
        self.assertTrue(self._is_told(lambda: order._withdraw_event(["T22", "T23"], "Redo")))
        self.assertFalse(self._is_told(lambda: order.write({"client_order_ref": "A-1"})))

    def test_customers_see_no_secret(self):
        """No name, phone, model, amount, fault or whole plate leaves on the public screen."""
        self._dispatch()
        text = json.dumps(self._data(public=True), ensure_ascii=False)
        for secret in (
            "王建国",
            "13800138000",
            "速腾",
            "粤B12345",
            "技师一",
            "制动",
            self.order.name,
        ):
            self.assertNotIn(secret, text)
        self.assertIn("粤B·1**45", text)

    def test_queries_do_not_grow_with_cars(self):
        self._data()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._data()
        one = self.cr.sql_log_count - before
        for number in range(5):
            vehicle = self._create_vehicle(f"粤B6000{number}", False)
            order = self._create_order(vehicle_id=vehicle.id, receive=False)
            order._stamp_event(["T04", "T05", "T06"])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._data()
        self.assertLessEqual(self.cr.sql_log_count - before, one)
