from odoo import api, models

DOCUMENTS = (
    ("WT", "sale.order", "business_date", [("is_repair", "=", True)]),
    ("JS", "dms.settlement", "business_date", []),
)


class DmsReportDatasetSa07(models.AbstractModel):
    """Check lines and numbers of SA-07; the day close asks the same figures."""

    _inherit = "dms.report.dataset.sa07"

    @api.model
    def _check_table(self, span, company):
        """The two check lines of the day with their parts; a difference is red and keeps the day open."""
        values = self._check_values(span, company)
        labels = {
            "K-15.customer": self.env._("Output paid by customers"),
            "K-93.receipt": self.env._("− received for the statements of the day"),
            "K-93.deposit": self.env._("− deposits used"),
            "K-93.voucher": self.env._("− vouchers and stored value used"),
            "K-93.credit": self.env._("− new credit"),
            "K-93.gap": self.env._("= difference"),
            "before": self.env._("In the shop the evening before"),
            "K-01": self.env._("+ received"),
            "K-05": self.env._("− left"),
            "K-06": self.env._("− in the shop in the evening"),
            "cars": self.env._("= difference"),
        }
        rows = []
        for key, label in labels.items():
            cars = key in ("before", "K-01", "K-05", "K-06", "cars")
            row = {
                "_key": key,
                "name": label,
                "value": values[key],
                "_type": "int" if cars else "money",
            }
            if key in ("K-93.gap", "cars"):
                row["_style"] = "red" if self._differs(key, values) else "total"
            if key.startswith("K-"):
                row["_drill"] = {"value": self._kpi_drill(key, *span)}
            rows.append(row)
        stay = ["K-06.work", "K-06.parts", "K-06.insurer", "K-06.customer", "K-06.ready"]
        stay += ["K-06.night", "K-06.over3", "K-06.over7"]
        kpis = self.env["dms.kpi"]._get_kpis(stay)
        figures = self.env["dms.kpi"]._values(stay, *span, company.ids)
        rows += [
            {
                "_key": code,
                "_type": "int",
                "name": kpis[code].name,
                "value": figures[code][None]["value"],
                "_drill": {"value": self._kpi_drill(code, *span)},
            }
            for code in stay
        ]
        columns = [
            self._column("name", self.env._("Check"), width=60),
            self._column("value", self.env._("Figure"), "row", width=40),
        ]
        title = self.env._("4 Check of Money and Cars")
        return {"title": title, "columns": columns, "rows": rows}

    @api.model
    def _check_values(self, span, company):
        """Parts of the check lines: {key: figure}; ``cars`` and ``K-93.gap`` must be nothing."""
        codes = ["K-15.customer", "K-93.receipt", "K-93.deposit", "K-93.voucher", "K-93.credit"]
        codes += ["K-93.gap", "K-01", "K-05", "K-06", "K-04.statements"]
        before = self._shift_day(span[0], -1)
        figures = self.env["dms.kpi"]._values_multi(
            codes, {"main": span, "before": (before, before)}, company.ids
        )
        values = {code: figures["main"][code][None]["value"] or 0.0 for code in codes}
        values["before"] = figures["before"]["K-06"][None]["value"] or 0.0
        values["cars"] = values["before"] + values["K-01"] - values["K-05"] - values["K-06"]
        return values

    @api.model
    def _differs(self, key, values):
        """Whether a check line does not hold: one car, or more than a cent of rounding for each statement."""
        if key == "cars":
            return abs(values[key]) >= 0.5
        return abs(values[key]) >= 0.005 + 0.01 * values["K-04.statements"]

    @api.model
    def _document_table(self, span, company):
        """Block 7: numbers used on the day, how many, taken back, and gaps in them."""
        rows = []
        for prefix, model, field, domain in DOCUMENTS:
            records = (
                self.env[model]
                # sudo: numbers are counted whoever may read the documents
                .sudo()
                .search_read(
                    [
                        *domain,
                        ("company_id", "=", company.id),
                        (field, ">=", span[0]),
                        (field, "<=", span[1]),
                    ],
                    ["name", "state"],
                )
            )
            names = sorted(one["name"] for one in records if (one["name"] or "").startswith(prefix))
            rows.append(
                {
                    "_key": prefix,
                    "name": self._document_name(model),
                    "first": names[0] if names else "",
                    "last": names[-1] if names else "",
                    "count": len(names),
                    "void": len(
                        [one for one in records if one["state"] in ("cancel", "cancelled")]
                    ),
                    "gaps": ", ".join(self._find_gaps(names)),
                }
            )
        columns = [
            self._column("name", self.env._("Document"), width=20),
            self._column("first", self.env._("First Number"), width=20),
            self._column("last", self.env._("Last Number"), width=20),
            self._column("count", self.env._("Count"), "int", width=10),
            self._column("void", self.env._("Taken Back"), "int", width=10),
            self._column("gaps", self.env._("Missing Numbers"), width=20),
        ]
        return {"title": self.env._("7 Documents"), "columns": columns, "rows": rows}

    @api.model
    def _document_name(self, model):
        return {
            "sale.order": self.env._("Repair Orders"),
            "dms.settlement": self.env._("Statements"),
        }[model]

    @api.model
    def _find_gaps(self, names):
        """Numbers between the first and the last of a day that nobody used: WT20250316-0003."""
        used = {}
        for name in names:
            head, __, tail = name.rpartition("-")
            if tail.isdigit():
                used.setdefault(head, set()).add(int(tail))
        return [
            f"{head}-{number:04d}"
            for head, numbers in sorted(used.items())
            for number in range(min(numbers), max(numbers))
            if number not in numbers
        ]
