from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class DmsHrCommon(BaseCommon):
    """A shop with its people and cars; creators for passes and passages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": f"测试门卫 {cls.__name__}"})
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        for role in (
            "guard",
            "advisor",
            "technician",
            "service_manager",
            "general_manager",
            "hr_officer",
        ):
            setattr(cls, role, cls._create_user(role))
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "大众"})
        cls.model = cls.env["fleet.vehicle.model"].create({"name": "速腾", "brand_id": brand.id})
        cls.vehicle = cls._create_vehicle("粤B12345")
        cls.gate = cls.env["dms.gate.log"].with_user(cls.guard)

    @classmethod
    def _create_user(cls, role):
        return new_test_user(
            cls.env,
            login=f"hr_{role}",
            groups=f"dms_base.group_dms_{role}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _create_vehicle(cls, plate, **vals):
        return cls.env["fleet.vehicle"].create(
            {"model_id": cls.model.id, "license_plate": plate, "company_id": cls.company.id, **vals}
        )

    @classmethod
    def _create_pass(cls, vehicle=None, **vals):
        return cls.env["dms.gate.pass"].create(
            {
                "vehicle_id": (vehicle or cls.vehicle).id,
                "company_id": cls.company.id,
                "reference": "WT20250316-0001",
                "basis": "结清",
                **vals,
            }
        )

    @classmethod
    def _create_employee(cls, name="孙志强", **vals):
        return cls.env["hr.employee"].create({"name": name, "company_id": cls.company.id, **vals})

    @classmethod
    def _set_blockers(cls, case, sentences):
        """Let an upper addon keep every customer's car inside."""

        def blockers(vehicle, exit_type):
            kept = exit_type in ("repair", "unrepaired") and vehicle.vehicle_use == "customer"
            return [("T-1", text, "cashier") for text in sentences] if kept else []

        case.patch(type(cls.env["fleet.vehicle"]), "_gate_exit_blockers", blockers)
