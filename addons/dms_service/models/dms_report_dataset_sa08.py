from odoo import api, models

COUNTS = [
    "K-66.hours", "K-01", "K-03", "K-01.booked", "K-40", "K-42", "K-01.fs", "K-01.pm", "K-01.gr",
    "K-01.bp", "K-01.wt", "K-01.other", "K-04",
]  # fmt: skip
MONEY = [
    "K-11", "K-12", "K-10", "K-17", "K-20", "K-21", "K-70.quoted", "K-70.approved", "K-70", "K-12.accessory",
    "K-31",
]  # fmt: skip
QUALITY = [
    "K-50", "K-72", "K-71", "K-54.count", "K-85.count", "K-85.satisfied", "K-86.count",
    "K-41.invited", "K-41.invited_arrived",
]  # fmt: skip
TOP = 10


class DmsReportDatasetSa08(models.AbstractModel):
    """SA-08 服务顾问周报表: an advisor's week by day, all advisors beside him, and what to follow up."""

    _name = "dms.report.dataset.sa08"
    _description = "Service Advisor Weekly Report"
    _inherit = "dms.report.dataset.advisor"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Days of the week with comparisons, the ranking, the lists."""
        span, advisor = (date_from, date_to), self._get_advisor(options)
        kind = options.get("kind") or report.period
        tables = [
            self._grid_table(
                title,
                self.env._("Day"),
                None,
                codes,
                span,
                company,
                "day",
                filters=self._advisor_filters(advisor),
                kind=kind,
                lines=("previous", "change", "target", "achieved"),
                target_of=self._target_of(advisor),
            )
            for title, codes in (
                (self.env._("1 Cars of the Week"), COUNTS),
                (self.env._("1 Money of the Week"), MONEY),
                (self.env._("1 Service of the Week"), QUALITY),
            )
        ]
        tables.append(
            self._ranked_table(
                self.env._("2 All Advisors"),
                ["K-66.days", "K-01", "K-03", "K-04", "K-10", "K-20", "K-40", "K-50", "K-70"],
                span,
                company,
                kind,
            )
        )
        tables += self._follow_up_tables(span, company, advisor)
        chart = self._chart_of(tables[1], ["K-11", "K-12"], "stacked")
        return {"tables": tables, "chart": chart, "notes": "", "subject_name": advisor.name or ""}

    @api.model
    def _texts(self, report):
        return [
            ("summary", self.env._("Summary of the Week")),
            ("gap", self.env._("Why the Target Was Missed")),
            ("measure", self.env._("Next Week: Measures and Appointments")),
        ]

    @api.model
    def _follow_up_tables(self, span, company, advisor):
        """Part 3: recommended work not done, appointments not kept, cars standing too long."""
        shop = [("company_id", "=", company.id)]
        return [
            self._undone_table(shop, advisor),
            self._missed_table(shop, span, advisor),
            self._standing_table(shop, span, advisor),
        ]

    @api.model
    def _undone_table(self, shop, advisor):
        mine = [("order_id.user_id", "=", advisor.id)] if advisor else []
        undone = self.env["dms.ro.recommendation"].search(
            [*shop, ("state", "=", "open"), *mine], order="urgency desc, id desc", limit=TOP
        )
        return self._list_table(
            self.env._("3 Recommended Work Not Done"),
            undone,
            [
                ("name", self.env._("Work"), "text", 34, "name"),
                ("plate", self.env._("Plate"), "text", 14, "vehicle_id.license_plate"),
                ("owner", self.env._("Customer"), "text", 16, "vehicle_id.owner_id.name"),
                # sudo: the sum of the list is the advisor's own follow-up
                ("amount", self.env._("Amount"), "money+", 14, lambda one: one.sudo().amount),
                ("remind", self.env._("Remind on"), "date", 14, "remind_date"),
            ],
        )

    @api.model
    def _missed_table(self, shop, span, advisor):
        mine = [("advisor_id", "=", advisor.id)] if advisor else []
        missed = self.env["dms.appointment"].search(
            [
                *shop,
                ("state", "=", "no_show"),
                ("day", ">=", span[0]),
                ("day", "<=", span[1]),
                *mine,
            ],
            order="slot_start, id",
        )
        return self._list_table(
            self.env._("3 Appointments Not Kept"),
            missed,
            [
                ("name", self.env._("Appointment"), "text", 24, "name"),
                ("day", self.env._("Day"), "date", 16, "day"),
                ("plate", self.env._("Plate"), "text", 16, "vehicle_id.license_plate"),
                ("owner", self.env._("Customer"), "text", 20, "partner_id.name"),
            ],
        )

    @api.model
    def _standing_table(self, shop, span, advisor):
        mine = [("user_id", "=", advisor.id)] if advisor else []
        standing = self.env["sale.order"].search(
            [
                *shop,
                *mine,
                ("is_repair", "=", True),
                ("in_shop", "=", True),
                ("promised_date", "<", span[1]),
            ],
            order="promised_date, id",
        )
        return self._list_table(
            self.env._("3 Cars past Their Promise"),
            standing,
            [
                ("name", self.env._("Repair Order"), "text", 24, "name"),
                ("plate", self.env._("Plate"), "text", 16, "vehicle_id.license_plate"),
                ("received", self.env._("Received"), "date", 16, "business_date"),
                ("promised", self.env._("Promised"), "datetime", 20, "promised_date"),
            ],
            style=lambda order: "red",
        )
