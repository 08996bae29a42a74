from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .dms_fact_line import OUTSIDE

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
    def _exception_row(self, kind, row, text, style="amber"):
        """One exception; the row names the order as `_order_columns` does."""
        return {
            "_key": f"{kind} {row.name}",
            "_style": style,
            "kind": kind,
            "order": row.name,
            "plate": row.plate,
            "advisor": row.advisor,
            "text": text,
            "_drill": {"order": {"res_model": "sale.order", "domain": [("id", "=", row.order)]}},
        }

    @api.model
    def _order_columns(self, path="", **more):
        """What is read of the order of an exception.

        :param path: the way from the record to its order, ending in a dot
        :param more: further columns
        """
        return {
            "order": f"{path}id",
            "name": f"{path}name",
            "plate": f"{path}vehicle_id.license_plate",
            "advisor": f"{path}user_id.name",
            **more,
        }

    @api.model
    def _long_stay_rows(self, day, company):
        limit = day - timedelta(days=STAY_ALERT_DAYS)
        rows = self._read_rows(
            self.env["sale.order"],
            [
                ("company_id", "=", company.id),
                ("in_shop", "=", True),
                ("business_date", "<", limit),
                ("visit_main_id", "=", False),
            ],
            self._order_columns(received="business_date"),
            order="business_date, id",
        )
        kind = self.env._("In the shop for days")
        return [
            self._exception_row(
                kind, row, self.env._("%(days)s days", days=(day - row.received).days), "red"
            )
            for row in rows
        ]

    @api.model
    def _late_rows(self, date_from, date_to, company):
        def is_late(query):
            ready, promise = (
                SQL.identifier(query.table, name) for name in ("ready_at", "promise_kpi")
            )
            return SQL("%s > %s", ready, promise)

        rows = self._read_rows(
            self.env["sale.order"],
            [
                ("company_id", "=", company.id),
                ("is_repair", "=", True),
                ("delivered_date", ">=", date_from),
                ("delivered_date", "<=", date_to),
                ("promise_kpi", "!=", False),
            ],
            self._order_columns(ready="ready_at", promise="promise_kpi"),
            order="delivered_date, id",
            where=is_late,
        )
        kind = self.env._("Promise missed")
        return [
            self._exception_row(
                kind,
                row,
                self.env._(
                    "%(minutes)s min late",
                    minutes=int((row.ready - row.promise).total_seconds() // 60),
                ),
            )
            for row in rows
        ]

    @api.model
    def _discount_rows(self, date_from, date_to, company):
        """Lines settled with more discount than an advisor may grant by himself."""
        limits = {
            "labour": company.advisor_labour_discount,
            "part": company.advisor_part_discount,
        }
        rows = self._read_rows(
            self.env["dms.settlement.line"],
            [
                ("company_id", "=", company.id),
                ("is_valid", "=", True),
                ("business_date", ">=", date_from),
                ("business_date", "<=", date_to),
                ("discount", ">", min(limits.values())),
            ],
            self._order_columns("order_id.", line="name", discount="discount", fee_kind="fee_kind"),
        )
        kind = self.env._("Discount above authority")
        return [
            self._exception_row(
                kind,
                row,
                self.env._("%(line)s: %(discount)s %%", line=row.line, discount=row.discount),
            )
            for row in rows
            if row.discount > limits.get(row.fee_kind, min(limits.values()))
        ]

    @api.model
    def _undone_rows(self, date_from, date_to, company):
        settlements = self.env["dms.settlement"]
        rows = self._read_rows(
            settlements,
            [
                ("company_id", "=", company.id),
                ("state", "=", "cancelled"),
                ("business_date", ">=", date_from),
                ("business_date", "<=", date_to),
            ],
            self._order_columns("order_id.", reason="cancel_reason"),
            order=settlements._order,
        )
        kind = self.env._("Settlement taken back")
        return [self._exception_row(kind, row, row.reason) for row in rows]

    @api.model
    def _loss_rows(self, date_from, date_to, company):
        """Statements below cost; shown without the cost itself."""

        def lost_money(query):
            return SQL(
                """(SELECT SUM(l.amount_cost) != 0 AND SUM(l.amount_untaxed) < SUM(l.amount_cost)
                      FROM dms_settlement_line l
                     WHERE l.settlement_id = %s AND l.is_valid IS TRUE AND l.payer_type IN %s)""",
                SQL.identifier(query.table, "id"),
                OUTSIDE,
            )

        self.env["dms.settlement.line"].flush_model()
        settlements = self.env["dms.settlement"]
        rows = self._read_rows(
            settlements,
            [
                ("company_id", "=", company.id),
                ("business_date", ">=", date_from),
                ("business_date", "<=", date_to),
            ],
            self._order_columns("order_id.", settlement="name"),
            order=settlements._order,
            where=lost_money,
        )
        kind = self.env._("Statement below cost")
        return [self._exception_row(kind, row, row.settlement, "red") for row in rows]
