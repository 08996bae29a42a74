from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

GOOD_VINS = ("LFV2A21K4B3123456", "LSVAA49J912345678")


class ReceptionCommon(BaseCommon):
    """A shop with two advisors, a manager, a guard; customers and vehicles on demand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write(
            {
                "opening_hour": 0.0,
                "closing_hour": 24.0,
                "open_days": "all",
                "appointment_slot_minutes": 30,
                "reception_minutes": 20,
                "booking_enabled": True,
                "sender_id_rule": "not_owner",
            }
        )
        cls._clear_the_yard()
        group = cls.env.ref("dms_base.group_dms_advisor")
        group.user_ids = [(5, 0, 0)]
        cls.env["hr.employee"].search([("trade", "!=", False)]).write({"trade": False})
        cls.env["dms.bay"].search([]).write({"active": False})
        cls.advisor = new_test_user(cls.env, "sa_one", groups="dms_base.group_dms_advisor")
        cls.advisor2 = new_test_user(cls.env, "sa_two", groups="dms_base.group_dms_advisor")
        cls.manager = new_test_user(
            cls.env, "sa_manager", groups="dms_base.group_dms_service_manager"
        )
        cls.guard = new_test_user(cls.env, "sa_guard", groups="dms_base.group_dms_guard")
        cls.technician = new_test_user(
            cls.env, "sa_technician", groups="dms_base.group_dms_technician"
        )
        cls.brand = cls.env["fleet.vehicle.model.brand"].create({"name": "大众"})
        cls.model = cls.env["fleet.vehicle.model"].create(
            {"name": "朗逸", "brand_id": cls.brand.id}
        )
        cls.kind = cls.env.ref("dms_service.service_type_pm")

    @classmethod
    def _clear_the_yard(cls):
        """Records of a demo shop would meet the plates and phones of these tests."""
        cls.env["fleet.vehicle"].search([("plate_key", "=like", "粤B%")]).write({"active": False})
        cls.env["dms.appointment"].search([]).write({"state": "cancelled"})
        cls.env["dms.queue.ticket"].search([]).write({"state": "done"})
        cls.env["dms.reception.rota"].search([]).unlink()
        cls.env["dms.gate.log"].search([("state", "=", "open")]).write({"state": "closed"})
        cls.env["res.partner"].search([("phone_key", "=like", "13%")]).write({"phone": False})

    @classmethod
    def _create_owner(cls, name="王志强", phone="138 0013 8000", **vals):
        return cls.env["res.partner"].create({"name": name, "phone": phone, **vals})

    @classmethod
    def _create_vehicle(cls, plate="粤B12345", **vals):
        return cls.env["fleet.vehicle"].create(
            {
                "license_plate": plate,
                "model_id": cls.model.id,
                "vin_sn": GOOD_VINS[0],
                **vals,
            }
        )

    @classmethod
    def _next_slot(cls, days=1, hour=10):
        """A slot in the future, at a full local hour."""
        day = cls.company._local_date() + timedelta(days=days)
        return cls.company._to_utc(day, hour)

    @classmethod
    def _create_appointment(cls, plate="粤B12345", **vals):
        return cls.env["dms.appointment"].create(
            {
                "plate": plate,
                "contact_name": "王志强",
                "phone": "13800138000",
                "slot_start": cls._next_slot(),
                "service_type_id": cls.kind.id,
                "customer_words": "保养",
                **vals,
            }
        )

    @classmethod
    def _add_reading(cls, vehicle, value, days_ago=0, **vals):
        return cls.env["fleet.vehicle.odometer"].create(
            {
                "vehicle_id": vehicle.id,
                "value": value,
                "read_at": fields.Datetime.now() - timedelta(days=days_ago),
                **vals,
            }
        )
