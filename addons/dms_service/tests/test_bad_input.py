import base64
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, DmsServiceCommon

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MEGABYTE = 1024 * 1024


@tagged("post_install", "-at_install", "dms")
class TestBadInput(DmsServiceCommon):
    """What a hurried hand types: refused in one sentence, what was entered before stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order()
        cls.person = cls.env["hr.employee"].create(
            {"name": "李师傅", "company_id": cls.company.id, "user_id": cls.technician.id}
        )

    def _print(self, name, records):
        html = self.env["ir.actions.report"]._render_qweb_html(f"dms_service.{name}", records.ids)
        return html[0].decode()

    def _booking(self, **vals):
        return self.env["dms.appointment"].create(
            {
                "plate": "粤B12345",
                "vehicle_id": self.vehicle.id,
                "contact_name": "王建国",
                "phone": "13800138000",
                "company_id": self.company.id,
                "slot_start": fields.Datetime.now() + timedelta(days=1),
                "service_type_id": self.service_type.id,
                "customer_words": "刹车异响",
                **vals,
            }
        )

    def test_negative_hours(self):
        """Hours and quantities below zero are refused wherever they are typed."""
        booking = self._booking()
        package = self.env["dms.repair.package"].create({"name": "小保养"})
        supplement = self.env["dms.ro.supplement"].create({"order_id": self.order.id})
        labour = {"product_id": self.labour.id}
        cases = [
            ("dms.appointment.line", {"appointment_id": booking.id, "name": "x", "hours": -1}),
            ("dms.appointment.line", {"appointment_id": booking.id, "name": "x", "quantity": -1}),
            ("dms.repair.package.line", {**labour, "package_id": package.id, "quantity": -1}),
            (
                "dms.repair.package.line",
                {**labour, "package_id": package.id, "flat_rate_hours": -1},
            ),
            ("dms.ro.supplement.line", {**labour, "supplement_id": supplement.id, "quantity": -1}),
            (
                "dms.ro.supplement.line",
                {**labour, "supplement_id": supplement.id, "flat_rate_hours": -1},
            ),
        ]
        for model, vals in cases:
            with (
                self.subTest(model=model, vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.env[model].create(vals).flush_recordset()
        for record, vals in (
            (booking, {"planned_hours": -2}),
            (self.labour, {"flat_rate_hours": -2}),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.write(vals)
                record.flush_recordset()
        line = self.order.order_line[0]
        line.product_uom_qty = -1
        with self.assertRaisesRegex(UserError, "E-309"):
            self.order.action_quote()
        self.assertEqual(len(self.order.order_line), 3, "nothing is lost")

    def test_reading_of_tomorrow(self):
        """An instrument cannot be read tomorrow, and never below zero."""
        readings = self.env["fleet.vehicle.odometer"]
        later = fields.Datetime.now() + timedelta(days=2)
        before = readings.search_count([("vehicle_id", "=", self.vehicle.id)])
        for vals in ({"read_at": later}, {"date": later.date() + timedelta(days=30)}):
            with self.assertRaisesRegex(UserError, "future"):
                readings.create({"vehicle_id": self.vehicle.id, "value": 13000, **vals})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            readings.create({"vehicle_id": self.vehicle.id, "value": -5, "reason": "x"})
        self.assertEqual(readings.search_count([("vehicle_id", "=", self.vehicle.id)]), before)

    def test_large_photo(self):
        """10 MB at the sheet: refused in one sentence, the sheet keeps what was filled."""
        template = self.env["dms.checklist.template"]._published("SV-10", self.company)
        sheet = template._create_checklists(self.vehicle, company_id=self.company.id)
        line = sheet.line_ids.filtered(lambda one: one.kind == "light")[0]
        sheet._fill({line.id: {"result": "attention", "remark": "雨刮硬化"}})
        large = base64.b64encode(b"\xff\xd8\xff" + b"0" * (10 * MEGABYTE)).decode()
        with self.assertRaisesRegex(UserError, "8 MB"):
            sheet.sheet_add_photo(line.id, "large.jpg", large)
        with self.assertRaisesRegex(UserError, "not a picture"):
            sheet.sheet_add_photo(line.id, "page.jpg", base64.b64encode(ATTACK.encode()).decode())
        self.assertEqual((line.result, line.remark), ("attention", "雨刮硬化"))
        self.assertFalse(line.photo_ids)

    def test_free_text_on_paper(self):
        """What people type is printed as text on every paper of the desk."""
        order = self.order
        order.write({"customer_complaint": ATTACK, "belongings": ATTACK, "own_parts": ATTACK})
        order.write({"inspection_finding": ATTACK, "sender_name": ATTACK})
        order._ensure_jobs()
        order.job_ids[0].write({"name": ATTACK, "concern": ATTACK})
        booking = self._booking(customer_words=ATTACK, contact_name=ATTACK, note=ATTACK)
        case = self.env["dms.rescue.order"].create(
            {
                "company_id": self.company.id,
                "safety": "safe",
                "caller": ATTACK,
                "phone": "13800138000",
                "vehicle_id": self.vehicle.id,
                "location": ATTACK,
                "fault": "battery",
                "finding": ATTACK,
            }
        )
        self._authorise(order)
        teardown = self.env["dms.teardown"].create(
            {
                "order_id": order.id,
                "job_id": order.job_ids[0].id,
                "assembly": ATTACK,
                "reason": ATTACK,
                "employee_id": self.person.id,
                "root_cause": ATTACK,
                "line_ids": [Command.create({"name": ATTACK, "verdict": "ok", "note": ATTACK})],
            }
        )
        self._issue_parts(order)
        self._finish_work(order)
        statement = self._settle(order)
        statement.write({"signed_by": ATTACK, "signature": SIGNATURE})
        papers = {
            "report_estimate": order,
            "report_work_order": order,
            "report_job_sheet": order,
            "report_settlement": statement,
            "report_appointment": booking,
            "report_rescue_order": case,
            "report_teardown": teardown,
        }
        for name, records in papers.items():
            html = self._print(name, records)
            self.assertNotIn("<script>alert(1)", html, name)
            self.assertNotIn("<img src=x", html, name)
            self.assertIn("alert(1)", html, name)
