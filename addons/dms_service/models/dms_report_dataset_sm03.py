from odoo import api, models

from odoo.addons.dms_base.tools import period as periods

from .dms_report_dataset_sa09 import HOLDS

# Sections of the year's statement: (key of the heading, indicator codes); unknown ones are left out.
SECTIONS = (
    (
        "A",
        ["K-65.advisors", "K-65.technicians", "K-65.mechanical", "K-65.electrical", "K-65.body"]
        + ["K-65.paint", "K-65.all", "K-63.bays", "K-60.attended", "M-08"],
    ),
    (
        "B",
        ["M-01", "M-02", "K-81", "K-82", "K-80.lost", "K-80", "K-81.frequency", "K-83.due"]
        + ["K-83.done", "K-83", "K-84.due", "K-84.done", "K-84", "M-03"],
    ),
    (
        "C",
        ["K-01", "K-02", "K-03", "K-01.fs", "K-01.pm", "K-01.gr", "K-01.bp_insured", "K-01.bp_own"]
        + ["K-01.wt", "K-01.rc", "K-01.rw", "K-01.ac", "K-01.rs", "K-01.pdi", "K-01.in", "K-04"]
        + ["K-05", "K-06"],
    ),
    (
        "D",
        ["K-10", "K-11", "K-12", "K-13", "K-14", "K-10.fs", "K-10.pm", "K-10.gr", "K-10.bp"]
        + ["K-10.wt", "K-10.rc", "K-10.ac", "K-10.rs", "K-15.customer", "K-15.insurer"]
        + ["K-15.warranty", "K-15.internal", "K-16.mechanical", "K-16.body", "K-16.paint"]
        + ["K-16.beauty", "K-12.accessory", "K-17", "K-17.rate"],
    ),
    (
        "E",
        ["K-20", "K-21", "K-20.gr", "K-20.bp", "K-20.pm", "K-22.hours", "K-22", "K-23", "K-24"],
    ),
    (
        "F",
        ["K-61.hours", "K-25.hours", "K-60.clocked", "K-60", "K-61", "K-62", "K-25", "K-63"]
        + ["K-64", "K-65.technician", "K-65.hours", "K-66", "K-65.advisor", "K-65"],
    ),
    (
        "G",
        ["K-12", "K-32.cost", "K-32", "K-73.stock", "K-73.turnover", "K-73", "K-73.idle6"]
        + ["K-73.idle12", "K-73.waiting", "K-73.purchase"],
    ),
    (
        "H",
        ["K-33.profit", "K-33", "K-32.profit", "K-30.sublet", "K-30", "K-31", "K-30.net"]
        + ["K-92.expense", "K-92.profit", "K-92"],
    ),
    (
        "I",
        ["K-50", "K-51", "K-52.other", "K-52.bp", "K-55.first", "K-55", "K-54", "K-53", "K-52.hold"]
        + [f"K-52.hold.{reason}" for reason in HOLDS],
    ),
    (
        "J",
        ["K-41.registered", "K-41.arrived", "K-40", "K-41", "K-42", "K-43", "K-45", "K-20.booked"],
    ),
    ("K", ["K-85", "K-85.satisfied", "M-04", "K-86.count", "K-86", "K-86.rate", "K-70"]),
    ("L", ["K-74.count", "K-74.submitted", "K-74", "K-74.days", "K-01.rc"]),
    ("M", ["K-01.bp_insured", "K-10.bp", "K-31.bp", "M-05", "M-06", "M-07"]),
    (
        "N",
        ["K-90.received", "K-90", "K-91", "K-91.30", "K-91.60", "K-91.90", "K-91.old"]
        + ["K-91.overdue", "K-95.open"],
    ),
)


