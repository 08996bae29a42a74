from datetime import timedelta

from odoo import api, models

STAY_ALERT_DAYS = 3


class DmsReportDatasetSm04(models.AbstractModel):
    """SM-04 售后服务经营日报表: the service manager's day for the general manager."""

    _name = "dms.report.dataset.sm04"
    _description = "After-sales Daily Business Report"
    _inherit = "dms.report.dataset"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Indicators by block with the standard comparisons, then the exceptions of the day."""
        blocks = [(heading, codes) for _order, heading, codes in sorted(self._sm04_all_blocks())]
        table = self._cmp_table("", blocks, report, date_from, date_to, company, options)
        exceptions = self._sm04_exceptions(date_from, date_to, company)
        tables = [table, exceptions, *self._sm04_extra_tables(date_from, date_to, company, options)]
        return {"tables": tables, "chart": None, "notes": ""}

    @api.model
    def _texts(self, report):
        return [
            ("reason", self.env._("Causes")),
            ("measure", self.env._("Measures, Responsible")),
            ("support", self.env._("Support Needed")),
            ("tomorrow", self.env._("Focus of Tomorrow")),
        ]

    @api.model
    def _sm04_all_blocks(self):
        return self._sm04_blocks() + self._sm04_extra_blocks()

    @api.model
    def _sm04_extra_blocks(self):
        """Hook for upper addons: list of (order, heading, indicator codes).

        The orders 50 workshop, 60 quality, 70 parts, 80 customers and 90 finance are kept for them.
        Indicators that are not installed are left out, and so is a block without any.
        """
        return []

    @api.model
    def _sm04_extra_tables(self, date_from, date_to, company, options):
        """Hook for upper addons: further tables of the report."""
        return []

    @api.model
    def _sm04_blocks(self):
        """Blocks fed by the service desk: (order, heading, indicator codes)."""
        types = [
            f"K-01.{code}" for code in ("fs", "pm", "gr", "bp", "wt", "rc", "rw", "ac", "pdi", "in")
        ]
        return [
            (
                10,
                self.env._("1 Traffic"),
                [
                    "K-01",
                    "K-02",
                    "K-03",
                    *types,
                    "K-82",
                    "K-04",
                    "K-05",
                    "K-06",
                    "K-07",
                    "K-01.left",
                ],
            ),
            (
                20,
                self.env._("2 Output"),
                [
                    "K-10",
                    "K-11",
                    "K-12",
                    "K-13",
                    "K-14",
                    "K-16.mechanical",
                    "K-16.body",
                    "K-16.paint",
                    "K-16.beauty",
                    "K-15.customer",
                    "K-15.insurer",
                    "K-15.warranty",
                    "K-15.internal",
                    "K-17",
                    "K-17.rate",
                ],
            ),
            (
                30,
                self.env._("3 Yield"),
                ["K-20", "K-21", "K-22", "K-23", "K-24", "K-25", "K-30", "K-31", "K-32"],
            ),
            (
                40,
                self.env._("4 Appointments and Delivery"),
                ["K-40", "K-41", "K-42", "K-43", "K-44", "K-50", "K-51", "K-52", "K-70", "K-72"],
            ),
        ]

    @api.model
    def _sm04_exceptions(self, date_from, date_to, company):
        """What the manager must explain: long stays, broken promises, settlements taken back."""
        columns = [
            self._column("kind", self.env._("Exception"), width=22),
            self._column("order", self.env._("Repair Order"), width=18),
            self._column("plate", self.env._("Plate"), width=12),
            self._column("advisor", self.env._("Service Advisor"), width=14),
            self._column("text", self.env._("What Happened"), width=34),
        ]
        rows = [
            *self._long_stay_rows(date_to, company),
            *self._late_rows(date_from, date_to, company),
            *self._undone_rows(date_from, date_to, company),
            *self._loss_rows(date_from, date_to, company),
        ]
        return {"title": self.env._("Exceptions"), "columns": columns, "rows": rows}

    @api.model
    def _exception_row(self, kind, order, text, style="amber"):
        return {
            "_key": f"{kind} {order.name}",
            "_style": style,
            "kind": kind,
            "order": order.name,
            "plate": order.vehicle_id.license_plate,
            "advisor": order.user_id.name,
            "text": text,
            "_drill": {"order": {"res_model": "sale.order", "domain": [("id", "=", order.id)]}},
        }

    @api.model
    def _long_stay_rows(self, day, company):
        limit = day - timedelta(days=STAY_ALERT_DAYS)
        orders = self.env["sale.order"].search(
            [
                ("company_id", "=", company.id),
                ("in_shop", "=", True),
                ("business_date", "<", limit),
                ("visit_main_id", "=", False),
            ],
            order="business_date, id",
        )
        return [
            self._exception_row(
                self.env._("In the shop for days"),
                order,
                self.env._("%(days)s days", days=(day - order.business_date).days),
                "red",
            )
            for order in orders
        ]

    @api.model
    def _late_rows(self, date_from, date_to, company):
        orders = self.env["sale.order"].search(
            [
                ("company_id", "=", company.id),
                ("is_repair", "=", True),
                ("delivered_date", ">=", date_from),
                ("delivered_date", "<=", date_to),
                ("promise_kpi", "!=", False),
            ],
            order="delivered_date, id",
        )
        late = orders.filtered(lambda order: order.ready_at and order.ready_at > order.promise_kpi)
        return [
            self._exception_row(
                self.env._("Promise missed"),
                order,
                self.env._(
                    "%(minutes)s min late",
                    minutes=int((order.ready_at - order.promise_kpi).total_seconds() // 60),
                ),
            )
            for order in late
        ]

    @api.model
    def _undone_rows(self, date_from, date_to, company):
        undone = self.env["dms.settlement"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "cancelled"),
                ("business_date", ">=", date_from),
                ("business_date", "<=", date_to),
            ]
        )
        kind = self.env._("Settlement taken back")
        return [self._exception_row(kind, one.order_id, one.cancel_reason) for one in undone]

    @api.model
    def _loss_rows(self, date_from, date_to, company):
        """Statements below cost; shown without the cost itself."""
        # sudo: only the fact that a statement lost money leaves this method, not its cost.
        groups = (
            self.env["dms.settlement.line"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("is_valid", "=", True),
                    ("business_date", ">=", date_from),
                    ("business_date", "<=", date_to),
                    ("payer_type", "in", ("customer", "insurer", "warranty")),
                ],
                ["settlement_id"],
                ["amount_untaxed:sum", "amount_cost:sum"],
            )
        )
        kind = self.env._("Statement below cost")
        return [
            self._exception_row(kind, settlement.order_id, settlement.name, "red")
            for settlement, revenue, cost in groups
            if cost and revenue < cost
        ]
