from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.orm.model_classes import add_to_registry
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class ReportMixin:
    """Fake facts of March 2025 with hand-worked figures, indicators T-01 to T-06, report T-R, board T-01."""

    @classmethod
    def _load_fakes(cls):
        from .report_fakes import FakeBoard, FakeDataset, FakeFact

        fakes = (FakeFact, FakeDataset)
        for fake in fakes:
            add_to_registry(cls.registry, fake)
            cls.addClassCleanup(cls.registry.__delitem__, fake._name)
        cls.registry._setup_models__(cls.env.cr, [fake._name for fake in fakes])
        cls.boards = FakeBoard()
        board_class = cls.registry["dms.board"]
        cls.startClassPatcher(
            patch.object(board_class, "_board_data_t_01", cls.boards.get_data(), create=True)
        )
        cls.company = cls.env["res.company"].create({"name": "Test Shop"})
        cls.company.partner_id.write({"tz": "Asia/Shanghai", "lang": "en_US"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})

    @classmethod
    def _create_facts(cls):
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Test Brand"})
        model = cls.env["fleet.vehicle.model"].create({"name": "Test Model", "brand_id": brand.id})
        cls.cars = cls.env["fleet.vehicle"].create(
            [{"model_id": model.id, "license_plate": plate} for plate in ("粤B12345", "粤B54321")]
        )
        cls.vendors = cls.env["res.partner"].create([{"name": "Anlian"}, {"name": "Baoma"}])
        cls.service = cls.env["fleet.service.type"].create(
            {"name": "Test Service", "category": "service"}
        )
        one, two = cls.cars
        first, second = cls.vendors
        cls.costs = cls._create_costs(
            [
                (date(2025, 3, 3), one, first, 100.0, "done"),
                (date(2025, 3, 3), two, first, 250.5, "new"),
                (date(2025, 3, 17), one, second, 49.5, "done"),
                (date(2025, 2, 10), one, first, 80.0, "done"),
                (date(2024, 3, 12), two, second, 200.0, "new"),
            ]
        )

    @classmethod
    def _create_costs(cls, rows):
        return cls.env["fleet.vehicle.log.services"].create(
            [
                {
                    "date": day,
                    "vehicle_id": car.id,
                    "vendor_id": vendor.id,
                    "amount": amount,
                    "state": state,
                    "company_id": cls.company.id,
                    "service_type_id": cls.service.id,
                    "description": f"Job {amount:.0f}",
                }
                for day, car, vendor, amount, state in rows
            ]
        )

    @classmethod
    def _create_kpis(cls):
        cls.kpis = cls.env["dms.kpi"].create(
            [
                {"code": "T-01", "name": "Jobs", "numerator": "fake.count", "kind": "count"},
                {"code": "T-02", "name": "Output", "numerator": "fake.amount", "unit": "cny"},
                {
                    "code": "T-03",
                    "name": "Done Rate",
                    "numerator": "fake.done",
                    "denominator": "fake.count",
                    "kind": "ratio",
                    "unit": "percent",
                },
                {
                    "code": "T-04",
                    "name": "Open Rate",
                    "numerator": "fake.done",
                    "denominator": "fake.count",
                    "kind": "ratio",
                    "unit": "percent",
                    "complement": True,
                    "better": "lower",
                },
                {
                    "code": "T-05",
                    "name": "Open Money",
                    "numerator": "fake.amount - fake.done_amount",
                    "unit": "cny",
                },
                {"code": "T-06", "name": "Cars", "numerator": "fake.vehicles", "kind": "count"},
            ]
        )

    @classmethod
    def _create_report(cls, **vals):
        return cls.env["dms.report"].create(
            {
                "code": "T-R",
                "name": "Cost Report",
                "dataset": "dms.report.dataset.fake",
                "period": "month",
                **vals,
            }
        )

    @classmethod
    def _create_users(cls):
        cls.manager, cls.advisor, cls.gm = (
            new_test_user(
                cls.env,
                login,
                groups=f"dms_base.group_dms_{role},fleet.fleet_group_manager",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for login, role in (
                ("t_manager", "service_manager"),
                ("t_advisor", "advisor"),
                ("t_gm", "general_manager"),
            )
        )
        (cls.manager | cls.advisor | cls.gm).partner_id.email = "reader@example.com"


class ReportCommon(ReportMixin, BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_fakes()
        cls._create_facts()
        cls._create_kpis()
        cls._create_users()
