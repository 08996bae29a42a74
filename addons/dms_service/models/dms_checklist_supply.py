from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_rescue_supply import SUPPLY_CODE


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
        """Values of the lines of a count, one per supply: carried over + refilled − used is due."""
        last, flow = self.vehicle_id[:1]._get_supply_flow() if self.vehicle_id else (None, {})
        counted = {line.source_id: line.value for line in (last.line_ids if last else [])}
        return [
            item._prepare_count_line(number, counted.get(item.id), flow)
            for number, item in enumerate(self, 1)
        ]

    def _prepare_count_line(self, number, opening, flow):
        """Values of one line.

        :param opening: what the count before found, None before the first
        :param flow: {product id: (refilled, used)} since then
        """
        if opening is None:
            opening, refilled, used = self.on_hand, 0.0, 0.0
        else:
            refilled, used = flow.get(self.product_id.id, (0.0, 0.0))
        due = opening + refilled - used
        return {
            "section_code": "1",
            "code": f"S{number:02d}",
            "name": self.name,
            "supply_spec": self.spec,
            "standard": self._get_standard(due),
            "kind": "measure",
            "uom": self.uom,
            "tol_min": f"{self.par_qty:g}",
            "required": True,
            "na_allowed": False,
            "auto_value": due,
            "supply_opening": opening,
            "supply_refilled": refilled,
            "supply_used": used,
            "supply_stock": self.on_hand,
            "valid_until": self.expiry_date,
            "source_model": self._name,
            "source_id": self.id,
        }

    def _get_standard(self, due):
        """Specification, par and expected quantity in one text."""
        if not self.vehicle_id:
            text = self.env._("par %(par)s", par=f"{self.par_qty:g}")
        else:
            text = self.env._(
                "par %(par)s, expected %(there)s", par=f"{self.par_qty:g}", there=f"{due:g}"
            )
        return ", ".join(filter(None, (self.spec, text)))


class DmsChecklist(models.Model):
    """SV-05: counted supplies reconcile with the stock of the van and are filled up."""

    _inherit = "dms.checklist"

    supply_count = fields.Boolean(string="Count of Supplies", compute="_compute_supply_count")
    is_reconciled = fields.Boolean(readonly=True, copy=False)
    has_stock_gap = fields.Boolean(
        string="Differs from the Books",
        compute="_compute_has_stock_gap",
        help="The stock is adjusted.",
    )
    replenish_id = fields.Many2one("stock.picking", string="Refill", readonly=True, copy=False)

    @api.depends("template_id.code")
    def _compute_supply_count(self):
        for sheet in self:
            sheet.supply_count = sheet.template_id.code == SUPPLY_CODE

    @api.depends("line_ids.value", "line_ids.supply_stock", "is_reconciled")
    def _compute_has_stock_gap(self):
        for sheet in self:
            sheet.has_stock_gap = (
                sheet.supply_count
                and not sheet.is_reconciled
                and any(line._get_stock_gap() for line in sheet.line_ids)
            )

    def _check_reasons(self):
        """A difference to what is due needs its reason."""
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
        """Remember the count of each supply and ask the store for what is below par."""
        res = super()._after_done()
        for sheet in self.filtered(lambda one: one.template_id.code == SUPPLY_CODE):
            sheet._request_refill()
            sheet._ask_store()
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
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants = quants.create(
            [
                line._prepare_adjust_vals(self.vehicle_id.rescue_location_id)
                for line in self.line_ids
                if line._get_stock_gap()
            ]
        )
        if quants:
            quants.action_apply_inventory()
        self._store({"is_reconciled": True})
        return True

    def action_replenish_supplies(self):
        """Open the transfer from the store to the van; made when the count was signed, or now."""
        self.ensure_one()
        self._check_supply_sheet()
        self.lock_for_update()
        self._request_refill()
        if not self.replenish_id:
            raise UserError(self.env._("Nothing kept in stock is below par."))
        return self.replenish_id._get_records_action(name=self.replenish_id.name, context={})

    def _request_refill(self):
        """Transfer of what is below par and kept in stock, once per count."""
        self.ensure_one()
        if self.replenish_id:
            return
        short = [
            (line._get_supply(), float(line.tol_min) - line.value)
            for line in self._get_below_par()
            if line._get_supply().product_id
        ]
        if short:
            # sudo: whoever signs the count asks the store; the storekeeper sends the goods
            self._store({"replenish_id": self.sudo()._create_refill(short).id})

    def _get_below_par(self):
        return self.line_ids.filtered(lambda line: line.is_bad and line._get_supply())

    def _ask_store(self):
        """Task on the van for a storekeeper: supplies below par that are not kept in stock."""
        self.ensure_one()
        lines = self._get_below_par().filtered(lambda line: not line._get_supply().product_id)
        if not lines:
            return
        group = self.env.ref("dms_base.group_dms_storekeeper")
        # sudo: whoever counts, the store is told
        user = group.sudo().user_ids.filtered(lambda one: self.company_id in one.company_ids)[:1]
        texts = [
            f"{line.name} {float(line.tol_min) - line.value:g} {line.uom or ''}" for line in lines
        ]
        # sudo: the task is the storekeeper's
        self.vehicle_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Fill up the rescue van"),
            note=", ".join(text.strip() for text in texts),
            user_id=(user or self.env.user).id,
        )

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

    def _get_refilled(self):
        """What came in since the last count; without stock nobody wrote it down, so what is more than due."""
        self.ensure_one()
        if self._get_supply().product_id or not self.result:
            return self.supply_refilled
        return max(0.0, round(self.value - self.auto_value, 4))

    def _get_due(self):
        """Carried over + refilled − used."""
        self.ensure_one()
        return self.supply_opening + self._get_refilled() - self.supply_used

    def _get_difference(self):
        """Counted minus due, 0 for other lines and before it is counted."""
        self.ensure_one()
        if not self.result or not self._get_supply():
            return 0.0
        return round(self.value - self._get_due(), 4)

    def _get_stock_gap(self):
        """Counted minus what the books said when it was counted, for supplies kept in stock."""
        self.ensure_one()
        if not self.result or not self._get_supply().product_id:
            return 0.0
        return round(self.value - self.supply_stock, 4)

    def _prepare_adjust_vals(self, place):
        """Quantity the books take over: moves made after the count stay.

        :param place: stock.location of the van
        """
        supply = self._get_supply()
        return {
            "product_id": supply.product_id.id,
            "location_id": place.id,
            "inventory_quantity": supply.on_hand + self._get_stock_gap(),
        }

    def _number(self, value):
        """Nothing is counted below zero."""
        value = super()._number(value)
        if value is not None and value < 0 and self._get_supply():
            raise UserError(self.env._("“%(item)s”: count again.", item=self.display_name))
        return value
