from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .dms_rescue_tool import WARN_DAYS, get_validity

SUPPLY_CODE = "SV-05"


class DmsRescueSupply(models.Model):
    """SV-05: what the rescue van carries to use up, with its par level and expiry."""

    _name = "dms.rescue.supply"
    _description = "Rescue Supply"
    _order = "vehicle_id, sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        string="Van",
        index="btree_not_null",
        domain=[("vehicle_use", "=", "rescue")],
        ondelete="cascade",
        help="Empty: the standard list, copied to each new van.",
    )
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    product_id = fields.Many2one(
        "product.product",
        domain=[("is_storable", "=", True)],
        help="Kept in the stock location of the van, counts reconcile with it.",
    )
    name = fields.Char(required=True, translate=True)
    spec = fields.Char(string="Specification", translate=True)
    uom = fields.Char(string="Unit", translate=True)
    par_qty = fields.Float(string="Par", required=True, default=1.0, digits="Product Unit")
    expiry_date = fields.Date(string="Expires on")
    expiry_state = fields.Selection(
        [("good", "Good"), ("soon", "Ends Soon"), ("ended", "Ended")],
        compute="_compute_expiry_state",
        search="_search_expiry_state",
    )
    on_hand = fields.Float(
        string="Should Be There", compute="_compute_on_hand", digits="Product Unit"
    )
    last_count = fields.Float(readonly=True, copy=False, digits="Product Unit")
    active = fields.Boolean(default=True)

    _par_not_negative = models.Constraint("CHECK(par_qty >= 0)", "A par level is not below zero.")

    @api.depends("expiry_date")
    def _compute_expiry_state(self):
        today = fields.Date.context_today(self)
        for item in self:
            item.expiry_state = get_validity(item.expiry_date, today, dated=False)

    def _search_expiry_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        limit = today + timedelta(days=WARN_DAYS)
        parts = {
            "ended": [("expiry_date", "<", today)],
            "soon": [("expiry_date", ">=", today), ("expiry_date", "<=", limit)],
            "good": [("expiry_date", ">", limit)],
        }
        return Domain.OR(parts[key] for key in value if key in parts)

    @api.depends("product_id", "vehicle_id")
    def _compute_on_hand(self):
        """Stock of the van for parts, the last count for the rest."""
        quants = (
            self.env["stock.quant"]
            # sudo: quantities of the van are shown to those who count it
            .sudo()
            ._read_group(
                [
                    ("location_id", "in", self.vehicle_id.rescue_location_id.ids),
                    ("product_id", "in", self.product_id.ids),
                ],
                ["location_id", "product_id"],
                ["quantity:sum"],
            )
        )
        stock = {(place.id, product.id): quantity for place, product, quantity in quants}
        for item in self:
            key = item.vehicle_id.rescue_location_id.id, item.product_id.id
            item.on_hand = stock.get(key, 0.0) if item.product_id else item.last_count


class FleetVehicle(models.Model):
    """Stock location and supplies of the rescue van."""

    _inherit = "fleet.vehicle"

    rescue_location_id = fields.Many2one(
        "stock.location",
        string="Stock Location of the Van",
        domain=[("usage", "=", "internal")],
        check_company=True,
    )
    supply_ids = fields.One2many("dms.rescue.supply", "vehicle_id", string="Supplies")

    def _get_supply_flow(self):
        """What came into the van and what was used since the last count of it.

        Refilled: done transfers into the stock of the van less what went back; used: parts of rescue cases.
        Adjustments of the stock are neither.

        :return: (done count before or empty, {product id: (refilled, used)})
        """
        self.ensure_one()
        last = (
            self.env["dms.checklist"]
            # sudo: figures of the van for those who count it
            .sudo()
            .search(
                [
                    ("vehicle_id", "=", self.id),
                    ("template_id.code", "=", SUPPLY_CODE),
                    ("state", "=", "done"),
                ],
                order="date_done desc, id desc",
                limit=1,
            )
        )
        place, flow = self.sudo().rescue_location_id, {}  # sudo: as above
        if not last or not place:
            return last, flow
        moves = (
            self.env["stock.move"]
            .sudo()  # sudo: as above
            .search(
                [
                    ("state", "=", "done"),
                    ("date", ">=", last.date_done),
                    "|",
                    ("location_id", "=", place.id),
                    ("location_dest_id", "=", place.id),
                ]
            )
        )
        for move in moves:
            other = move.location_id if move.location_dest_id == place else move.location_dest_id
            if other.usage == "inventory" or other == place:
                continue
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            refilled, used = flow.get(move.product_id.id, (0.0, 0.0))
            if move.location_dest_id == place:
                refilled += quantity
            elif move.picking_id.rescue_order_id:
                used += quantity
            else:
                refilled -= quantity
            flow[move.product_id.id] = refilled, used
        return last, flow

    def _ensure_supplies(self):
        """Give a van its location and the standard list, once."""
        self.ensure_one()
        company = self.company_id or self.env.company
        # sudo: the first count of a van makes its location and list, whoever counts
        van = self.sudo()
        if not van.rescue_location_id:
            warehouse = van.env["stock.warehouse"].search(
                [("company_id", "=", company.id)], limit=1
            )
            van.rescue_location_id = van.env["stock.location"].create(
                {
                    "name": self.license_plate or self.name,
                    "usage": "internal",
                    "location_id": warehouse.view_location_id.id,
                    "company_id": company.id,
                }
            )
        if not van.with_context(active_test=False).supply_ids:
            standard = van.env["dms.rescue.supply"].search([("vehicle_id", "=", False)])
            van.env["dms.rescue.supply"].create(
                [{**vals, "vehicle_id": van.id} for vals in standard.copy_data()]
            )

    def action_rescue_supplies(self):
        """Open a count of the van's supplies; one that is unfinished is opened again."""
        self.ensure_one()
        self._ensure_supplies()
        sheets = self.env["dms.checklist"]
        sheet = sheets.search(
            [
                ("vehicle_id", "=", self.id),
                ("template_id.code", "=", SUPPLY_CODE),
                ("state", "in", ("draft", "filling", "to_sign")),
            ],
            limit=1,
        )
        if not sheet:
            company = self.company_id or self.env.company
            template = self.env["dms.checklist.template"]._published(SUPPLY_CODE, company)
            sheet = template._create_checklists(self, company_id=company.id)
        return sheet._get_records_action(name=sheet.display_name, context={})
