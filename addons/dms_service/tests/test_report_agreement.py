import random
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.dms_base.models import dms_fact

from .common import DmsServiceCommon

SEED = 20250316
ORDERS = 14
PAYERS = ("customer", "insurer", "warranty", "internal", "goodwill")
CODES = ("GR", "PM", "BP", "AC", "WT", "FS")


@tagged("post_install", "-at_install", "dms")
class TestReportAgreement(DmsServiceCommon):
    """Totals of all reports over the same period agree with each other and with the ledger, on random orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(SEED)
        cls.day = cls.company._business_date()
        cls.env.user.group_ids |= cls.env.ref("dms_base.group_dms_see_cost")
        cls.paint = cls._create_labour("喷漆", 500.0, 2.5, "GS-101", trade="paint")
        cls.wash = cls._create_labour("洗车", 33.33, 0.3, "GS-102", trade="beauty")
        cls.cheap = cls._create_part("垫片", 3.37, 1.11, "PJ-901", stock=500.0)
        cls.taxes = cls.env["account.tax"].search(
            [("company_id", "=", cls.company.id), ("type_tax_use", "=", "sale"), ("amount", ">", 0)]
        )
        rates = {tax.amount: tax for tax in cls.taxes}
        cls.rates = list(rates.values())[:3]
        # Taxes by payer may round a cent up from the estimate that was signed.
        cls.company.settle_tolerance = 1
        cls.settlements = cls.env["dms.settlement"]
        for number in range(ORDERS):
            cls._make_order(number)

    @classmethod
    def _make_order(cls, number):
        """One order of a car of its own: random work, payers, taxes, discounts; some parts come back, some
        statements are taken back and made again, some are paid, some cars leave.
        """
        rng = cls.rng
        car = cls._create_vehicle(
            plate=f"粤B{50000 + number}", vin="LSVAA49J912345678", vin_override=True,
            vin_override_reason="测试",
        )  # fmt: skip
        payer = PAYERS[number % len(PAYERS)]
        products = rng.sample(
            [
                cls.labour,
                cls.labour_brake,
                cls.oil,
                cls.filter,
                cls.pads,
                cls.paint,
                cls.wash,
                cls.cheap,
            ],
            4,
        )
        lines = [
            cls._line(cls.labour, 0.8),
            *[cls._random_line(product, payer) for product in products],
        ]
        order = cls._create_order(
            lines=lines,
            vehicle_id=car.id,
            service_type_id=cls._get_service_type(rng.choice(CODES)).id,
            user_id=rng.choice([cls.advisor, cls.manager]).id,
            insurer_id=cls.insurer.id,
            insurance_claim_no="BX-1",
            insurance_approved=100000,
            warranty_partner_id=cls.maker.id,
            warranty_claim_no="SP-1",
        )
        cls._authorise(order)
        cls._issue_parts(order)
        if number % 5 == 0:
            cls._return_one_part(order)
        cls._finish_work(order)
        settlement = cls._settle(order)
        if number % 4 == 1:
            settlement.action_unsettle("算错了")
            if number % 8 == 1:
                settlement = cls._settle(order)
        cls.settlements |= settlement
        if number % 3 and settlement.state == "confirmed":
            cls._pay(settlement)

    @classmethod
    def _random_line(cls, product, payer):
        """Quantity, payer, tax and discount by chance; an advisor may grant up to five per cent."""
        rng = cls.rng
        labour = product.type == "service"
        quantity = round(rng.uniform(0.3, 3), 1) if labour else rng.randint(1, 3)
        vals = {
            "payer_type": rng.choice([payer, "customer"]),
            "discount": rng.choice([0, 0, 2.5, 5]),
        }
        if vals["payer_type"] in ("customer", "insurer") and cls.rates:
            vals["tax_ids"] = [(6, 0, rng.choice(cls.rates).ids)]
        return cls._line(product, quantity, **vals)

    @classmethod
    def _return_one_part(cls, order):
        """A part that was issued and not used comes back before the statement."""
        picking = order.picking_ids.filtered(lambda one: one.state == "done")[:1]
        if not picking:
            return
        wizard = (
            cls.env["dms.parts.return"]
            .with_user(cls.storekeeper)
            .with_context(default_picking_id=picking.id)
            .create({"picking_id": picking.id, "reason": "surplus"})
        )
        line = wizard.line_ids[:1]
        line.quantity = 1
        sale_line = line.move_id.sale_line_id
        wizard.action_return()
        sale_line.sudo().write(
            {"product_uom_qty": sale_line.product_uom_qty - 1, "change_reason": "退料"}
        )

    def _data(self, code, kind=None, **options):
        report = self.env["dms.report"].search([("code", "=", code)], limit=1)
        params = {"kind": kind or report.period, "day": self.day.isoformat()}
        span = report._read_params({**params, "company_id": self.company.id})[2:]
        return report._run(*span, self.company, options, kind)

    def _row(self, table, key):
        return next(row for row in table["rows"] if row.get("_key") == key)

    def _ledger(self):
        """Posted invoices and credit notes of the shop by payer: (with tax, without), in the ledger's own sums."""
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
            ]
        )
        result = {}
        for move in moves:
            payer = (move.reversed_entry_id or move).payer_type
            lines = move.line_ids
            receivable = lines.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            revenue = lines.filtered(lambda line: line.display_type == "product")
            total, untaxed = result.get(payer, (0.0, 0.0))
            result[payer] = (
                total + sum(receivable.mapped("balance")),
                untaxed - sum(revenue.mapped("balance")),
            )
        return result

    def test_ledger(self):
        """Output by payer is what the ledger says, with and without tax; what is taken back is in neither."""
        ledger = self._ledger()
        self.assertGreater(len(ledger), 3, "the random orders have several payers")
        codes = {
            "customer": "K-15.customer",
            "insurer": "K-15.insurer",
            "warranty": "K-15.warranty",
        }
        codes |= {"internal": "K-15.internal", "goodwill": "K-15.goodwill"}
        values = self.env["dms.kpi"]._values(
            [*codes.values(), "K-10", "K-10.all", "K-30.untaxed"],
            self.day,
            self.day,
            self.company.ids,
        )
        figures = {code: one[None]["value"] for code, one in values.items()}
        for payer, code in codes.items():
            self.assertAlmostEqual(figures[code], ledger.get(payer, (0, 0))[0], 2, payer)
        outside = [ledger.get(payer, (0, 0)) for payer in ("customer", "insurer", "warranty")]
        self.assertAlmostEqual(figures["K-10"], sum(one[0] for one in outside), 2)
        self.assertAlmostEqual(figures["K-30.untaxed"], sum(one[1] for one in outside), 2)
        self.assertAlmostEqual(figures["K-10.all"], sum(one[0] for one in ledger.values()), 2)

    def test_reports_agree(self):
        """The output and the visits of the day, week, month and year are the same on every report."""
        ledger = self._ledger()
        output = sum(ledger.get(payer, (0, 0))[0] for payer in ("customer", "insurer", "warranty"))
        everything = sum(one[0] for one in ledger.values())
        sm04 = self._data("SM-04")["tables"][0]
        received = self._row(sm04, "K-01")["day"]
        self.assertEqual(received, ORDERS)
        found = {"SM-04": self._row(sm04, "K-10")["day"]}
        visits = {}
        mix, __, payers = self._data("SA-07")["tables"][:3]
        found["SA-07"] = self._row(mix, "total")["K-10"]
        visits["SA-07"] = self._row(mix, "total")["K-01"]
        self.assertAlmostEqual(self._row(mix, "all")["K-10"], everything, 2)
        billed = sum(
            self.settlements.filtered(lambda one: one.state in ("confirmed", "paid")).mapped(
                "move_ids.amount_total"
            )
        )
        self.assertAlmostEqual(self._row(payers, "total")["K-94.billed"], billed, 2)
        self.assertAlmostEqual(billed, everything, 2)
        for code, place in (("SM-05", 0), ("SA-08", 1), ("SA-10", 1)):
            table = self._data(code)["tables"][place]
            found[code] = self._row(table, "total")["K-10"]
        found["SA-09"] = self._row(self._data("SA-09")["tables"][0], "K-10")["sum"]
        calendar, second, compared = self._data("SA-11")["tables"][:3]
        whole = second if any(one["key"] == "sum" for one in second["columns"]) else calendar
        found["SA-11 calendar"] = self._row(whole, "K-10")["sum"]
        found["SA-11"] = self._row(compared if whole is second else second, "K-10")["main"]
        statement = self._row(self._data("SM-03")["tables"][0], "K-10")
        found["SM-03 month"] = statement[self.day.replace(day=1).isoformat()]
        found["SM-03 year"] = statement["sum"]
        found["MT-06"] = self._row(self._data("MT-06", "day")["tables"][0], "K-10")["value"]
        advisors = self._data("SA-06")["tables"]
        found["SA-06 mix"] = self._row(advisors[4], "total")["K-10"]
        self.assertAlmostEqual(advisors[2]["totals"]["total"], everything, 2)
        parts = [
            self._row(self._data("SA-06", subject=user.id)["tables"][4], "total")["K-10"]
            for user in (self.advisor, self.manager)
        ]
        found["SA-06 by advisor"] = sum(parts)
        visits["SM-20"] = self._row(self._data("SM-20")["tables"][0], "total")["K-01"]
        for code, value in found.items():
            self.assertAlmostEqual(value, output, 2, code)
        for code, value in visits.items():
            self.assertEqual(value, received, code)

    def test_rows_add_up(self):
        """Rows of a table add up to its sum in every additive figure that is no distinct count."""
        checked = 0
        for code in ("SM-05", "SM-16", "SM-20", "SA-06", "SA-07", "SA-08", "SA-10", "SA-11"):
            for table in self._data(code)["tables"]:
                totals = [row for row in table["rows"] if row.get("_key") == "total"]
                rows = [
                    row
                    for row in table["rows"]
                    if row.get("_style") not in ("total", "sub")
                    and not str(row.get("_key") or "").startswith("own")
                ]
                for column in table["columns"]:
                    if not totals or column["key"] not in (
                        "K-01",
                        "K-10",
                        "K-11",
                        "K-12",
                        "K-13",
                        "K-14",
                        "K-05",
                    ):
                        continue
                    added = sum(row.get(column["key"]) or 0 for row in rows)
                    self.assertAlmostEqual(
                        added,
                        totals[0][column["key"]] or 0,
                        2,
                        (code, table["title"], column["key"]),
                    )
                    checked += 1
        self.assertGreater(checked, 20)

    def test_lines_alike_are_added_up_first(self):
        """All measures of the settled lines, asked at once, are what each is by itself, however they are cut."""
        fact = self.env["dms.fact.line"].sudo()
        names, span = list(fact._get_known_measures()), (self.day, self.day)
        rolls = {one.get_roll(fact._fact_sums) for one in fact._get_measures(names)}
        self.assertEqual(rolls, {"sum", "distinct"})
        for dimensions in ((), ("payer",), ("team",), ("user", "type_code"), ("vehicle_age",)):
            known = fact._get_known_dimensions()
            cut = [name for name in dimensions if name in known]
            asked = names, {"day": span, "again": span}, (self.company.id,), cut

            def ask(asked=asked):
                return fact._fact_values(*asked, {"company": self.company.id}, with_total=True)

            together = ask()
            with patch.object(dms_fact, "FEW_MEASURES", len(names)):
                alone = ask()
            self.assertEqual(together.keys(), alone.keys())
            for key, groups in alone.items():
                self.assertEqual(together[key].keys(), groups.keys(), dimensions)
                for group, figures in groups.items():
                    for name, figure in figures.items():
                        told = together[key][group][name]
                        self.assertAlmostEqual(told or 0, figure or 0, 6, (name, group))

    def test_check_lines(self):
        """Money and cars of the day tie, so that the day can be closed."""
        dataset = self.env["dms.report.dataset.sa07"]
        values = dataset._check_values((self.day, self.day), self.company)
        self.assertFalse(dataset._differs("K-93.gap", values), values["K-93.gap"])
        self.assertEqual(values["cars"], 0)
