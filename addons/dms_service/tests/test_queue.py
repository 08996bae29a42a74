from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_reception import GOOD_VINS, ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestQueue(ReceptionCommon):
    def _arrive(self, plate, **vals):
        return self.env["dms.queue.ticket"]._create_arrivals([{"plate": plate, **vals}])

    def test_gate_opens_the_queue(self):
        """A plate at the gate: ticket with number and advisor, appointment arrived."""
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        # Noon of the shop, whatever the clock says: the day must not end between slot and arrival.
        noon = self._next_slot(hour=12)
        with freeze_time(noon - timedelta(minutes=5)):
            booking = self._create_appointment(vehicle_id=vehicle.id, slot_start=noon)
            booking.action_book()
            gate = self.env["dms.gate.log"].with_user(self.guard).sudo()
            gate._vehicle_in("粤b12345")
        ticket = booking.ticket_ids
        self.assertEqual(ticket.kind, "A")
        self.assertEqual(ticket.vehicle_id, vehicle)
        self.assertTrue(ticket.advisor_id)
        self.assertRegex(ticket.label, r"^A\d{3}$")
        self.assertEqual(booking.state, "arrived")
        self.assertEqual(booking.punctuality, "on_time")

    def test_company_car_gets_no_ticket(self):
        self._create_vehicle("粤B99999", vehicle_use="company")
        self.env["dms.gate.log"]._vehicle_in("粤B99999")
        self.assertFalse(self.env["dms.queue.ticket"].search([("plate", "=", "粤B99999")]))

    def test_one_ticket_while_waiting(self):
        first = self._arrive("粤B30001")
        self.assertEqual(self._arrive("粤B·30001"), first)

    def test_rota_is_fair(self):
        """Four arrivals, two advisors: two each, in turn."""
        users = [self._arrive(f"粤B3000{number}").advisor_id for number in range(4)]
        self.assertEqual(users[0], users[2])
        self.assertEqual(users[1], users[3])
        self.assertEqual({users[0], users[1]}, {self.advisor, self.advisor2})

    def test_absent_advisor_is_skipped(self):
        rota = self.env["dms.reception.rota"]
        rows = rota._ensure_day(self.company, self.company._local_date())
        rows.filtered(lambda row: row.user_id == self.advisor).action_absent()
        users = {self._arrive(f"粤B3000{number}").advisor_id for number in range(3)}
        self.assertEqual(users, {self.advisor2})

    def test_nobody_on_duty_means_the_manager(self):
        rota = self.env["dms.reception.rota"]
        rota._ensure_day(self.company, self.company._local_date()).action_break()
        ticket = self._arrive("粤B30001")
        self.assertTrue(ticket.advisor_id.has_group("dms_base.group_dms_service_manager"))
        self.assertEqual(ticket.assigned_by, "manager")

    def test_own_advisor_does_not_use_a_turn(self):
        vehicle = self._create_vehicle(advisor_id=self.advisor2.id)
        ticket = self._arrive(vehicle.license_plate)
        self.assertEqual(ticket.advisor_id, self.advisor2)
        self.assertEqual(ticket.assigned_by, "own")

    def test_forgotten_ticket_is_handed_on(self):
        """After the limit the next advisor, after another one the manager."""
        ticket = self._arrive("粤B30001")
        first = ticket.advisor_id
        old = fields.Datetime.now() - timedelta(minutes=11)
        ticket.write({"assigned_at": old, "arrived_at": old})
        self.env["dms.queue.ticket"]._cron_escalate()
        self.assertNotEqual(ticket.advisor_id, first)
        ticket.assigned_at = old
        self.env["dms.queue.ticket"]._cron_escalate()
        self.assertEqual(ticket.assigned_by, "manager")

    def test_known_car_needs_km_and_words(self):
        """Two fields; T04 is the arrival at the gate, T05 the greeting, T06 the order."""
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        ticket = self._arrive(vehicle.license_plate).with_user(self.advisor)
        ticket.sudo().arrived_at = fields.Datetime.now() - timedelta(minutes=7)
        action = ticket.action_receive()
        form = Form(
            self.env["dms.reception"].with_user(self.advisor).with_context(**action["context"])
        )
        self.assertEqual(form.vehicle_id, vehicle)
        form.odometer = 32100
        form.customer_complaint = "刹车异响"
        sheet = form.save()
        opened = sheet.action_open_order()
        order = self.env["sale.order"].browse(opened["res_id"])
        self.assertEqual(order.repair_stage, "received")
        self.assertEqual(order.arrived_at, ticket.arrived_at)
        self.assertEqual(order.reception_started_at, ticket.served_at)
        self.assertEqual(order.sender_name, "王志强")
        self.assertEqual(vehicle.last_odometer, 32100)
        self.assertEqual(vehicle.advisor_id, self.advisor)
        self.assertEqual(ticket.state, "done")
        self.assertEqual(sheet.action_open_order()["res_id"], order.id, "pressed twice")

    def test_unknown_car_on_one_screen(self):
        """Plate, VIN, model, name, phone, km, words: vehicle, owner and order exist afterwards."""
        form = Form(
            self.env["dms.reception"].with_user(self.advisor).with_context(default_plate="粤B77777")
        )
        form.vin = GOOD_VINS[1]
        form.model_text = "丰田 卡罗拉"
        form.partner_name = "李雷"
        form.phone = "13900139000"
        form.odometer = 18000
        form.customer_complaint = "保养"
        order = self.env["sale.order"].browse(form.save().action_open_order()["res_id"])
        vehicle = order.vehicle_id
        self.assertEqual(vehicle.license_plate, "粤B77777")
        self.assertEqual(vehicle.model_id.name, "卡罗拉")
        self.assertEqual(vehicle.model_id.brand_id.name, "丰田")
        self.assertEqual(vehicle.owner_id.phone_key, "13900139000")
        self.assertEqual(order.repair_stage, "received")

    def test_lower_odometer_needs_a_reason(self):
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        self._add_reading(vehicle, 50000, days_ago=90)
        sheet = self.env["dms.reception"].create(
            {
                "plate": vehicle.license_plate,
                "odometer": 20000,
                "customer_complaint": "保养",
            }
        )
        with self.assertRaisesRegex(UserError, "E-104"), self.cr.savepoint():
            sheet.action_open_order()
        sheet.odometer_reason = "instrument replaced"
        sheet.action_open_order()
        self.assertEqual(vehicle.last_odometer, 20000)

    def test_stolen_car_is_refused(self):
        vehicle = self._create_vehicle(owner_id=self._create_owner().id, service_status="stolen")
        sheet = self.env["dms.reception"].create(
            {"plate": vehicle.license_plate, "odometer": 1, "customer_complaint": "x"}
        )
        with self.assertRaisesRegex(UserError, "E-108"):
            sheet.action_open_order()

    def test_appointment_becomes_order(self):
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        booking = self._create_appointment(
            vehicle_id=vehicle.id, slot_start=fields.Datetime.now() + timedelta(minutes=30)
        )
        booking.action_book()
        action = booking.with_user(self.advisor).action_receive()
        form = Form(
            self.env["dms.reception"].with_user(self.advisor).with_context(**action["context"])
        )
        self.assertEqual(form.customer_complaint, "保养")
        form.odometer = 1000
        order = self.env["sale.order"].browse(form.save().action_open_order()["res_id"])
        self.assertEqual(order.appointment_id, booking)
        self.assertEqual(booking.state, "converted")

    def test_arrival_inspection(self):
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        sheet = self.env["dms.reception"].create(
            {"plate": vehicle.license_plate, "odometer": 900, "customer_complaint": "x"}
        )
        order = self.env["sale.order"].browse(sheet.action_open_order()["res_id"])
        first = order.action_arrival_inspection()
        self.assertEqual(order.action_arrival_inspection()["res_id"], first["res_id"])
        checklist = self.env["dms.checklist"].browse(first["res_id"])
        self.assertEqual(checklist.order_id, order)
        self.assertEqual(checklist.vehicle_id, vehicle)
        self.assertGreater(len(checklist.line_ids), 40)
        words = checklist.line_ids.filtered(lambda line: line.code == "B01")
        self.assertEqual(words.text, order.customer_complaint)

    def test_findings_are_proposed_once(self):
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        sheet = self.env["dms.reception"].create(
            {"plate": vehicle.license_plate, "odometer": 900, "customer_complaint": "x"}
        )
        order = self.env["sale.order"].browse(sheet.action_open_order()["res_id"])
        checklist = order._create_arrival_inspection()
        lamp = checklist.line_ids.filtered(lambda line: line.code == "C13")
        scratch = checklist.line_ids.filtered(lambda line: line.code == "C01")
        (lamp | scratch).sudo().write({"is_bad": True})
        for _again in range(2):
            order._propose_from_checklist(checklist)
        self.assertEqual(order.recommendation_ids.mapped("name"), [lamp.name])

    def test_desk(self):
        """One call gives the whole screen; the number of queries does not grow with the cars."""
        for number in range(3):
            self._arrive(f"粤B4000{number}")
        data = self.env["dms.queue.ticket"].with_user(self.advisor).get_desk_data()
        self.assertEqual(len(data["tickets"]), 3)
        self.assertEqual(len(data["columns"]), 6)
        found = self.env["dms.queue.ticket"].with_user(self.advisor).find_for_desk("粤B88888")
        self.assertEqual(found["plate"], "粤B88888")

    def test_rights(self):
        ticket = self._arrive("粤B30001")
        with self.assertRaises(AccessError):
            ticket.with_user(self.technician).action_call()
        with self.assertRaises(AccessError):
            self.env["dms.reception"].with_user(self.guard).create({"plate": "粤B30001"})
