from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.dms_service.tests.common import DmsServiceCommon


class DmsWorkshopCommon(DmsServiceCommon):
    """A signed order with one labour line, a team of two technicians, an inspector."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["dms.team"].create(
            {"name": "机电一组", "code": "JD1", "company_id": cls.company.id}
        )
        cls.main = cls._create_employee("技师一", "T001")
        cls.assistant = cls._create_employee("技师二", "T002")
        cls.inspector_user = new_test_user(
            cls.env,
            login="dms_inspector",
            groups="dms_base.group_dms_inspector",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.inspector = cls._create_employee(
            "检验员", "T009", team=False, user_id=cls.inspector_user.id
        )
        cls.bay = cls.env["dms.bay"].create(
            {
                "code": "J01",
                "name": "机电工位 1",
                "company_id": cls.company.id,
                "team_id": cls.team.id,
            }
        )
        cls.order = cls._create_order()
        cls._authorise(cls.order)
        cls.line = cls.order.order_line.filtered(lambda line: line.fee_kind == "labour")

    @classmethod
    def _create_employee(cls, name, badge, team=True, **vals):
        """Employee with badge and PIN 1234."""
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "barcode": badge,
                "pin": "1234",
                "trade": "mechanical",
                "company_id": cls.company.id,
                "team_id": cls.team.id if team else False,
                **vals,
            }
        )

    @classmethod
    def _dispatch(cls, lines=None, **kwargs):
        """Send lines to the main technician."""
        kwargs.setdefault("employees", cls.main)
        return cls.env["dms.dispatch"]._create_for_lines(lines or cls.line, bay=cls.bay, **kwargs)

    @classmethod
    def _work(cls, dispatch):
        """Start and finish a dispatch."""
        dispatch._clock_start(dispatch.main_employee_id)
        dispatch._finish(dispatch.main_employee_id)
        return dispatch

    @classmethod
    def _inspect(cls, order):
        """The inspector passes every sheet of the final inspection."""
        for sheet in order._create_inspections():
            sheet._complete(signatures=[{"role": "final", "employee": cls.inspector}])
