from datetime import timedelta

from odoo import api, models

STAY_ALERT_DAYS = 3


class DmsReportDatasetSm04(models.AbstractModel):
    """SM-04 售后服务经营日报表: the service manager's day for the general manager."""

    _name = "dms.report.dataset.sm04"
    _description = "After-sales Daily Business Report"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Indicators by block with the standard comparisons, then the exceptions of the day."""
        table = self._cmp_table("", self._blocks(), report, date_from, date_to, company, options)
        below = self._below_target_rows(table["rows"])
        exceptions = self._sm04_exceptions(date_from, date_to, company, below)
        span = date_to.replace(day=1), date_to
        return {
            "tables": [table, exceptions],
            "chart": self._trend_chart(["K-10", "K-01"], "day", span, company),
            "notes": self._sm04_notes(company, date_to),
        }

    @api.model
    def _sm04_notes(self, company, day):
        """Gross profit of a day is before pay; an open day is said to be open."""
        notes = [self.env._("Gross profit before technician pay; first-time fix is provisional.")]
        closed = company._closed_until()
        if not closed or closed < day:
            notes.append(self.env._("Not closed yet."))
        return " ".join(notes)

    @api.model
    def _texts(self, report):
        return [
            ("reason", self.env._("Causes")),
            ("measure", self.env._("Measures, Responsible")),
            ("support", self.env._("Support Needed")),
            ("tomorrow", self.env._("Focus of Tomorrow")),
        ]

    @api.model
    def _below_target_rows(self, rows):
        """Indicators more than ten points behind their target, as the table shows them in red."""
        return [
            {
                "_key": f"target {row['_key']}",
                "_style": "red",
                "kind": self.env._("Below target"),
                "order": row["_key"],
                "text": self.env._(
                    "%(name)s: %(share)s %% of the target",
                    name=row["name"],
                    share=round(row["achieved"] * 100, 1),
                ),
            }
            for row in rows
            if (row.get("_styles") or {}).get("achieved") == "red"
        ]

    @api.model
    def _sm04_exceptions(self, date_from, date_to, company, below=()):
        """What the manager must explain: targets missed, long stays, broken promises, big discounts,
        settlements taken back, statements below cost.
        """
        columns = [
            self._column("kind", self.env._("Exception"), width=22),
            self._column("order", self.env._("Repair Order"), width=18),
            self._column("plate", self.env._("Plate"), width=12),
            self._column("advisor", self.env._("Service Advisor"), width=14),
            self._column("text", self.env._("What Happened"), width=34),
        ]
        rows = [
            *below,
            *self._long_stay_rows(date_to, company),
            *self._late_rows(date_from, date_to, company),
            *self._discount_rows(date_from, date_to, company),
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
    def _discount_rows(self, date_from, date_to, company):
        """Lines settled with more discount than an advisor may grant by himself."""
        limits = {
            "labour": company.advisor_labour_discount,
            "part": company.advisor_part_discount,
        }
        lines = self.env["dms.settlement.line"].search(
            [
                ("company_id", "=", company.id),
                ("is_valid", "=", True),
                ("business_date", ">=", date_from),
                ("business_date", "<=", date_to),
                ("discount", ">", min(limits.values())),
            ],
            order="id",
        )
        kind = self.env._("Discount above authority")
        return [
            self._exception_row(
                kind,
                line.order_id,
                self.env._("%(line)s: %(discount)s %%", line=line.name, discount=line.discount),
            )
            for line in lines
            if line.discount > limits.get(line.fee_kind, min(limits.values()))
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
