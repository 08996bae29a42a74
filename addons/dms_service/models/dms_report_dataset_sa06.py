from odoo import api, models

TYPES = ("FS", "PM", "GR", "BP", "WT", "RC", "RW", "AC", "FC", "RS", "PDI", "IN")
CODES = ["K-20", "K-21", "K-17", "K-40", "K-42", "K-50", "K-70", "K-72", "K-82"]


class DmsReportDatasetSa06(models.AbstractModel):
    """SA-06 服务顾问日报表: one advisor's own account of the day."""

    _name = "dms.report.dataset.sa06"
    _description = "Service Advisor Daily Report"
    _inherit = "dms.report.dataset"

    @api.model
    def _dataset(self, report, date_from, date_to, company, options):
        """Cars received, statements, cars still inside, summary by type and indicators."""
        advisor = self._get_advisor(options)
        base = [("company_id", "=", company.id), ("is_repair", "=", True)]
        if advisor:
            base.append(("user_id", "=", advisor.id))
        tables = [
            self._received_table(base, date_from, date_to),
            self._settled_table(advisor, date_from, date_to, company),
            self._in_shop_table(base),
            self._type_table(advisor, date_from, date_to, company),
            self._indicator_table(advisor, date_from, date_to, company),
        ]
        return {"tables": tables, "chart": None, "notes": advisor.name if advisor else ""}

    @api.model
    def _get_advisor(self, options):
        subject = (options or {}).get("subject") or (options or {}).get("user")
        return self.env["res.users"].browse(int(subject)) if subject else self.env["res.users"]

    @api.model
    def _filters(self, report, company):
        users = self.env["res.users"].search(
            [("all_group_ids", "in", self.env.ref("dms_base.group_dms_advisor").ids)]
        )
        users = users.filtered(lambda user: company in user.company_ids)
        options = [["", self.env._("All Advisors")]] + [[user.id, user.name] for user in users]
        return [{"key": "user", "label": self.env._("Service Advisor"), "options": options}]

    @api.model
    def _subjects(self, report, date_from, date_to, company):
        """One report for each advisor who received a car in the period."""
        groups = self.env["sale.order"]._read_group(
            [
                ("company_id", "=", company.id),
                ("is_repair", "=", True),
                ("business_date", ">=", date_from),
                ("business_date", "<=", date_to),
                ("user_id", "!=", False),
            ],
            ["user_id"],
        )
        return [(user.id, user.name) for (user,) in groups]

    @api.model
    def _texts(self, report):
        return [
            ("complaint", self.env._("Complaints and How They Were Handled")),
            ("open", self.env._("Unfinished Matters")),
            ("tomorrow", self.env._("Tomorrow's Appointments and Preparation")),
            ("advice", self.env._("Suggestions")),
        ]

    @api.model
    def _order_drill(self, order):
        return {"order": {"res_model": "sale.order", "domain": [("id", "=", order.id)]}}

    @api.model
    def _stage_label(self, order):
        return dict(order._fields["repair_stage"]._description_selection(self.env)).get(
            order.repair_stage
        )

    @api.model
    def _received_table(self, base, date_from, date_to):
        orders = self.env["sale.order"].search(
            base + [("business_date", ">=", date_from), ("business_date", "<=", date_to)],
            order="received_at, id",
        )
        columns = [
            self._column("order", self.env._("Repair Order"), width=13),
            self._column("plate", self.env._("Plate"), width=8),
            self._column("customer", self.env._("Customer"), width=9),
            self._column("model", self.env._("Model"), width=11),
            self._column("km", self.env._("km"), "km", width=7),
            self._column("type", self.env._("Type"), width=7),
            self._column("booked", self.env._("Booked"), "bool", width=5),
            self._column("reception", self.env._("Reception"), "datetime", width=11),
            self._column("amount", self.env._("Amount"), "money", width=9, total=True),
            self._column(
                "supplement", self.env._("Supplements Agreed"), "money", width=9, total=True
            ),
            self._column("promised", self.env._("Promised"), "datetime", width=11),
            self._column("stage", self.env._("Stage"), width=8),
        ]
        rows = [
            {
                "_key": order.name,
                "order": order.name,
                "plate": order.vehicle_id.license_plate,
                "customer": order.partner_id.name,
                "model": order.vehicle_id.model_id.name,
                "km": order.odometer,
                "type": order.service_type_id.name,
                "booked": bool(order.appointment_id),
                "reception": order.reception_started_at,
                "amount": order.amount_total,
                "supplement": sum(order.supplement_ids.mapped("amount_approved")),
                "promised": order.promised_date,
                "stage": self._stage_label(order),
                "_drill": self._order_drill(order),
            }
            for order in orders
        ]
        return {"title": self.env._("A Cars Received"), "columns": columns, "rows": rows}

    @api.model
    def _settled_table(self, advisor, date_from, date_to, company):
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ("confirmed", "paid")),
            ("business_date", ">=", date_from),
            ("business_date", "<=", date_to),
        ]
        if advisor:
            domain.append(("order_id.user_id", "=", advisor.id))
        settlements = self.env["dms.settlement"].search(domain, order="date, id")
        columns = [
            self._column("order", self.env._("Settlement"), width=13),
            self._column("plate", self.env._("Plate"), width=8),
            self._column("type", self.env._("Type"), width=7),
            *[
                self._column(key, label, "money", total=True)
                for key, label in (
                    ("labour", self.env._("Labour")),
                    ("part", self.env._("Parts")),
                    ("sublet", self.env._("Sublet")),
                    ("other", self.env._("Other")),
                    ("discount", self.env._("Discount")),
                    ("total", self.env._("Total")),
                    ("customer", self.env._("Customer")),
                    ("insurer", self.env._("Insurer")),
                    ("warranty", self.env._("Warranty")),
                    ("internal", self.env._("Internal")),
                )
            ],
            self._column("on_time", self.env._("On Time"), "bool", width=5),
        ]
        rows = [self._settled_row(settlement) for settlement in settlements]
        return {"title": self.env._("B Statements"), "columns": columns, "rows": rows}

    @api.model
    def _settled_row(self, settlement):
        order = settlement.order_id
        paid_by = {}
        for payer in settlement.payer_ids:
            paid_by[payer.payer_type] = paid_by.get(payer.payer_type, 0.0) + payer.amount_total
        return {
            "_key": settlement.name,
            "order": settlement.name,
            "plate": order.vehicle_id.license_plate,
            "type": order.service_type_id.name,
            "labour": settlement.amount_labour
            + settlement.amount_diagnosis
            + settlement.amount_test,
            "part": settlement.amount_part,
            "sublet": settlement.amount_sublet,
            "other": settlement.amount_other + settlement.amount_adjust,
            "discount": sum(settlement.line_ids.mapped("amount_discount")),
            "total": settlement.amount_total,
            "customer": paid_by.get("customer", 0.0),
            "insurer": paid_by.get("insurer", 0.0),
            "warranty": paid_by.get("warranty", 0.0),
            "internal": paid_by.get("internal", 0.0) + paid_by.get("goodwill", 0.0),
            "on_time": bool(
                order.ready_at and order.promise_kpi and order.ready_at <= order.promise_kpi
            ),
            "_drill": {
                "order": {"res_model": "dms.settlement", "domain": [("id", "=", settlement.id)]}
            },
        }

    @api.model
    def _in_shop_table(self, base):
        orders = self.env["sale.order"].search(
            base + [("in_shop", "=", True)], order="promised_date, id"
        )
        columns = [
            self._column("order", self.env._("Repair Order"), width=15),
            self._column("plate", self.env._("Plate"), width=12),
            self._column("received", self.env._("Received"), "date", width=12),
            self._column("promised", self.env._("Promised"), "datetime", width=16),
            self._column("stage", self.env._("Stage"), width=15),
            self._column("hold", self.env._("Waits for"), width=30),
        ]
        reasons = dict(self.env["dms.ro.hold"]._fields["reason"]._description_selection(self.env))
        rows = [
            {
                "_key": order.name,
                "_style": "red" if order.is_late else None,
                "order": order.name,
                "plate": order.vehicle_id.license_plate,
                "received": order.business_date,
                "promised": order.promised_date,
                "stage": self._stage_label(order),
                "hold": ", ".join(
                    reasons[hold.reason] for hold in order.hold_ids if not hold.date_to
                ),
                "_drill": self._order_drill(order),
            }
            for order in orders
        ]
        return {"title": self.env._("C Still in the Shop"), "columns": columns, "rows": rows}

    @api.model
    def _type_table(self, advisor, date_from, date_to, company):
        """Visits and output by service type; both cut by the same registry."""
        codes = ["K-01", "K-11", "K-12", "K-13", "K-14", "K-10"]
        filters = {"user": advisor.id} if advisor else None
        values = self.env["dms.kpi"]._values(
            codes, date_from, date_to, company.ids, group_by="type_code", filters=filters
        )
        names = dict(
            self.env["dms.service.type"]
            .with_context(active_test=False)
            .search([("code", "in", TYPES)])
            .mapped(lambda kind: (kind.code, kind.name))
        )
        columns = [
            self._column("type", self.env._("Type"), width=22),
            self._column("K-01", self.env._("Visits"), "int", total=True),
            self._column("K-11", self.env._("Labour"), "money", total=True),
            self._column("K-12", self.env._("Parts"), "money", total=True),
            self._column("other", self.env._("Other"), "money", total=True),
            self._column("K-10", self.env._("Output"), "money", total=True),
        ]
        rows = []
        for code in TYPES:
            row = {key: values[key].get(code, {}).get("value") or 0 for key in codes}
            row["other"] = row.pop("K-13") + row.pop("K-14")
            if any(row.values()):
                rows.append({"_key": code, "type": names.get(code, code), **row})
        return {"title": self.env._("D Summary by Type"), "columns": columns, "rows": rows}

    @api.model
    def _indicator_table(self, advisor, date_from, date_to, company):
        filters = {"user": advisor.id} if advisor else None
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
