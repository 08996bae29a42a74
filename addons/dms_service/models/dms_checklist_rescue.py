from odoo import api, fields, models
from odoo.exceptions import UserError

TOOL_CODE = "SV-04"
# Insulated gloves and tools for electric cars.
GLOVES = "T25"


class DmsChecklist(models.Model):
    """SV-04: are the tools of the rescue van complete and working."""

    _inherit = "dms.checklist"

    readiness = fields.Float(
        string="Complete (%)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Tools on board, each counted up to what is required, of all that are required.",
    )

    tool_check = fields.Boolean(string="Check of Rescue Tools", compute="_compute_tool_check")

    @api.depends("template_id.code")
    def _compute_tool_check(self):
        for sheet in self:
            sheet.tool_check = sheet.template_id.code == TOOL_CODE

    @api.model_create_multi
    def create(self, vals_list):
        """Only rescue vehicles carry the rescue tools."""
        sheets = super().create(vals_list)
        wrong = sheets.filtered(
            lambda one: one.template_id.code == TOOL_CODE and one.vehicle_id.vehicle_use != "rescue"
        )
        if wrong:
            raise UserError(self.env._("Choose a rescue vehicle: this list belongs to its tools."))
        for sheet in sheets.filtered(lambda one: one.template_id.code == TOOL_CODE):
            sheet._copy_tools()
        return sheets

    def _copy_tools(self):
        """Keeper and date of each tool as they are on the day of the check."""
        self.ensure_one()
        tools = self.vehicle_id._ensure_rescue_tools(self.template_id).grouped("code")
        for line in self.line_ids.filtered(lambda one: one.code in tools):
            tool = tools[line.code]
            if tool.keeper_id or tool.is_dated:
                # sudo: dates and keepers come from the list of the van, nobody types them here
                line.sudo()._store(
                    {
                        "keeper": tool.keeper_id.name,
                        "is_dated": tool.is_dated,
                        "valid_until": tool.valid_until,
                    }
                )

    def _figure_vals(self):
        """The share of complete tools goes with the counts of the sheet."""
        vals, figures = super()._figure_vals()
        if self.template_id.code == TOOL_CODE:
            vals["readiness"] = self._get_readiness()
        return vals, figures

    def _screen_vals(self, vals):
        """The state of a tool is typed on the tap screen too."""
        typed = super()._screen_vals(vals)
        if "state" in vals:
            typed["tool_state"] = vals["state"]
        return typed

    def _get_readiness(self):
        """Σ min(in good order, required) ÷ Σ required, in percent."""
        self.ensure_one()
        tools = self.line_ids.filtered(lambda line: line.kind == "measure")
        required = sum(float(line.tol_min or 0) for line in tools)
        there = sum(min(line.value, float(line.tol_min or 0)) for line in tools if line.result)
        return round(100.0 * there / required, 1) if required else 0.0

    def _after_done(self):
        """Missing or broken tools become a task of the keeper of tools."""
        res = super()._after_done()
        for sheet in self.filtered(lambda one: one.template_id.code == TOOL_CODE):
            sheet._close_trip()
            bad = sheet.line_ids.filtered("is_bad")
            ended = sheet.line_ids.filtered(lambda line: line.validity == "ended")
            if bad or ended:
                sheet._ask_tool_keeper(bad, ended)
        return res

    def _close_trip(self):
        """The first check after a trip says whether its tools are back."""
        self.ensure_one()
        # sudo: whoever checks the van, its last trip shows the check
        trips = self.env["dms.rescue.trip"].sudo()
        last = trips.search(
            [("vehicle_id", "=", self.vehicle_id.id), ("state", "in", ("back", "checked"))],
            order="back_at desc, id desc",
            limit=1,
        )
        last.filtered(lambda one: not one.tools_back_id).tools_back_id = self.id

    def _ask_tool_keeper(self, lines, ended):
        """Activity on the van for a workshop supervisor, who keeps the tools.

        :param lines: dms.checklist.line that are short
        :param ended: dms.checklist.line whose calibration has ended
        """
        self.ensure_one()
        texts = []
        if lines:
            texts.append(
                self.env._(
                    "Rescue tools: %(tools)s",
                    tools=", ".join(f"{line.name} ({line._get_tool_state()})" for line in lines),
                )
            )
        if ended:
            texts.append(
                self.env._("Calibration ended: %(tools)s", tools=", ".join(ended.mapped("name")))
            )
        keeper = self.env.ref("dms_base.group_dms_workshop_supervisor")
        # sudo: whoever checks the van, the keeper is told
        user = keeper.sudo().user_ids.filtered(lambda one: self.company_id in one.company_ids)[:1]
        self.vehicle_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary="; ".join(texts),
            user_id=(user or self.env.user).id,
        )


class FleetVehicle(models.Model):
    """Whether the rescue van may leave."""

    _inherit = "fleet.vehicle"

    def _get_tool_blockers(self, electric=False):
        """Critical tools that were missing on the latest check of the van.

        :param electric: an electric car waits: insulated gloves are needed, otherwise they are not
        :return: names of the tools; a van that was never checked lacks its check
        """
        self.ensure_one()
        sheet = self._get_tool_check()
        if not sheet:
            return [self.env._("no check of the tools yet")]
        short = sheet.line_ids.filtered(lambda line: line.critical and line.is_bad)
        if not electric:
            return short.filtered(lambda line: line.code != GLOVES).mapped("name")
        # sudo: the date of the gloves is asked by whoever sends the van
        gloves = self.sudo().rescue_tool_ids.filtered(
            lambda tool: tool.code == GLOVES and tool.validity == "ended"
        )
        ended = [
            self.env._("%(tool)s (calibration ended)", tool=tool.item_id.name) for tool in gloves
        ]
        return short.mapped("name") + ended

    def _get_missing_tool_codes(self):
        """Codes of the tools that were not in order on the latest check of the van."""
        self.ensure_one()
        return self._get_tool_check().line_ids.filtered("is_bad").mapped("code")

    def _get_tool_check(self):
        """Latest finished check of the van's tools, with superuser rights; empty before the first."""
        return (
            self.env["dms.checklist"]
            # sudo: the latest check decides, whoever filled it
            .sudo()
            .search(
                [
                    ("vehicle_id", "=", self.id),
                    ("template_id.code", "=", TOOL_CODE),
                    ("state", "=", "done"),
                ],
                order="date_done desc, id desc",
                limit=1,
            )
        )

    def action_rescue_tools(self):
        """Open a tool check of the van; one that is unfinished is opened again."""
        self.ensure_one()
        sheets = self.env["dms.checklist"]
        sheet = sheets.search(
            [
                ("vehicle_id", "=", self.id),
                ("template_id.code", "=", TOOL_CODE),
                ("state", "in", ("draft", "filling", "to_sign")),
            ],
            limit=1,
        )
        if not sheet:
            company = self.company_id or self.env.company
            template = self.env["dms.checklist.template"]._published(TOOL_CODE, company)
            sheet = template._create_checklists(self, company_id=company.id)
        return sheet._get_records_action(name=sheet.display_name, context={})
