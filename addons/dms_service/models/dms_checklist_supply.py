from odoo import api, fields, models
from odoo.exceptions import UserError

SUPPLY_CODE = "SV-05"


class DmsChecklistTemplate(models.Model):
    """A count of supplies lists what the van should carry."""

    _inherit = "dms.checklist.template"

    def _extra_lines(self, subjects):
        """One line per supply of the van: par level, expected quantity and expiry."""
        extra = super()._extra_lines(subjects)
        if self.code != SUPPLY_CODE or subjects._name != "fleet.vehicle":
            return extra
        for van in subjects.filtered(lambda one: one.vehicle_use == "rescue"):
            van._ensure_supplies()
            extra.setdefault(van.id, []).extend(van.supply_ids._prepare_count_vals())
        return extra

    def _blank_lines(self):
        """The empty paper lists the standard supplies."""
        lines = super()._blank_lines()
        if self.code == SUPPLY_CODE:
            # sudo: the standard list is printed by everybody who may print the form
            standard = self.env["dms.rescue.supply"].sudo().search([("vehicle_id", "=", False)])
            lines = [*lines, *standard._prepare_count_vals()]
        return lines


class DmsRescueSupply(models.Model):
    """A supply as the count names it."""

    _inherit = "dms.rescue.supply"

    def _prepare_count_vals(self):
        """Values of the lines of a count, one per supply."""
        return [
            {
                "section_code": "1",
                "code": f"S{number:02d}",
                "name": " ".join(filter(None, (item.name, item.spec))),
                "standard": item._get_standard(),
                "kind": "measure",
                "uom": item.uom,
                "tol_min": f"{item.par_qty:g}",
                "required": True,
                "na_allowed": False,
                "auto_value": item.on_hand,
                "source_model": item._name,
                "source_id": item.id,
            }
            for number, item in enumerate(self, 1)
        ]

    def _get_standard(self):
        """Par, expected quantity and expiry in one text."""
        if not self.vehicle_id:
            return self.env._("par %(par)s", par=f"{self.par_qty:g}")
        text = self.env._(
            "par %(par)s, expected %(there)s",
            par=f"{self.par_qty:g}",
            there=f"{self.on_hand:g}",
        )
        if self.expiry_state in ("soon", "ended"):
            labels = dict(self._fields["expiry_state"]._description_selection(self.env))
            text = f"{text}, {labels[self.expiry_state]} {self.expiry_date}"
        return text


class DmsChecklist(models.Model):
    """SV-05: counted supplies reconcile with the stock of the van and are filled up."""

    _inherit = "dms.checklist"

    supply_count = fields.Boolean(string="Count of Supplies", compute="_compute_supply_count")
    is_reconciled = fields.Boolean(readonly=True, copy=False)
    replenish_id = fields.Many2one("stock.picking", string="Refill", readonly=True, copy=False)

    @api.depends("template_id.code")
    def _compute_supply_count(self):
        for sheet in self:
            sheet.supply_count = sheet.template_id.code == SUPPLY_CODE

    def _check_reasons(self):
        """A difference to the stock of the van needs its reason."""
        res = super()._check_reasons()
        if self.template_id.code == SUPPLY_CODE:
            bare = self.line_ids.filtered(lambda line: line._get_difference() and not line.remark)
            if bare:
                raise UserError(
                    self.env._(
                        "Give the reason of the difference: %(items)s",
                        items=self._item_names(bare),
                    )
                )
        return res

    def _after_done(self):
        """Remember the count of each supply."""
        res = super()._after_done()
        for sheet in self.filtered(lambda one: one.template_id.code == SUPPLY_CODE):
            for line in sheet.line_ids.filtered(lambda one: one.kind == "measure"):
                # sudo: the count is kept whoever signs it
                line._get_supply().sudo().last_count = line.value
        return res

    def action_reconcile_supplies(self):
        """Bring the stock of the van to what was counted; a second press changes nothing."""
        self.ensure_one()
        self._check_supply_sheet()
        self.lock_for_update()
        if self.is_reconciled:
            return True
        place = self.vehicle_id.rescue_location_id
        lines = self.line_ids.filtered(lambda line: line._get_difference())
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants = quants.create(
            [
                {
                    "product_id": line._get_supply().product_id.id,
                    "location_id": place.id,
                    "inventory_quantity": line.value,
                }
                for line in lines
            ]
        )
        if quants:
            quants.action_apply_inventory()
        self._store({"is_reconciled": True})
        return True

    def action_replenish_supplies(self):
        """Transfer from the store to the van of what is below par; a second press opens the same one."""
        self.ensure_one()
        self._check_supply_sheet()
        if not self.replenish_id:
            short = [
                (line._get_supply(), float(line.tol_min) - line.value)
                for line in self.line_ids
                if line.kind == "measure" and line.is_bad and line._get_supply().product_id
            ]
            if not short:
                raise UserError(self.env._("Nothing kept in stock is below par."))
            self._store({"replenish_id": self._create_refill(short).id})
        return self.replenish_id._get_records_action(name=self.replenish_id.name, context={})

    def _check_supply_sheet(self):
        if self.template_id.code != SUPPLY_CODE or self.state != "done":
            raise UserError(self.env._("Finish and sign the count first."))

    def _create_refill(self, short):
        """Draft transfer from the store to the van.

        :param short: list of (dms.rescue.supply, quantity)
        """
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        place = self.vehicle_id.rescue_location_id
        return self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": place.id,
                "origin": self.name,
                "move_ids": [
                    fields.Command.create(
                        {
                            "product_id": item.product_id.id,
                            "product_uom_qty": quantity,
                            "product_uom": item.product_id.uom_id.id,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": place.id,
                        }
                    )
                    for item, quantity in short
                ],
            }
        )


class DmsChecklistLine(models.Model):
    """One counted supply."""

    _inherit = "dms.checklist.line"

    def _get_supply(self):
        """The supply behind a line, empty for others."""
        supplies = self.env["dms.rescue.supply"]
        return supplies.browse(self.source_id if self.source_model == supplies._name else [])

    def _get_difference(self):
        """Counted minus expected, for supplies kept in stock and counted."""
        self.ensure_one()
        if not self.result or not self._get_supply().product_id:
            return 0.0
        return round(self.value - self.auto_value, 4)

    def _number(self, value):
        """Nothing is counted below zero."""
        value = super()._number(value)
        if value is not None and value < 0 and self._get_supply():
            raise UserError(self.env._("“%(item)s”: count again.", item=self.display_name))
        return value
