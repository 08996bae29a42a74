from odoo import api, fields, models


class DmsFindingRule(models.Model):
    """Which packages cure a finding: the shop's bridge from a red light to a price."""

    _name = "dms.finding.rule"
    _description = "Work for a Finding"
    _order = "template_code, item_code, id"
    _check_company_auto = True

    template_code = fields.Char(
        string="Form", required=True, index=True, help="Code of the check sheet, e.g. SV-10."
    )
    item_code = fields.Char(string="Item", required=True, help="Code of the item, e.g. 201.")
    name = fields.Char(string="Finding", compute="_compute_name")
    only_urgent = fields.Boolean(help="Amber findings are not cured by these packages.")
    package_ids = fields.Many2many(
        "dms.repair.package",
        string="Packages",
        required=True,
        check_company=True,
        help="The first one that fits the model of the vehicle is proposed.",
    )
    company_id = fields.Many2one("res.company", help="Empty: all companies.")
    active = fields.Boolean(default=True)

    _item_uniq = models.UniqueIndex(
        "(template_code, item_code, only_urgent, COALESCE(company_id, 0)) WHERE active",
        "This finding has its packages already: add yours there.",
    )

    @api.depends("template_code", "item_code")
    def _compute_name(self):
        items = self.env["dms.checklist.item"].search(
            [
                ("template_id.code", "in", self.mapped("template_code")),
                ("template_id.state", "=", "published"),
                ("code", "in", self.mapped("item_code")),
            ]
        )
        names = {(item.template_id.code, item.code): item.name for item in items}
        for rule in self:
            rule.name = names.get((rule.template_code, rule.item_code), rule.item_code)

    @api.model
    def _find_packages(self, lines, company):
        """Package for each finding that has one fitting its vehicle.

        :param lines: dms.checklist.line
        :return: {line: dms.repair.package}
        """
        rules = self.search(
            [
                ("template_code", "in", lines.checklist_id.template_id.mapped("code")),
                ("item_code", "in", lines.mapped("code")),
                ("company_id", "in", (company.id, False)),
            ],
            order="only_urgent desc, company_id, id",
        )
        found = {}
        for line in lines:
            key = line.checklist_id.template_id.code, line.code
            for rule in rules:
                if (rule.template_code, rule.item_code) != key:
                    continue
                if rule.only_urgent and not line.is_urgent:
                    continue
                fitting = rule.package_ids._filter_fitting(line.checklist_id.vehicle_id, company)
                if fitting:
                    found[line] = fitting[0]
                    break
        return found
