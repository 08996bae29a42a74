from odoo import fields, models


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
    part_discount_free = fields.Float(
        string="Parts Discount without Approval (%)",
        default=5.0,
        help="Standing permission of the desk; a price further below the customer's list needs approval.",
    )
    clear_qty_1 = fields.Float(string="Clearance below (pieces)", default=20.0)
    clear_disc_1 = fields.Float(string="Clearance at most (%)", default=30.0)
    clear_qty_2 = fields.Float(string="Deep Clearance below (pieces)", default=10.0)
    clear_disc_2 = fields.Float(string="Deep Clearance at most (%)", default=50.0)

    def _setup_dms(self):
        """Slip numbers, locations and the rule that leads to internal consumption; idempotent."""
        res = super()._setup_dms()
        warehouses = self.env["stock.warehouse"].search([("company_id", "in", self.ids)])
        for warehouse in warehouses:
            warehouse.company_id._setup_parts_locations(warehouse)
            self._setup_issue_type(warehouse)
        for company in self.filtered("chart_template"):
            company._setup_parts_accounts()
        return res

    def _setup_issue_type(self, warehouse):
        """The delivery of the warehouse is the parts issue: its own name and number series."""
        out_type = warehouse.out_type_id
        if out_type.sequence_code == "FL":
            return
        # No stock step may reserve behind the storekeeper's back: slips are reserved on authorisation.
        out_type.write(
            {"sequence_code": "FL", "is_parts_issue": True, "reservation_method": "at_confirm"}
        )
        out_type.sequence_id.write({"prefix": "FL%(year)s%(month)s", "padding": 5})
        in_type = warehouse.in_type_id
        in_type.sequence_id.write({"prefix": "RK%(year)s%(month)s", "padding": 5})

    def _setup_parts_locations(self, warehouse):
        """Locations beside the shelf stock, and the pull rule into internal consumption."""
        self.ensure_one()
        Location = self.env["stock.location"]
        if not self.internal_use_location_id:
            parent = self.env.ref(
                "stock.stock_location_locations_virtual", raise_if_not_found=False
            )
            self.internal_use_location_id = Location.create(
                {
                    "name": self.env._("Internal Consumption"),
                    "usage": "production",
                    "location_id": parent.id if parent else False,
                    "company_id": self.id,
                    "is_internal_use": True,
                }
            )
        if not self.defect_location_id:
            self.defect_location_id = Location.create(
                {
                    "name": self.env._("Rejected Parts"),
                    "usage": "internal",
                    "location_id": warehouse.view_location_id.id,
                    "company_id": self.id,
                }
            )
        rule = self.env["stock.rule"].search(
            [
                ("location_dest_id", "=", self.internal_use_location_id.id),
                ("warehouse_id", "=", warehouse.id),
            ],
            limit=1,
        )
        if not rule:
            self.env["stock.rule"].create(
                {
                    "name": f"{warehouse.code}: {self.internal_use_location_id.name}",
                    "action": "pull",
                    "location_src_id": warehouse.lot_stock_id.id,
                    "location_dest_id": self.internal_use_location_id.id,
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
                "name": self.env._("Parts Consumed by the Shop"),
                "code": code,
                "account_type": "expense",
                "company_ids": [(6, 0, self.ids)],
            }
        )
