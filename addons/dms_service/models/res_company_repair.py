from odoo import fields, models


class ResCompany(models.Model):
    """Limits and accounts of the repair order, per shop."""

    _inherit = "res.company"

    estimate_validity_days = fields.Integer(string="Estimate Valid (days)", default=7)
    settle_tolerance = fields.Float(
        string="Settle over Authorised (%)",
        default=0.0,
        help="How far the statement may exceed the amount the customer authorised.",
    )
    verbal_cap = fields.Float(
        string="Phone Authorisation Cap",
        default=500.0,
        help="Highest sum per repair order that may be agreed by telephone.",
    )
    rounding_cap = fields.Float(string="Rounding-off Cap (clerk)", default=1.0)
    rounding_cap_manager = fields.Float(string="Rounding-off Cap (manager)", default=10.0)
    published_labour_rate = fields.Monetary(
        help="Yuan an hour on the price board; proposed for the market figures of each month.",
    )
    advisor_labour_discount = fields.Float(string="Advisor: Labour Discount (%)", default=10.0)
    advisor_part_discount = fields.Float(string="Advisor: Parts Discount (%)", default=5.0)
    manager_labour_discount = fields.Float(string="Manager: Labour Discount (%)", default=30.0)
    manager_part_discount = fields.Float(string="Manager: Parts Discount (%)", default=15.0)
    manager_goodwill_cap = fields.Float(
        string="Manager: Goodwill per Order",
        default=2000.0,
        help="Goodwill beyond it is approved by the general manager; 0 without limit.",
    )
    payer_rules_required = fields.Boolean(
        string="Warranty and Goodwill Need a Rule",
        help="A line the manufacturer or the shop pays is refused without a rule that allows it "
        "or the decision of a service manager. While this is off, an advisor may give any line to the "
        "manufacturer or the shop: the estimate is not refused, the rules still fill in the reason where "
        "“Let the Rules Decide” is pressed, and only the claim number is asked for.",
    )
    legal_warranty_days = fields.Integer(
        string="Legal Warranty: Warn after (days)",
        default=25,
        help="Repairs under the legal warranty of a car have taken so long; above 30 days the "
        "customer may return it.",
    )
    legal_warranty_repeats = fields.Integer(
        string="Legal Warranty: Warn at Repair No.",
        default=3,
        help="The same fault comes back; above 4 repairs the customer may return the car.",
    )
    first_fix_days = fields.Integer(string="First-Fix Window (days)", default=30)
    portal_link_days = fields.Integer(
        string="Customer's Link Ends after (days)",
        default=30,
        help="Counted from delivery or cancellation; a customer with a login keeps seeing the own orders.",
    )
    churn_months = fields.Integer(
        string="Churn Period (months)",
        default=6,
        help="A vehicle is lost that came in the months before the last ones and not in these.",
    )
    gate_pass_minutes = fields.Integer(string="Gate Pass Life (min)", default=60)
    road_test_km = fields.Integer(string="Test Drive Tolerance (km)", default=50)
    storage_free_days = fields.Integer(string="Free Parking after Ready (days)", default=3)
    promise_min_share = fields.Float(
        string="Shortest Promise (% of work)",
        default=100.0,
        help="A promise earlier than now plus this share of the planned hours is refused.",
    )
    sender_id_rule = fields.Selection(
        [
            ("all", "All Orders"),
            ("not_owner", "When the Sender Is Not the Owner"),
            ("none", "Not Required"),
        ],
        string="Sender's Identity Required",
        default="not_owner",
        required=True,
    )
    walk_around_required = fields.Boolean(
        string="Walk-around before the Estimate",
        default=True,
        help="The estimate is refused until the customer has signed the condition of the car "
        "on the arrival inspection. Not asked of new cars and of the shop's own cars.",
    )
    statement_sign_required = fields.Boolean(
        string="Statement Signed before Release",
        help="The gate pass is refused until statement and old parts are signed for.",
    )
    general_labour_id = fields.Many2one(
        "product.product",
        domain=[("fee_kind", "=", "labour")],
        help="Labour by the hour for recommended work whose operation code is not known.",
    )
    adjust_product_id = fields.Many2one("product.product", string="Adjusting Product")
    warranty_partner_id = fields.Many2one("res.partner", string="Default Manufacturer")
    internal_partner_id = fields.Many2one("res.partner", string="Default Department")
    internal_journal_id = fields.Many2one("account.journal", string="Internal Settlement Journal")
    internal_clearing_journal_id = fields.Many2one(
        "account.journal",
    )
    internal_fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
    )
    internal_account_id = fields.Many2one("account.account", string="Internal Transfer Account")
    internal_expense_account_id = fields.Many2one(
        "account.account", string="Internal Repair Expense"
    )
    goodwill_account_id = fields.Many2one("account.account", string="Goodwill Transfer Account")
    goodwill_expense_account_id = fields.Many2one("account.account", string="Goodwill Expense")

    def _setup_dms(self):
        """Prices with tax, internal journal, accounts and adjusting product; safe to run again."""
        res = super()._setup_dms()
        for company in self:
            company = company.with_company(company)
            if company._has_chinese_chart():
                company._setup_repair_prices()
                company._setup_internal_payers()
            if not company.adjust_product_id:
                product = self.env.ref("dms_service.product_adjust", raise_if_not_found=False)
                company.adjust_product_id = product
        return res

    def _setup_repair_prices(self):
        """Prices shown to customers include VAT in China; core refuses the change after the first invoice."""
        self.ensure_one()
        booked = self.env["account.move.line"].search_count(
            [("company_id", "=", self.id), ("tax_ids", "!=", False)], limit=1
        )
        if not booked:
            if self.account_price_include != "tax_included":
                self.account_price_include = "tax_included"
            # The chart rounds VAT per line; statement and invoice must agree with total ÷ 1.13.
            self.tax_calculation_rounding_method = "round_globally"

    def _setup_internal_payers(self):
        """Journals, fiscal position, partner and accounts for work the shop pays itself."""
        self.ensure_one()
        if not self.internal_partner_id:
            self.internal_partner_id = self.env["res.partner"].create(
                {"name": self.env._("Internal Departments"), "company_id": self.id}
            )
        if not self.internal_fiscal_position_id:
            # A fiscal position without taxes takes all taxes off the line.
            self.internal_fiscal_position_id = self.env["account.fiscal.position"].create(
                {"name": self.env._("Internal, no VAT"), "company_id": self.id}
            )
        for field, code, label, journal_type in (
            ("internal_journal_id", "NBJS", self.env._("Internal Settlement"), "sale"),
            ("internal_clearing_journal_id", "NBJZ", self.env._("Internal Clearing"), "general"),
        ):
            if not self[field]:
                self[field] = self._create_internal_journal(code, label, journal_type)
        for field, start, label, kind in (
            (
                "internal_account_id",
                "540180",
                self.env._("Internal Transfer"),
                "expense_direct_cost",
            ),
            (
                "goodwill_account_id",
                "540190",
                self.env._("Goodwill Transfer"),
                "expense_direct_cost",
            ),
            ("internal_expense_account_id", "560280", self.env._("Internal Repairs"), "expense"),
            ("goodwill_expense_account_id", "560180", self.env._("Goodwill Repairs"), "expense"),
        ):
            if not self[field]:
                accounts = self.env["account.account"].with_company(self)
                self[field] = accounts.create(
                    {
                        "name": label,
                        "code": accounts._search_new_account_code(start),
                        "account_type": kind,
                        "company_ids": [(6, 0, self.ids)],
                    }
                )

    def _create_internal_journal(self, code, label, journal_type):
        """Journal of a code; one that stayed from an earlier installation is taken up again."""
        vals = {"code": code, "type": journal_type, "company_id": self.id}
        journals = self.env["account.journal"]
        kept = journals.with_context(active_test=False).search(
            [(name, "=", value) for name, value in vals.items()], limit=1
        )
        return kept.with_env(journals.env) or journals.create({"name": label, **vals})