class DmsReportDatasetSm03(models.AbstractModel):
    """SM-03 月运营报表: the operating statement of the year by month, or the shops of a group side by side."""

    _name = "dms.report.dataset.sm03"
    _description = "Monthly Operations Report"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """The months up to the end of the period; ``view`` shops compares companies in the period itself."""
        if options.get("view") == "shops":
            return {"tables": [self._shops_table((date_from, date_to))], "chart": None, "notes": ""}
        year = (date_to.replace(month=1, day=1), date_to)
        before = tuple(periods.add_months(day, -12) for day in year)
        before = (
            before[0],
            periods.month_bounds(before[1])[1] if self._ends_month(date_to) else before[1],
        )
        table = self._time_table(
            "",
            self._sections(),
            "month",
            year,
            company,
            kind="free",
            coded=True,
            labels=self._month_labels(year, company),
            year_span=before,
            target_span=(year[0], year[0].replace(month=12, day=31)),
            extra=("sum", "average", "target", "achieved", "year", "year_change"),
        )
        chart = self._trend_chart(["K-10", "K-01"], "month", year, company)
        return {"tables": [table, self._days_table(year, company)], "chart": chart, "notes": ""}

    @api.model
    def _ends_month(self, day):
        return day == self._month_end(day)

    @api.model
    def _filters(self, report, company):
        views = [["shops", self.env._("Shops Side by Side")]]
        return [{"key": "view", "label": self.env._("View"), "options": views}]

    @api.model
    def _section_names(self):
        return {
            "A": self.env._("A Capacity"),
            "B": self.env._("B Customer Base"),
            "C": self.env._("C Visits"),
            "D": self.env._("D Output"),
            "E": self.env._("E Per Visit"),
            "F": self.env._("F Hours"),
            "G": self.env._("G Parts"),
            "H": self.env._("H Profit and Expense"),
            "I": self.env._("I Delivery and Quality"),
            "J": self.env._("J Appointments"),
            "K": self.env._("K Satisfaction"),
            "L": self.env._("L Warranty and Recalls"),
            "M": self.env._("M Insurance and Accidents"),
            "N": self.env._("N Money"),
        }

    @api.model
    def _sections(self):
        names = self._section_names()
        return [(names[key], codes) for key, codes in SECTIONS]

    @api.model
    def _month_labels(self, year, company):
        """Months by number; one whose days are not all closed is provisional and marked."""
        closed = company._closed_until()
        labels = {}
        for month in periods.months_between(*year):
            done = closed and closed >= min(self._month_end(month), year[1])
            text = self.env._("Month %s", month.month)
            labels[month] = text if done else self.env._("%s (provisional)", text)
        return labels

    @api.model
    def _days_table(self, year, company):
        """Working days of each month, the base of all figures per day."""
        months = periods.months_between(*year)
        days = self.env["dms.kpi.target"]._working_days(company, *year)
        columns = [self._column("name", self.env._("Indicator"), width=20)]
        columns += [
            self._column(month.isoformat(), self.env._("Month %s", month.month), "int")
            for month in months
        ]
        row = {"_key": "days", "name": self.env._("Working days")}
        for month in months:
            row[month.isoformat()] = len([day for day in days if day.replace(day=1) == month])
        return {"title": self.env._("Working Days"), "columns": columns, "rows": [row]}

    @api.model
    def _shops_table(self, span):
        """One period, a column for each shop the user works in, and the group as a whole."""
        kpi_model, shops = self.env["dms.kpi"], self.env.user.company_ids
        codes = list(dict.fromkeys(code for __, part in SECTIONS for code in part))
        kpis = kpi_model._get_kpis(codes)
        by_shop = {
            shop: kpi_model.with_context(allowed_company_ids=shop.ids)._values(
                codes, *span, shop.ids
            )
            for shop in shops
        }
        whole = kpi_model._values(codes, *span, shops.ids)
        rows = []
        for heading, part in self._sections():
            rows.append({"_style": "head", "_key": heading, "name": heading})
            for code in [code for code in part if code in kpis]:
                row = self._kpi_row(kpis[code], sum=whole[code].get(None, {}).get("value"))
                for shop in shops:
                    row[f"shop{shop.id}"] = by_shop[shop][code].get(None, {}).get("value")
                rows.append(row)
        columns = [
            self._column("name", self.env._("Indicator"), width=20),
            self._column("unit", self.env._("Unit"), width=6),
            self._column("_key", self.env._("Code"), width=8),
            *[self._column(f"shop{shop.id}", shop.name, "row") for shop in shops],
            self._column("sum", self.env._("Group"), "row"),
        ]
        return {"title": self.env._("Shops Side by Side"), "columns": columns, "rows": rows}
