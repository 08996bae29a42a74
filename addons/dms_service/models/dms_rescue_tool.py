from datetime import timedelta

from odoo import api, fields, models

# Insulated gloves and torque wrench are calibrated and tested by date.
DATED = ("T06", "T25")
WARN_DAYS = 30


def get_validity(until, day, dated=True):
    """Whether something that may be used up to a date may be used on a day.

    :param dated: whether it has such a date at all
    :return: good, soon (ends within 30 days), ended, or unknown without its date; False without one to have
    """
    if not until:
        return "unknown" if dated else False
    if until < day:
        return "ended"
    return "soon" if until <= day + timedelta(days=WARN_DAYS) else "good"


class DmsRescueTool(models.Model):
    """SV-04: a tool of one rescue van with its keeper and the date its calibration ends."""

    _name = "dms.rescue.tool"
    _description = "Rescue Tool"
    _order = "vehicle_id, code, id"
    _check_company_auto = True

    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        string="Van",
        required=True,
        index=True,
        domain=[("vehicle_use", "=", "rescue")],
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    code = fields.Char(required=True, help="Item of the tool list, such as T25.")
    item_id = fields.Many2one("dms.checklist.item", string="Tool", ondelete="set null")
    keeper_id = fields.Many2one("hr.employee", string="Tool Keeper", check_company=True)
    is_dated = fields.Boolean(string="Calibrated", help="The tool may be used up to a date only.")
    valid_until = fields.Date(string="Calibrated until")
    validity = fields.Selection(
        [("good", "Good"), ("soon", "Ends Soon"), ("ended", "Ended"), ("unknown", "No Date")],
        compute="_compute_validity",
    )
    note = fields.Char()

    _code_uniq = models.Constraint("UNIQUE(vehicle_id, code)", "The van has this tool already.")

    @api.depends("is_dated", "valid_until")
    def _compute_validity(self):
        today = fields.Date.context_today(self)
        for tool in self:
            until = tool.is_dated and tool.valid_until
            tool.validity = get_validity(until, today, tool.is_dated)

    @api.depends("code", "item_id")
    def _compute_display_name(self):
        for tool in self:
            tool.display_name = f"{tool.code} {tool.item_id.name or ''}".strip()


class FleetVehicle(models.Model):
    """The tools of the van."""

    _inherit = "fleet.vehicle"

    rescue_tool_ids = fields.One2many("dms.rescue.tool", "vehicle_id", string="Tools on Board")

    def _ensure_rescue_tools(self, template):
        """Give a van a row for each tool of the list, once; new tools of a later version are added.

        :param template: dms.checklist.template of SV-04
        """
        self.ensure_one()
        # sudo: the first check of a van makes its list, whoever checks
        van = self.sudo()
        items = template.sudo().section_ids.item_ids.filtered(lambda one: one.kind == "measure")
        known = set(van.rescue_tool_ids.mapped("code"))
        van.env["dms.rescue.tool"].create(
            [
                {
                    "vehicle_id": van.id,
                    "code": item.code,
                    "item_id": item.id,
                    "is_dated": item.code in DATED,
                }
                for item in items
                if item.code not in known
            ]
        )
        return van.rescue_tool_ids
