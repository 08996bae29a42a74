from odoo import api, models
from odoo.tools import SQL

from odoo.addons.dms_base.models.report_cell import JsonRows

from .dms_appointment import get_punctuality
from .dms_fact_line import OUTSIDE

# Payers of a statement, and the columns they are shown in.
PAYERS = {
    "customer": ("customer",),
    "insurer": ("insurer",),
    "warranty": ("warranty",),
    "internal": ("internal", "goodwill"),
}


class DmsReportDatasetSa06(models.AbstractModel):
    """Parts A to C of SA-06: cars received, statements, cars still inside."""

    _inherit = "dms.report.dataset.sa06"

    @api.model
    def _open(self, key, model, row):
        """Drill-down of a cell to one record, as JSON."""
        return {key: {"res_model": model, "domain": [["id", "=", row]]}}

    @api.model
    def _labels(self, model, name):
        """Labels of a selection, looked up once for all rows."""
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    @api.model
    def _booked_label(self, row, labels):
        """How punctual the booked customer was; nothing without an appointment."""
        if not row.booking:
            return ""
        found = get_punctuality(row.booking_arrived, row.booking_slot, row.booking_limit)[1]
        return labels.get(found, labels[False])

    @api.model
    def _read_received(self, base, date_from, date_to):
        """Orders of the cars received, with their supplements."""
        orders = self.env["sale.order"]
        return self._read_rows(
            orders,
            base + [("business_date", ">=", date_from), ("business_date", "<=", date_to)],
            {
                "id": "id",
                "name": "name",
                "plate": "vehicle_id.license_plate",
                "customer": "partner_id.name",
                "model": "vehicle_id.model_id.name",
                "km": "odometer",
                "type": "service_type_id.name",
                "booking": "appointment_id",
                "booking_arrived": "appointment_id.arrived_at",
                "booking_slot": "appointment_id.slot_start",
                "booking_limit": "appointment_id.company_id.arrival_tolerance",
                "reception": "reception_started_at:local",
                "amount": "amount_total",
                "supplements": self._supplement_sql,
                "promised": "promised_date:local",
                "stage": "repair_stage",
            },
            order="received_at, id",
        )

    @api.model
    def _supplement_sql(self, query):
        """Supplements of an order, proposed and agreed, as one array."""
        # The fields are checked: prices are not for everybody.
        model = self.env["dms.ro.supplement"]
        return SQL(
            """(SELECT ARRAY[COALESCE(SUM(%s) FILTER (WHERE s.state != 'draft'), 0),
                             COALESCE(SUM(%s), 0)]::float[]
                  FROM dms_ro_supplement s WHERE s.order_id = %s)""",
            model._field_to_sql("s", "amount_total"),
            model._field_to_sql("s", "amount_approved"),
            SQL.identifier(query.table, "id"),
        )

    @api.model
    def _received_table(self, base, date_from, date_to, remarks):
        columns = [
            self._column("order", self.env._("Repair Order"), width=11),
            self._column("plate", self.env._("Plate"), width=7),
            self._column("customer", self.env._("Customer"), width=8),
            self._column("model", self.env._("Model"), width=8),
            self._column("km", self.env._("km"), "km", width=6),
            self._column("type", self.env._("Type"), width=6),
            self._column("booked", self.env._("Booked"), width=4),
            self._column("reception", self.env._("Reception"), "datetime", width=10),
            self._column("amount", self.env._("Amount"), "money", width=7, total=True),
            self._column(
                "proposed", self.env._("Supplements Proposed"), "money", width=6, total=True
            ),
            self._column(
                "supplement", self.env._("Supplements Agreed"), "money", width=6, total=True
            ),
            self._column("promised", self.env._("Promised"), "datetime", width=10),
            self._column("stage", self.env._("Stage"), width=5),
            self._column("remark", self.env._("Remarks"), width=6),
        ]
        stages = self._labels("sale.order", "repair_stage")
        booked = {
            **self._labels("dms.appointment", "punctuality"),
            False: self.env._("Booked"),
        }
        rows = JsonRows(
            {
                "_key": row.name,
                "order": row.name,
                "plate": row.plate,
                "customer": row.customer,
                "model": row.model,
                "km": row.km,
                "type": row.type,
                "booked": self._booked_label(row, booked),
                "reception": row.reception,
                "amount": row.amount,
                "proposed": row.supplements[0],
                "supplement": row.supplements[1],
                "remark": remarks.get(f"order:{row.id}"),
                "promised": row.promised,
                "stage": stages.get(row.stage),
                "_drill": self._open("order", "sale.order", row.id),
            }
            for row in self._read_received(base, date_from, date_to)
        )
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
        see_cost = self.env.user.has_group("dms_base.group_dms_see_cost")
        found = self._read_settled(domain, see_cost)
        tenders = self._get_tenders([row.id for row in found])
        rows = JsonRows(self._settled_row(row, tenders) for row in found)
        if see_cost:
            columns.append(self._column("profit", self.env._("Gross Profit"), "money", total=True))
            for shown, row in zip(rows, found, strict=True):
                shown["profit"] = row.lines[1]
        return {"title": self.env._("B Statements"), "columns": columns, "rows": rows}

    @api.model
    def _read_settled(self, domain, see_cost):
        """Statements with what each payer bears and what the customer still owes."""
        columns = {
            "id": "id",
            "name": "name",
            "plate": "order_id.vehicle_id.license_plate",
            "type": "order_id.service_type_id.name",
            "labour": "amount_labour",
            "diagnosis": "amount_diagnosis",
            "test": "amount_test",
            "part": "amount_part",
            "sublet": "amount_sublet",
            "other": "amount_other",
            "adjust": "amount_adjust",
            "total": "amount_total",
            "ready": "order_id.ready_at",
            "promise": "order_id.promise_kpi",
            "lines": self._line_sql(see_cost),
            "paid_by": self._payer_sql,
        }
        self.env["dms.settlement.line"].flush_model()
        self.env["dms.settlement.payer"].flush_model()
        self.env["account.move"].flush_model(["state", "amount_residual"])
        return self._read_rows(self.env["dms.settlement"], domain, columns, order="date, id")

    @api.model
    def _line_sql(self, see_cost):
        """Sums over the settled lines of a statement as one array, for `_read_rows`: discount, gross profit.

        :param see_cost: whether the reader may see what of others' money is left
        """
        sums = [SQL("COALESCE(SUM(l.amount_discount), 0)")]
        if see_cost:
            profit = SQL("COALESCE(l.amount_untaxed, 0) - COALESCE(l.amount_cost, 0)")
            outside = SQL("l.payer_type IN %s", OUTSIDE)
            sums.append(SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", profit, outside))

        def column(query):
            return SQL(
                "(SELECT ARRAY[%s]::float[] FROM dms_settlement_line l WHERE l.settlement_id = %s)",
                SQL(", ").join(sums),
                SQL.identifier(query.table, "id"),
            )

        return column

    @api.model
    def _payer_sql(self, query):
        """Amounts by payer, with what the customer owes, as one array in the order of PAYERS.

        Of a posted invoice the customer owes what is open, without one all he bears.
        """
        sums = [
            SQL("COALESCE(SUM(y.amount_total) FILTER (WHERE y.payer_type IN %s), 0)", kinds)
            for kinds in PAYERS.values()
        ]
        owed = SQL(
            """COALESCE(SUM(CASE WHEN m.state = 'posted' THEN m.amount_residual ELSE y.amount_total END)
                        FILTER (WHERE y.payer_type = 'customer'), 0)"""
        )
        return SQL(
            """(SELECT ARRAY[%s]::float[] FROM dms_settlement_payer y
                  LEFT JOIN account_move m ON m.id = y.move_id WHERE y.settlement_id = %s)""",
            SQL(", ").join([*sums, owed]),
            SQL.identifier(query.table, "id"),
        )

    @api.model
    def _get_tenders(self, ids):
        """Ways the customers paid: {settlement id: names of journals in the order they paid}."""
        if not ids:
            return {}
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.move.line"].flush_model(["move_id", "journal_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT i.settlement_id, c.journal_id
                     FROM account_move i
                     JOIN account_move_line d ON d.move_id = i.id
                     JOIN account_partial_reconcile r ON r.debit_move_id = d.id
                     JOIN account_move_line c ON c.id = r.credit_move_id
                     JOIN account_journal j ON j.id = c.journal_id AND j.type IN ('bank', 'cash', 'credit')
                    WHERE i.settlement_id IN %s
                    GROUP BY i.settlement_id, c.journal_id
                    ORDER BY MIN(r.id)""",
                tuple(ids),
            )
        )
        # sudo: only the names of the journals leave this method
        journals = self.env["account.journal"].sudo().browse({row[1] for row in rows})
        labels, names = {one.id: one.name for one in journals}, {}
        for settlement, journal in rows:
            names.setdefault(settlement, []).append(labels[journal])
        return {key: ", ".join(found) for key, found in names.items()}

    @api.model
    def _settled_row(self, row, tenders):
        *paid_by, owed = row.paid_by
        return {
            "_key": row.name,
            "order": row.name,
            "plate": row.plate,
            "type": row.type,
            "labour": row.labour + row.diagnosis + row.test,
            "part": row.part,
            "sublet": row.sublet,
            "other": row.other + row.adjust,
            "discount": row.lines[0],
            "total": row.total,
            **dict(zip(PAYERS, paid_by, strict=True)),
            "on_time": bool(row.ready and row.promise and row.ready <= row.promise),
            "tender": tenders.get(row.id, ""),
            "credit": owed,
            "_drill": self._open("order", "dms.settlement", row.id),
        }

    @api.model
    def _in_shop_table(self, base, remarks):
        orders = self.env["sale.order"].search(
            base + [("in_shop", "=", True)], order="promised_date, id"
        )
        columns = [
            self._column("order", self.env._("Repair Order"), width=14),
            self._column("plate", self.env._("Plate"), width=11),
            self._column("received", self.env._("Received"), "date", width=11),
            self._column("promised", self.env._("Promised"), "datetime", width=15),
            self._column("stage", self.env._("Stage"), width=12),
            self._column("hold", self.env._("Waits for"), width=13),
            self._column("told", self.env._("Customer Told"), "bool", width=9),
            self._column("next", self.env._("Next Step"), width=15),
        ]
        heard = self._get_last_words(orders)
        reasons = self._labels("dms.ro.hold", "reason")
        stages = self._labels("sale.order", "repair_stage")
        rows = [
            {
                "_key": order.name,
                "_style": "red" if order.is_late else None,
                "order": order.name,
                "plate": order.vehicle_id.license_plate,
                "received": order.business_date,
                "promised": order.promised_date,
                "stage": stages.get(order.repair_stage),
                "hold": ", ".join(
                    reasons[hold.reason] for hold in order.hold_ids if not hold.date_to
                ),
                "told": self._is_told(order, heard.get(order.id)),
                "next": remarks.get(f"order:{order.id}")
                or ", ".join(
                    hold.note for hold in order.hold_ids if hold.note and not hold.date_to
                ),
                "_drill": self._open("order", "sale.order", order.id),
            }
            for order in orders
        ]
        return {"title": self.env._("C Still in the Shop"), "columns": columns, "rows": rows}
