from odoo import api, fields, models
from odoo.tools import float_compare


class ResCompany(models.Model):
    """What the parts store of each company needs."""

    _inherit = "res.company"

    internal_use_location_id = fields.Many2one(
        "stock.location",
        string="Internal Consumption",
        readonly=True,
        help="Parts the shop pays itself go here; the location's account takes their cost at once.",
    )
    defect_location_id = fields.Many2one("stock.location", string="Rejected Parts", readonly=True)
    inspection_location_id = fields.Many2one(
        "stock.location", string="Waiting for Inspection", readonly=True
    )
    loan_location_id = fields.Many2one("stock.location", string="Lent Parts", readonly=True)
    part_discount_free = fields.Float(
        string="Parts Discount without Approval (%)",
        default=0.0,
        help="Standing permission of the desk; a price further below the customer's list needs approval.",
    )
    clear_qty_1 = fields.Float(string="Clearance below (pieces)", default=20.0)
    clear_disc_1 = fields.Float(string="Clearance at most (%)", default=30.0)
    clear_qty_2 = fields.Float(string="Deep Clearance below (pieces)", default=10.0)
    clear_disc_2 = fields.Float(string="Deep Clearance at most (%)", default=50.0)
    clear_preapproved = fields.Boolean(
        string="Clearance without Request",
        help="Parts marked for clearance may be sold inside the caps without a request.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The warehouse of a new shop exists only now: set its store up."""
        companies = super().create(vals_list)
        companies._setup_dms()
        return companies

    def write(self, vals):
        """The price list made with the company follows its currency, e.g. from the chart of accounts."""
        res = super().write(vals)
        if vals.get("currency_id"):
            self._setup_price_lists()
        return res

    def _setup_dms(self):
        """Price lists, slip numbers, locations, the rule to internal consumption; idempotent."""
        res = super()._setup_dms()
        self._setup_price_lists()
        warehouses = self.env["stock.warehouse"].search([("company_id", "in", self.ids)])
        for warehouse in warehouses:
            warehouse.company_id._setup_parts_locations(warehouse)
            self._setup_issue_type(warehouse)
            self._setup_return_type(warehouse)
        for company in self.filtered(lambda one: one._has_chinese_chart()):
            company._setup_parts_accounts()
        return res

    def _has_chinese_chart(self):
        """Whether the books are kept by a Chinese chart; companies on others set up their own accounts."""
        self.ensure_one()
        return (self.chart_template or "").startswith("cn")

    def _setup_price_lists(self):
        """Empty price lists of another currency, not used yet, take the currency of the company."""
        lists = self.env["product.pricelist"].search(
            [("company_id", "in", self.ids), ("item_ids", "=", False)]
        )
        foreign = lists.filtered(lambda item: item.currency_id != item.company_id.currency_id)
        if not foreign:
            return
        used = self.env["sale.order"]._read_group(
            [("pricelist_id", "in", foreign.ids)], ["pricelist_id"]
        )
        foreign -= lists.browse().union(*(row[0] for row in used))
        for currency, group in foreign.grouped(lambda item: item.company_id.currency_id).items():
            group.currency_id = currency

    def _shop_env(self):
        """Environment in the language of the shop, Chinese where Chinese is installed, for names."""
        lang = "zh_CN" if self.env["res.lang"]._get_data(code="zh_CN") else self.env.lang
        return self.with_context(lang=lang).env

    def _setup_issue_type(self, warehouse):
        """The delivery of the warehouse is the parts issue: its own name and number series."""
        out_type = warehouse.out_type_id
        if out_type.sequence_code == "FL":
            return
        # Slips are reserved on authorisation, so that nothing is promised twice.
        out_type.write(
            {"sequence_code": "FL", "is_parts_issue": True, "reservation_method": "at_confirm"}
        )
        for env in self._name_envs():
            out_type.with_env(env).name = env._("Parts Issue")
        out_type.sequence_id.write({"prefix": "FL%(year)s%(month)s", "padding": 5})
        warehouse.in_type_id.sequence_id.write({"prefix": "RK%(year)s%(month)s", "padding": 5})

    def _setup_return_type(self, warehouse):
        """Returns to the store have their own series and go back to the shelf."""
        out_type = warehouse.out_type_id
        if out_type.return_picking_type_id.sequence_code == "TL":
            return
        return_type = self.env["stock.picking.type"].create(
            {
                "name": "Parts Return",
                "code": "incoming",
                "sequence_code": "TL",
                "warehouse_id": warehouse.id,
                "company_id": warehouse.company_id.id,
                "default_location_dest_id": warehouse.lot_stock_id.id,
                "sequence": out_type.sequence + 1,
                "reservation_method": "at_confirm",
            }
        )
        for env in self._name_envs():
            return_type.with_env(env).name = env._("Parts Return")
        return_type.sequence_id.write({"prefix": "TL%(year)s%(month)s", "padding": 5})
        out_type.return_picking_type_id = return_type

    def _name_envs(self):
        """Environments to give a translatable name in: English and, where installed, Chinese."""
        langs = ["en_US"] + (["zh_CN"] if self.env["res.lang"]._get_data(code="zh_CN") else [])
        return [self.with_context(lang=lang).env for lang in langs]

    def _setup_parts_locations(self, warehouse):
        """Locations beside the shelf stock, and the pull rule into internal consumption."""
        self.ensure_one()
        if not self.internal_use_location_id:
            parent = self.env.ref(
                "stock.stock_location_locations_virtual", raise_if_not_found=False
            )
            self.internal_use_location_id = self.env["stock.location"].create(
                {
                    "name": self._shop_env()._("Internal Consumption"),
                    "usage": "production",
                    "location_id": parent.id if parent else False,
                    "company_id": self.id,
                    "is_internal_use": True,
                }
            )
        # Siblings of the shelf: valued, but never free for an order.
        for field, name in self._get_side_locations().items():
            if not self[field]:
                self[field] = self.env["stock.location"].create(
                    {
                        "name": name,
                        "usage": "internal",
                        "location_id": warehouse.view_location_id.id,
                        "company_id": self.id,
                    }
                )
        self._setup_internal_rule(warehouse)

    def _get_side_locations(self):
        """Names of the locations beside the shelf, by the field that holds them."""
        env = self._shop_env()
        return {
            "defect_location_id": env._("Rejected Parts"),
            "inspection_location_id": env._("Waiting for Inspection"),
            "loan_location_id": env._("Lent Parts"),
        }

    def _setup_internal_rule(self, warehouse):
        """Pull rule from the shelf into internal consumption, on the issue slip's operation type."""
        self.ensure_one()
        rules = self.env["stock.rule"]
        domain = [
            ("location_dest_id", "=", self.internal_use_location_id.id),
            ("warehouse_id", "=", warehouse.id),
        ]
        rule = rules.search(domain, limit=1)
        if rule:
            rule.filtered(
                lambda one: not one.location_dest_from_rule
            ).location_dest_from_rule = True
            return
        rules.create(
            {
                "name": f"{warehouse.code}: {self.internal_use_location_id.name}",
                "action": "pull",
                "location_src_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.internal_use_location_id.id,
                "location_dest_from_rule": True,
                "picking_type_id": warehouse.out_type_id.id,
                "procure_method": "make_to_stock",
                "route_id": warehouse.delivery_route_id.id,
                "warehouse_id": warehouse.id,
                "company_id": self.id,
            }
        )

    def _setup_parts_accounts(self):
        """Expense account of internal consumption; average cost and perpetual value for parts."""
        self.ensure_one()
        location = self.internal_use_location_id
        if location and not location.valuation_account_id:
            location.valuation_account_id = self._get_internal_use_account()
        category = self.env.ref("dms_parts.product_category_parts", raise_if_not_found=False)
        if category:
            category.with_company(self).write(
                {"property_cost_method": "average", "property_valuation": "real_time"}
            )

    def _get_internal_use_account(self):
        """Expense account that parts consumed by the shop are booked on."""
        self.ensure_one()
        accounts = self.env["account.account"].with_company(self)
        code = accounts._search_new_account_code("560270")
        return accounts.create(
            {
                "name": self._shop_env()._("Parts Consumed by the Shop"),
                "code": code,
                "account_type": "expense",
                "company_ids": [(6, 0, self.ids)],
            }
        )

    def _get_clearance_blocker(self, product, price):
        """Why a part may not be cleared at a price, or None.

        Under 20 pieces 30 %, under 10 pieces 50 % off retail by default; not at all from 20 pieces
        on. The caps hold for every role.

        :param product: ``product.product``
        :param price: unit price after discount
        """
        self.ensure_one()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.id)], limit=1)
        free = product.with_context(location=warehouse.lot_stock_id.id).free_qty
        if free >= self.clear_qty_1:
            return self.env._(
                "%(free)g pieces remain, not under %(limit)g: no clearance price.",
                free=free,
                limit=self.clear_qty_1,
            )
        cap = self.clear_disc_2 if free < self.clear_qty_2 else self.clear_disc_1
        floor = product.list_price * (1 - cap / 100)
        if float_compare(price, floor, precision_digits=2) < 0:
            return self.env._(
                "With %(free)g pieces left at most %(cap)g %% may be given.", free=free, cap=cap
            )
        return None
