from odoo import api, models

from .dms_fact_line import OUTSIDE


class DmsReportDatasetSa06(models.AbstractModel):
    """Parts A to C of SA-06: cars received, statements, cars still inside."""

    _inherit = "dms.report.dataset.sa06"

    @api.model
    def _order_drill(self, order):
        return {"order": {"res_model": "sale.order", "domain": [("id", "=", order.id)]}}

    @api.model
    def _stage_label(self, order):
        return dict(order._fields["repair_stage"]._description_selection(self.env)).get(
            order.repair_stage
        )

    @api.model
    def _booked_label(self, booking):
        """How punctual the booked customer was; nothing without an appointment."""
        labels = dict(booking._fields["punctuality"]._description_selection(self.env))
        return labels.get(booking.punctuality, self.env._("Booked")) if booking else ""

    @api.model
    def _received_table(self, base, date_from, date_to, remarks):
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
            self._column("booked", self.env._("Booked"), width=5),
            self._column("reception", self.env._("Reception"), "datetime", width=11),
            self._column("amount", self.env._("Amount"), "money", width=9, total=True),
            self._column(
                "proposed", self.env._("Supplements Proposed"), "money", width=8, total=True
            ),
            self._column(
                "supplement", self.env._("Supplements Agreed"), "money", width=8, total=True
            ),
            self._column("promised", self.env._("Promised"), "datetime", width=11),
            self._column("stage", self.env._("Stage"), width=8),
            self._column("remark", self.env._("Remarks"), width=8),
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
                "booked": self._booked_label(order.appointment_id),
                "reception": order.reception_started_at,
                "amount": order.amount_total,
                "proposed": sum(
                    order.supplement_ids.filtered(lambda one: one.state != "draft").mapped(
                        "amount_total"
                    )
                ),
                "supplement": sum(order.supplement_ids.mapped("amount_approved")),
                "remark": remarks.get(f"order:{order.id}"),
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
            self._column("tender", self.env._("Paid by"), width=7),
            self._column("credit", self.env._("On Credit"), "money", total=True),
            self._column("on_time", self.env._("On Time"), "bool", width=5),
        ]
        tenders = self._get_tenders(settlements)
        rows = [
            {**self._settled_row(one), "tender": tenders.get(one.id, ""), "credit": one.amount_due}
            for one in settlements
        ]
        if self.env.user.has_group("dms_base.group_dms_see_cost"):
            columns.append(self._column("profit", self.env._("Gross Profit"), "money", total=True))
            for row, settlement in zip(rows, settlements, strict=True):
                lines = settlement.line_ids.filtered(lambda line: line.payer_type in OUTSIDE)
                row["profit"] = sum(lines.mapped("amount_untaxed")) - sum(
                    lines.mapped("amount_cost")
                )
        return {"title": self.env._("B Statements"), "columns": columns, "rows": rows}

    @api.model
    def _get_tenders(self, settlements):
        """Ways the customers paid: {settlement id: names of journals}."""
        # sudo: only the names of the journals leave this method
        matches = (
            self.env["account.partial.reconcile"]
            .sudo()
            .search(
                [
                    ("debit_move_id.move_id.settlement_id", "in", settlements.ids),
                    ("credit_move_id.journal_id.type", "in", ("bank", "cash", "credit")),
                ]
            )
        )
        names = {}
        for match in matches:
            key = match.debit_move_id.move_id.settlement_id.id
            names.setdefault(key, {})[match.credit_move_id.journal_id.name] = True
        return {key: ", ".join(found) for key, found in names.items()}

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
    def _in_shop_table(self, base, remarks):
        orders = self.env["sale.order"].search(
            base + [("in_shop", "=", True)], order="promised_date, id"
        )
        columns = [
            self._column("order", self.env._("Repair Order"), width=15),
            self._column("plate", self.env._("Plate"), width=12),
            self._column("received", self.env._("Received"), "date", width=12),
            self._column("promised", self.env._("Promised"), "datetime", width=16),
            self._column("stage", self.env._("Stage"), width=15),
            self._column("hold", self.env._("Waits for"), width=15),
            self._column("next", self.env._("Next Step"), width=15),
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
                "next": remarks.get(f"order:{order.id}")
                or ", ".join(
                    hold.note for hold in order.hold_ids if hold.note and not hold.date_to
                ),
                "_drill": self._order_drill(order),
            }
            for order in orders
        ]
        return {"title": self.env._("C Still in the Shop"), "columns": columns, "rows": rows}
