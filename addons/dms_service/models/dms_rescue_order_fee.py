from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_rescue_case_const import PAYERS

# Fees of a case and the products they are billed by.
FEES = {
    "call_fee": "product_rescue_call",
    "tow_fee": "product_rescue_tow",
    "special_fee": "product_rescue_special",
    "labour_fee": "product_rescue_labour",
    "toll_fee": "product_rescue_toll",
}


class DmsRescueOrder(models.Model):
    """What a rescue costs, and the repair order that bills it."""

    _inherit = "dms.rescue.order"

    payer_type = fields.Selection(PAYERS, string="Payer", default="customer", required=True)
    driven_km = fields.Integer(string="Km Driven", related="trip_id.driven_km")
    towed_km = fields.Integer(string="Km Towed")
    is_night = fields.Boolean(
        string="Night or Holiday",
        compute="_compute_is_night",
        store=True,
        readonly=False,
        help="The factor of the night applies to call-out and towing.",
    )
    price_text = fields.Char(string="Prices to Tell", compute="_compute_price_text")
    call_fee = fields.Monetary(string="Call-out", copy=False)
    tow_fee = fields.Monetary(string="Towing", copy=False)
    special_fee = fields.Monetary(string="Lifting, Garage, Stuck", copy=False)
    labour_fee = fields.Monetary(string="Labour on Site", copy=False)
    toll_fee = fields.Monetary(string="Road Tolls", copy=False, help="As paid.")
    parts_fee = fields.Monetary(string="Parts", compute="_compute_total")
    amount_total = fields.Monetary(string="Total", compute="_compute_total")
    order_id = fields.Many2one(
        "sale.order", string="Repair Order", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends("called_at", "company_id")
    def _compute_is_night(self):
        for case in self:
            case.is_night = bool(case.called_at) and case._is_night(case.called_at)

    def _is_night(self, moment):
        """Whether the night of the price list has begun at the shop.

        :param moment: UTC datetime
        """
        self.ensure_one()
        company = self.company_id
        local = pytz.UTC.localize(moment).astimezone(company._get_tz())
        hour = local.hour + local.minute / 60
        start, end = company.rescue_night_from, company.rescue_night_to
        if start <= end:
            return start <= hour < end
        return hour >= start or hour < end

    @api.depends("is_night", "company_id")
    def _compute_price_text(self):
        for case in self:
            prices = case.company_id
            factor = case._get_factor()
            case.price_text = self.env._(
                "Call-out %(base)s incl. %(km)s km, then %(rate)s per km; "
                "towing %(tow)s and %(tow_rate)s per km%(night)s",
                base=f"{prices.rescue_base_fee * factor:g}",
                km=prices.rescue_base_km,
                rate=f"{prices.rescue_km_rate * factor:g}",
                tow=f"{prices.rescue_tow_fee * factor:g}",
                tow_rate=f"{prices.rescue_tow_km_rate * factor:g}",
                night=f" (×{factor:g})" if factor != 1 else "",
            )

    @api.depends("line_ids.amount", *FEES)
    def _compute_total(self):
        for case in self:
            case.parts_fee = sum(case.line_ids.mapped("amount"))
            case.amount_total = case.parts_fee + sum(case[name] for name in FEES)

    def _get_factor(self):
        """Factor on call-out and towing."""
        self.ensure_one()
        return self.company_id.rescue_night_factor if self.is_night else 1.0

    def _get_call_fee(self):
        """Base fee and the km above those it includes, times the night; free for own customers nearby."""
        self.ensure_one()
        prices = self.company_id
        if self.driven_km <= prices.rescue_free_km and self._is_own_customer():
            return 0.0
        further = max(0, self.driven_km - prices.rescue_base_km)
        fee = prices.rescue_base_fee + further * prices.rescue_km_rate
        return self.currency_id.round(fee * self._get_factor())

    def _get_tow_fee(self):
        """Hooking up and the km towed, times the night; nothing when nothing was towed."""
        self.ensure_one()
        if self.outcome != "towed_in":
            return 0.0
        prices = self.company_id
        fee = prices.rescue_tow_fee + self.towed_km * prices.rescue_tow_km_rate
        return self.currency_id.round(fee * self._get_factor())

    def _is_own_customer(self):
        """Whether this car was repaired and delivered here before."""
        self.ensure_one()
        if not self.vehicle_id:
            return False
        # sudo: only whether there is one leaves this method
        orders = self.env["sale.order"].sudo()
        return bool(
            orders.search_count(
                [
                    ("vehicle_id", "=", self.vehicle_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("delivered_at", "!=", False),
                ],
                limit=1,
            )
        )

    def _take_fees(self):
        """Fees by the price list once the kilometres are known; typed ones stay."""
        for case in self:
            vals = {"toll_fee": case.toll_fee or case.trip_id.toll_cost}
            if not case.call_fee and case.outcome != "gone":
                vals["call_fee"] = case._get_call_fee()
            if not case.tow_fee:
                vals["tow_fee"] = case._get_tow_fee()
            case._step().write(vals)

    def action_bill(self):
        """Repair order of the rescue with its fees and parts; a second press opens the same one.

        :raises UserError: the car or its owner is not known yet, or there is nothing to bill
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state == "back" and not self.order_id:
            if not self.vehicle_id or not self.partner_id:
                raise UserError(
                    self.env._("Enter the car and its owner first: the bill needs both.")
                )
            if not self.amount_total:
                raise UserError(self.env._("There is no fee and no part to bill."))
            order = self.env["sale.order"].create(self._prepare_order_vals())
            self._step().write({"state": "billed", "order_id": order.id})
        return self.action_view_order()

    def _prepare_order_vals(self):
        """Values of the repair order (type RS) of this case."""
        self.ensure_one()
        words = dict(self._fields["fault"]._description_selection(self.env))[self.fault]
        return {
            "is_repair": True,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "vehicle_id": self.vehicle_id.id,
            "service_type_id": self.env.ref("dms_service.service_type_rs").id,
            "arrival_mode": "rescue",
            "odometer": self.odometer,
            "odometer_unreadable": not self.odometer,
            "sender_name": self.caller,
            "sender_phone": self.phone,
            "sender_relation": "other" if self.relation else "owner",
            "customer_complaint": f"{words} {self.fault_note or ''}".strip(),
            "inspection_finding": self.finding,
            "old_part_choice": "none",
            "promised_date": fields.Datetime.now() + timedelta(hours=2),
            "origin": self.name,
            "order_line": [
                *(self._prepare_fee_line(name) for name in FEES if self[name]),
                *(self._prepare_part_line(line) for line in self.line_ids),
            ],
        }

    def _prepare_fee_line(self, name):
        product = self.env.ref(f"dms_service.{FEES[name]}")
        return fields.Command.create(
            {
                "product_id": product.id,
                "product_uom_qty": 1.0,
                "price_unit": self[name],
                "payer_type": self.payer_type,
                **self._prepare_tax_vals(product),
            }
        )

    def _prepare_part_line(self, line):
        return fields.Command.create(
            {
                "product_id": line.product_id.id,
                "product_uom_qty": line.quantity,
                "price_unit": line.price_unit,
                "payer_type": self.payer_type,
            }
        )

    def _prepare_tax_vals(self, product):
        """Sales tax of the company for fees whose product, common to all companies, names none."""
        own = product.taxes_id.filtered(lambda tax: tax.company_id == self.company_id)
        # sudo: whoever bills, the company's own tax applies
        default = self.company_id.sudo().account_sale_tax_id
        return {} if own or not default else {"tax_ids": [fields.Command.set(default.ids)]}
