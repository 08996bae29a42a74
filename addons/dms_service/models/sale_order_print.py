from odoo import fields, models

from odoo.addons.dms_base.tools import amount as amount_tools
from odoo.addons.dms_base.tools import cn_id
from odoo.addons.dms_base.tools import phone as phone_tools

from .ro_const import FEE_KINDS

# Fuel types of vehicles with a high-voltage battery.
HIGH_VOLTAGE = ("electric", "plug_in_hybrid_diesel", "plug_in_hybrid_gasoline", "full_hybrid")


class SaleOrder(models.Model):
    """Rows and figures of the printed forms SV-13, WS-03 and SV-14."""

    _inherit = "sale.order"

    def _get_report_base_filename(self):
        if self.is_repair:
            return f"{self.name} V{self.quote_version}" if self.quote_version else self.name
        return super()._get_report_base_filename()

    def _print_time(self, value):
        """Local date and time of the shop, as printed; empty for a missing value."""
        if not value:
            return ""
        zone = self.company_id.partner_id.tz or "Asia/Shanghai"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), value)
        return local.strftime("%Y-%m-%d %H:%M")

    def _print_label(self, name):
        """Translated label of a selection field; empty for a blank form."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _print_line_label(self, line, name):
        """Translated label of a selection of an order line."""
        return dict(line._fields[name]._description_selection(self.env)).get(line[name], "")

    def _print_name(self, line):
        """First line of a description without the code, which has its own column."""
        text = (line.name or "").split("\n")[0]
        code = line.product_id.default_code
        return text.removeprefix(f"[{code}]").strip() if code else text

    def _print_sender_id(self):
        """Identity number of the sender, always masked on paper."""
        # sudo: hidden from most roles; only the mask is printed.
        return cn_id.mask(self.sudo().sender_id_number or "")

    def _print_customer_phone(self):
        """Telephone of the customer, masked on paper whoever prints it: copies leave the shop."""
        # sudo: hidden from some roles; only the mask is printed.
        return phone_tools.mask(self.sudo().partner_id.phone or "")

    def _print_sender_phone(self):
        """Telephone of whoever brings the car, masked on paper."""
        return phone_tools.mask(self.sender_phone or "")

    def _print_guarantee(self, job):
        """Guarantee of a job, as the paper says it."""
        if not job:
            return ""
        return self.env._("%(km)s km/%(days)s days", km=job.guarantee_km, days=job.guarantee_days)

    def _print_amount_words(self, amount):
        """Amount in Chinese capitals."""
        return amount_tools.to_cn_upper(amount)

    def _get_print_attention(self):
        """What the workshop must know before it starts: rework, guarantee, high voltage."""
        self.ensure_one()
        words = []
        if self.service_type_id.code == "RW" or self.job_ids.rework_of_id:
            words.append(self.env._("Rework"))
        if self.vehicle_id.fuel_type in HIGH_VOLTAGE:
            words.append(self.env._("High voltage"))
        if self.vehicle_id.warranty_end and self.vehicle_id.warranty_end >= fields.Date.today():
            words.append(self.env._("Maker's warranty"))
        return "、".join(words)

    def _get_print_floor(self):
        """What the floor knows of the order; the workshop addon answers.

        :return: {"team": text, "bay": text, "jobs": {job id: {people, start, end, hours}}}
        """
        self.ensure_one()
        return {}

    def _get_print_sheets(self):
        """Job sheets of the order: one, or one per team where the workshop addon sends it to several.

        :return: list of {team, bay, jobs (dms.ro.job), clocks {job id: see `_get_print_floor`}, page (text)}
        """
        self.ensure_one()
        floor = self._get_print_floor()
        return [
            {
                "team": floor.get("team", ""),
                "bay": floor.get("bay", ""),
                "jobs": self.job_ids.filtered(lambda job: job.state != "cancelled"),
                "clocks": floor.get("jobs", {}),
                "page": "",
            }
        ]

    def _get_print_crew(self, job, clock):
        """Names of the main technician and of those who assist, of the clock or else of the job.

        :param clock: the job's entry of `_get_print_sheets`, or nothing
        """
        if clock and clock.get("people"):
            return clock.get("main", ""), clock.get("assist", "")
        names = job.employee_ids.mapped("name")
        return ", ".join(names[:1]), ", ".join(names[1:])

    def _get_print_sheet_parts(self, jobs):
        """Parts of one sheet: those of its jobs, and those that belong to no job."""
        rows = self._get_print_lines(("part",), supplements=True)
        every = self.job_ids.filtered(lambda job: job.state != "cancelled")
        others = every - jobs
        return rows.filtered(lambda line: line.job_id not in others) if others else rows

    def _get_print_inspector(self):
        """Name of the final inspector; the workshop addon answers."""
        return ""

    def _get_print_issues(self, lines):
        """What the store issued and took back, by order line.

        :return: {line id: {issued, returned, receiver, when}}
        """
        # sudo: technicians and advisors read no stock; the job sheet shows what was handed out
        moves = lines.sudo().move_ids.filtered(lambda move: move.state == "done")
        result = {}
        for line_id, group in moves.grouped(lambda move: move.sale_line_id.id).items():
            back = group.filtered("origin_returned_move_id")
            out = group - back
            slip = out.picking_id[-1:]
            result[line_id] = {
                "issued": sum(out.mapped("quantity")),
                "returned": sum(back.mapped("quantity")),
                "receiver": slip.receiver_id.name or "",
                "when": self._print_time(slip.date_done)[5:],
            }
        return result

    def _get_print_lang(self):
        """Language of the paper: the shop's own."""
        return self.company_id.partner_id.lang or self.env.lang

    def _get_print_lines(self, kinds, supplements=False):
        """Priced lines of some fee kinds; those of supplements are printed in their own area."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and line.fee_kind in kinds
                and line.product_uom_qty
                and (supplements or not line.supplement_id)
            )
        )

    def _get_print_labour(self):
        """Labour, diagnosis, test and sublet lines."""
        return self._get_print_lines(("labour", "diagnosis", "test", "sublet"))

    def _get_print_parts(self):
        return self._get_print_lines(("part",))

    def _get_print_other(self):
        return self._get_print_lines(("other", "adjust"))

    def _get_print_totals(self):
        """Totals by fee kind, discount and amount of the printed document, tax included."""
        totals = {kind: 0.0 for kind, _label in FEE_KINDS}
        gross = 0.0
        for line in self.order_line.filtered(lambda line: not line.display_type):
            totals[line.fee_kind or "other"] += line.price_total
            gross += self._get_print_gross(line)
        totals["discount"] = gross - self.amount_total
        totals["total"] = self.amount_total
        return totals

    def _get_print_gross(self, line):
        """Amount of a line before its discount, tax included."""
        share = 1 - (line.discount or 0.0) / 100
        return line.price_total / share if share else line.price_unit * line.product_uom_qty

    def _get_print_agreed(self, supplements):
        """Total of the order after each supplement agreed to; the last is the total printed: {id: amount}."""
        rows = supplements.sorted(lambda one: (one.decided_at or fields.Datetime.now(), one.id))
        amount = self.amount_total - sum(rows.mapped("amount_approved"))
        result = {}
        for row in rows:
            amount += row.amount_approved
            result[row.id] = amount
        return result

    def _get_print_payers(self):
        """Payer label and amount, in the order of the lines."""
        labels = dict(
            self.env["sale.order.line"]._fields["payer_type"]._description_selection(self.env)
        )
        return [(labels[kind], amount) for kind, amount in self._get_payer_amounts().items()]

    def _get_print_recommendations(self):
        """Open work of earlier visits of this vehicle."""
        return self.vehicle_id.recommendation_ids.filtered(lambda item: item.state == "open")

    def _get_stock_text(self, line):
        """“in stock” or “to order” of a part line, for the estimate."""
        if line.product_id.is_storable and line.free_qty_today < line.product_uom_qty:
            return self.env._("To order")
        return self.env._("In stock")

    def _get_barcode_url(self):
        """Portal link of the order, printed as a QR code."""
        # sudo: the code on the customer's paper opens his page, whoever prints it
        return self.get_base_url() + self.sudo().get_portal_url() if self else ""
