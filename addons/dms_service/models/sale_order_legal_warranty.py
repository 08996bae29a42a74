from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.dms_base.tools.rights import SEE_PRICE

# A repair under the legal warranty that lasts longer gives a right to a courtesy car or compensation.
FREE_DAYS = 5
DAY_HOURS = 24.0


class SaleOrder(models.Model):
    """Repairs under the legal warranty of family cars (三包): time taken, repeats, courtesy car."""

    _inherit = "sale.order"

    transport_help = fields.Selection(
        [
            ("none", "Not Needed"),
            ("loaner", "Courtesy Car"),
            ("money", "Transport Compensation"),
        ],
        string="Courtesy Car or Compensation",
        copy=False,
        help="Due when a repair under the legal warranty lasts longer than five days.",
    )
    transport_amount = fields.Monetary(
        string="Transport Compensation Paid", copy=False, groups=SEE_PRICE
    )
    legal_warranty_notice = fields.Char(
        string="Legal Warranty", compute="_compute_legal_warranty_notice"
    )

    def _is_under_legal_warranty(self):
        """Whether the car was a family car inside its warranty when it came in."""
        self.ensure_one()
        vehicle = self.vehicle_id
        day = self.business_date or self.company_id._local_date()
        if vehicle.usage != "private" or not vehicle.warranty_start or not vehicle.warranty_end:
            return False
        if not vehicle.warranty_start <= day <= vehicle.warranty_end:
            return False
        return not vehicle.warranty_km or self.odometer <= vehicle.warranty_km

    def _get_warranty_hours(self):
        """Hours the repair took from the customer's order to its completion, 0 before it."""
        self.ensure_one()
        if not self.authorised_at:
            return 0.0
        end = self.qc_passed_at or self.ready_at or fields.Datetime.now()
        return max((end - self.authorised_at) / timedelta(hours=1), 0.0)

    def _get_legal_warranty(self):
        """Counters of the legal warranty, up to and with this order.

        Counted are the visits of the car on which the manufacturer paid something; 24 hours are a day.

        :return: {"hours", "total_hours", "visits", "repeats"}; empty outside the legal warranty
        """
        self.ensure_one()
        if not self or not self._is_under_legal_warranty():
            return {}
        vehicle = self.vehicle_id
        # sudo: counts only; the workshop sees neither prices nor payers of other orders
        orders = self.sudo().search(
            [
                ("vehicle_id", "=", vehicle.id),
                ("is_repair", "=", True),
                ("authorised_at", "!=", False),
                ("state", "!=", "cancel"),
                ("business_date", ">=", vehicle.warranty_start),
                ("received_at", "<=", self.received_at or fields.Datetime.now()),
                ("order_line", "any", [("payer_type", "=", "warranty")]),
            ]
        )
        work = self._get_warranty_work()
        # sudo: earlier orders of other advisors; only whether work repeats is told
        repeats = orders.filtered(lambda order: order.sudo()._get_warranty_work() & work)
        return {
            "hours": self._get_warranty_hours() if self in orders else 0.0,
            "total_hours": sum(order._get_warranty_hours() for order in orders),
            "visits": len(
                orders.visit_main_id | orders.filtered(lambda one: not one.visit_main_id)
            ),
            "repeats": len(repeats),
        }

    def _get_warranty_work(self):
        """Operations of this order that the manufacturer pays: the same again is the same fault."""
        lines = self.order_line.filtered(
            lambda line: line.payer_type == "warranty" and line.fee_kind != "part"
        )
        return lines.product_id

    def _format_warranty_time(self, hours):
        """“6 days 4.0 hours”: 24 hours are a day."""
        days = int(hours // DAY_HOURS)
        return self.env._(
            "%(days)s days %(hours).1f hours", days=days, hours=hours - days * DAY_HOURS
        )

    @api.depends("vehicle_id", "authorised_at", "qc_passed_at", "transport_help")
    def _compute_legal_warranty_notice(self):
        """Sentence for the desk when a limit of the legal warranty is near; empty otherwise."""
        for order in self:
            order.legal_warranty_notice = order._get_legal_warranty_notice() or False

    def _get_legal_warranty_notice(self):
        if not self.is_repair or not self.vehicle_id.warranty_end:
            return ""
        counters = self._get_legal_warranty()
        if not counters:
            return ""
        company, words = self.company_id, []
        if counters["total_hours"] >= company.legal_warranty_days * DAY_HOURS:
            words.append(
                self.env._(
                    "repairs have taken %(time)s",
                    time=self._format_warranty_time(counters["total_hours"]),
                )
            )
        if counters["repeats"] >= company.legal_warranty_repeats:
            words.append(
                self.env._("same fault for the %(count)sth time", count=counters["repeats"])
            )
        if counters["hours"] > FREE_DAYS * DAY_HOURS and not self.transport_help:
            words.append(self.env._("longer than five days: courtesy car or compensation is due"))
        return ", ".join(words)

    def _get_print_legal_warranty(self):
        """Block of the legal warranty on the statement: texts, or empty when it does not apply."""
        if not self:
            return {}
        self.ensure_one()
        counters = self._get_legal_warranty()
        if not counters:
            return {}
        return {
            "time": self._format_warranty_time(counters["hours"]),
            "total": self._format_warranty_time(counters["total_hours"]),
            "visits": counters["visits"],
            "repeats": counters["repeats"],
            "help": self._print_label("transport_help"),
            "amount": self.transport_amount,
        }
