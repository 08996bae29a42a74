from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class DmsPayerRule(models.Model):
    """When somebody else than the customer pays a line: by date, mileage and part.

    A rule of the manufacturer (warranty) or of the shop (goodwill). The first that allows a line
    decides it; what allowed it is written on the line in words.
    """

    _name = "dms.payer.rule"
    _description = "Payer Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first rule that allows a line decides it.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    payer_type = fields.Selection(
        [("warranty", "Manufacturer Warranty"), ("goodwill", "Goodwill")],
        string="Payer",
        required=True,
        default="warranty",
    )
    basis = fields.Selection(
        [
            ("file", "Warranty Dates of the Vehicle File"),
            ("sale", "Since the Car Was Sold"),
            ("part", "Since the Same Part Was Fitted Here"),
        ],
        string="Counts",
        required=True,
        default="sale",
    )
    months = fields.Integer(help="0: without limit of time. Not used with the vehicle file.")
    km = fields.Integer(help="0: without limit of kilometres. Not used with the vehicle file.")
    brand_ids = fields.Many2many(
        "fleet.vehicle.model.brand", string="Brands", help="Empty: every brand."
    )
    categ_ids = fields.Many2many(
        "product.category", string="Categories", help="Empty: every category."
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Parts and Operations",
        check_company=True,
        help="Empty: all of the categories.",
    )
    excluded_product_ids = fields.Many2many(
        "product.product",
        "dms_payer_rule_excluded_rel",
        string="Except",
        check_company=True,
        help="Wear parts and fluids that the rule does not cover.",
    )
    private_only = fields.Boolean(
        help="Only cars used privately: the legal warranty of family cars covers no others."
    )

    _limits_positive = models.Constraint(
        "CHECK(months >= 0 AND km >= 0)", "Months and kilometres are not negative."
    )

    @api.model
    def _get_rules(self, company, payer_types=None):
        """Rules of a shop in their order, of some payers when asked."""
        domain = [("company_id", "in", (company.id, False))]
        if payer_types:
            domain.append(("payer_type", "in", payer_types))
        return self.search(domain)

    def _find_for(self, line, fitted):
        """The first of these rules that allows a line.

        :param line: sale.order.line of a repair
        :param fitted: {product: (date, km)} of parts fitted on the vehicle before
        :return: (rule, sentence that tells why), or (no rule, False)
        """
        for rule in self:
            if not rule._covers(line):
                continue
            reason = rule._get_reason(line, fitted)
            if reason:
                return rule, reason
        return self.browse(), False

    def _covers(self, line):
        """Whether brand, use and part of the line are those of the rule."""
        self.ensure_one()
        vehicle, product = line.order_id.vehicle_id, line.product_id
        if self.brand_ids and vehicle.model_id.brand_id not in self.brand_ids:
            return False
        if self.private_only and vehicle.usage != "private":
            return False
        if product in self.excluded_product_ids:
            return False
        if self.product_ids or self.categ_ids:
            return product in self.product_ids or product.categ_id in self.categ_ids
        return True

    def _get_reason(self, line, fitted):
        """Sentence with date, mileage and part when the limits hold, else False."""
        self.ensure_one()
        order = line.order_id
        start, until, start_km, until_km = self._get_limits(order.vehicle_id, line, fitted)
        if not start and not until:
            return False
        today = order.business_date or order.company_id._local_date()
        if (until and today > until) or (until_km and order.odometer > until_km):
            return False
        parts = [self.name]
        if self.basis == "part":
            parts.append(
                self.env._(
                    "%(part)s fitted on %(date)s at %(km)s km",
                    part=line.product_id.name,
                    date=start,
                    km=start_km,
                )
            )
        elif start:
            parts.append(self.env._("from %(date)s", date=start))
        if until:
            parts.append(self.env._("until %(date)s", date=until))
        if until_km:
            parts.append(self.env._("%(km)s of %(limit)s km", km=order.odometer, limit=until_km))
        return self.env._("; ").join(parts)

    def _get_limits(self, vehicle, line, fitted):
        """Where the rule begins and ends on a car.

        :return: (first day, last day, first km, last km), False for what has no limit
        """
        if self.basis == "file":
            return vehicle.warranty_start, vehicle.warranty_end, 0, vehicle.warranty_km
        start, start_km = vehicle.warranty_start or vehicle.sale_date, 0
        if self.basis == "sale":
            start = start or vehicle.first_registration_date
        else:
            start, start_km = fitted.get(line.product_id, (False, 0))
        if not start:
            return False, False, 0, 0
        until = start + relativedelta(months=self.months) if self.months else False
        return start, until, start_km, start_km + self.km if self.km else 0
