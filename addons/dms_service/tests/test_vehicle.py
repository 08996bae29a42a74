from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_reception import GOOD_VINS, ReceptionCommon


@tagged("post_install", "-at_install", "dms")
class TestVehicle(ReceptionCommon):
    def test_plate_is_written_one_way(self):
        """Dots, blanks and small letters never make a second vehicle."""
        vehicle = self._create_vehicle("粤b·1 2345")
        self.assertEqual(vehicle.license_plate, "粤B12345")
        self.assertEqual(vehicle.display_name, "粤B·12345 大众 朗逸")
        self.assertEqual(self.env["fleet.vehicle"]._find_by_plate("粤B-12345"), vehicle)

    def test_plate_is_unique_while_active(self):
        vehicle = self._create_vehicle()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._create_vehicle(vin_sn=GOOD_VINS[1])
        vehicle.active = False
        vehicle.flush_recordset()
        self.assertTrue(self._create_vehicle(vin_sn=GOOD_VINS[1]))

    def test_wrong_plate_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "E-101"):
            self._create_vehicle("12345")

    def test_vin(self):
        """E-102 for the form, E-103 for the check digit; imported cars are only warned about."""
        with self.assertRaisesRegex(ValidationError, "E-102"), self.cr.savepoint():
            self._create_vehicle(vin_sn="LFV2A21K4B312345O")
        wrong = "LFV2A21K4B3123457"
        with self.assertRaisesRegex(ValidationError, "E-103"), self.cr.savepoint():
            self._create_vehicle(vin_sn=wrong)
        vehicle = self._create_vehicle(
            vin_sn=wrong, vin_override=True, vin_override_reason="compared with the licence"
        )
        self.assertIn("E-103", vehicle.vin_warning)
        imported = self._create_vehicle("粤B54321", vin_sn="WVWZZZ1KZ6W000001")
        self.assertIn("E-103", imported.vin_warning)
        for number, plate in zip(GOOD_VINS, ("粤B00001", "粤B00002"), strict=True):
            self.assertFalse(self._create_vehicle(plate, vin_sn=number).vin_warning)

    def test_vin_proposes_the_model(self):
        self._create_vehicle()
        form = Form(self.env["fleet.vehicle"], view="dms_service.fleet_vehicle_view_form")
        form.vin_sn = "lfv2a21k4b3123456"
        self.assertEqual(form.model_id, self.model)
        self.assertEqual(form.vin_sn, GOOD_VINS[0])

    def test_customer_car_has_no_invented_registration_date(self):
        self.assertFalse(self._create_vehicle().acquisition_date)

    def test_found_by_plate_vin_phone_and_owner(self):
        vehicle = self._create_vehicle(owner_id=self._create_owner().id)
        self._create_vehicle("粤B54321", vin_sn=False)
        parts = ("粤B·123", "12345", "3123456", "0013 8000", "王志强", "13800138000")
        for text in (*parts, "粤b·1 2345", GOOD_VINS[0], GOOD_VINS[0].lower()):
            found = self.env["fleet.vehicle"].name_search(text)
            self.assertEqual([row[0] for row in found], vehicle.ids, text)

    def test_partner_by_phone(self):
        partners = self.env["res.partner"]
        owner = self._create_owner(phone="+86 138-0013-8000")
        self.assertEqual(partners._find_by_phone("13800138000"), owner)
        self.assertEqual(partners._find_or_create_by_phone("138 00138000", "x"), owner)
        fresh = partners._find_or_create_by_phone("13900139000", "李雷")
        self.assertEqual(fresh.customer_class, "new")

    def test_scrapped_vehicle_is_refused(self):
        vehicle = self._create_vehicle(service_status="scrapped")
        self.assertTrue(vehicle._get_refusal_reason())

    def test_rights(self):
        vehicle = self._create_vehicle()
        vehicle.with_user(self.advisor).engine_no = "E1"
        with self.assertRaises(AccessError):
            vehicle.with_user(self.technician).engine_no = "E2"
        with self.assertRaises(AccessError):
            vehicle.with_user(self.advisor).unlink()
