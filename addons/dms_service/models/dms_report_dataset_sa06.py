from datetime import timedelta

from odoo import api, fields, models

TYPES = ("FS", "PM", "GR", "BP", "WT", "RC", "RW", "AC", "FC", "RS", "PDI", "IN")
CODES = [
    "K-20", "K-21", "K-17", "K-40", "K-42", "K-50", "K-70", "K-72", "K-82", "K-41.invited",
    "K-41.invited_arrived", "K-85.count", "K-85.good", "K-85.bad", "K-72.undone",
    "K-72.undone_amount", "K-10.ac", "K-12.accessory", "K-46", "K-46.incoming", "K-47", "K-48",
]  # fmt: skip
# Hours after which an order that does not move must be explained before the day is submitted.
STUCK_HOURS = 4


class DmsReportDatasetSa06(models.AbstractModel):
    """SA-06 服务顾问日报表: one advisor's own account of the day."""

    _name = "dms.report.dataset.sa06"
    _description = "Service Advisor Daily Report"
    _inherit = "dms.report.dataset.advisor"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Head, cars received, statements, cars still inside, summary by type, indicators."""
        advisor, span = self._get_advisor(options), (date_from, date_to)
        base = [("company_id", "=", company.id), ("is_repair", "=", True)]
        if advisor:
            base.append(("user_id", "=", advisor.id))
        remarks = (options or {}).get("remarks") or {}
        tables = [
            self._head_table(advisor, span, company),
            self._received_table(base, date_from, date_to, remarks),
            self._settled_table(advisor, date_from, date_to, company),
            self._in_shop_table(base, remarks),
            self._type_table(advisor, span, company),
            self._indicator_table(advisor, date_from, date_to, company),
        ]
        return {"tables": tables, "chart": None, "notes": "", "subject_name": advisor.name or ""}

    @api.model
    def _head_table(self, advisor, span, company):
        keys = [(advisor.id, advisor.name)] if advisor else self._advisor_keys(span, company)
        table = self._grid_table(
            "",
            self.env._("Service Advisor"),
            keys,
            ["K-66.hours", "K-01", "K-03", "K-04", "K-11", "K-12", "K-10"],
            span,
            company,
            "user",
            filters=self._advisor_filters(advisor),
            targets=["K-10"],
            subjects="res.users",
            total=False,
        )
        shifts = self._get_shifts([key for key, _label in keys if key], span[0], company)
        table["columns"].insert(1, self._column("shift", self.env._("Shift"), width=10))
        for (key, _label), row in zip(keys, table["rows"], strict=False):
            row["shift"] = shifts.get(key, "")
        return table

    @api.model
    def _stuck_orders(self, base, at):
        """Orders whose customer has waited too long for a first word or for his signature to be asked."""
        limit = at - timedelta(hours=STUCK_HOURS)
        return self.env["sale.order"].search(
            [
                *base,
                ("in_shop", "=", True),
                "|",
                "&",
                ("repair_stage", "=", "received"),
                ("received_at", "<=", limit),
                "&",
                ("repair_stage", "=", "quoted"),
                ("quoted_at", "<=", limit),
            ],
            order="received_at, id",
        )

    @api.model
    def _row_texts(self, report, date_from, date_to, company, options):
        """Orders that stand still are explained one by one."""
        orders = self._get_stuck(company, options)
        return [
            (
                f"order:{order.id}",
                self.env._(
                    "%(order)s %(plate)s: why it stands still",
                    order=order.name,
                    plate=order.vehicle_id.license_plate or "",
                ),
            )
            for order in orders
        ]

    @api.model
    def _get_stuck(self, company, options):
        advisor = self._get_advisor(options)
        if not advisor:
            return self.env["sale.order"]
        base = [
            ("company_id", "=", company.id),
            ("is_repair", "=", True),
            ("user_id", "=", advisor.id),
        ]
        return self._stuck_orders(base, fields.Datetime.now())

    @api.model
    def _submit_problem(self, report, date_from, date_to, company, options, texts):
        """A day is not submitted while a car stands still unexplained."""
        silent = self._get_stuck(company, options).filtered(
            lambda order: not texts.get(f"order:{order.id}")
        )
        if not silent:
            return None
        return self.env._(
            "Explain why these cars stand still: %(orders)s.",
            orders=", ".join(silent.mapped("name")),
        )

    @api.model
    def _texts(self, report):
        return [
            ("complaint", self.env._("Complaints and How They Were Handled")),
            ("open", self.env._("Unfinished Matters")),
            ("tomorrow", self.env._("Tomorrow's Appointments and Preparation")),
            ("advice", self.env._("Suggestions")),
        ]

    @api.model
    def _type_table(self, advisor, span, company):
        """Visits and output by service type; both cut by the same registry."""
        return self._grid_table(
            self.env._("D Summary by Type"),
            self.env._("Type"),
            self._type_keys(TYPES),
            [
                "K-01",
                "K-11",
                "K-12",
                "K-13",
                "K-14",
                "K-10",
                "K-15.own",
                ("K-20", None, "visit_code"),
            ],
            span,
            company,
            "type_code",
            filters=self._advisor_filters(advisor),
            skip_empty=True,
        )

    @api.model
    def _indicator_table(self, advisor, date_from, date_to, company):
        filters = self._advisor_filters(advisor)
        values = self.env["dms.kpi"]._values(
            CODES, date_from, date_to, company.ids, filters=filters
        )
        kpis = self.env["dms.kpi"]._get_kpis(CODES)
        columns = [
            self._column("name", self.env._("Indicator"), width=60),
            self._column("unit", self.env._("Unit"), width=15),
            self._column("value", self.env._("Today"), "row", width=25),
        ]
        rows = [
            self._kpi_row(
                kpis[code],
                value=values[code].get(None, {}).get("value"),
                _drill={"value": self._kpi_drill(code, date_from, date_to, filters)},
            )
            for code in CODES
            if code in kpis
        ]
        return {"title": self.env._("Indicators"), "columns": columns, "rows": rows}
