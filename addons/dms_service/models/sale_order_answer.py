from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .ro_const import ANSWER_SWITCH


class SaleOrder(models.Model):
    """The customer's yes or no on each line of the estimate, and the versions he was shown."""

    _inherit = "sale.order"

    estimate_ids = fields.One2many(
        "dms.ro.estimate", "order_id", string="Earlier Estimates", readonly=True
    )
    portal_photo_ids = fields.Many2many(
        "ir.attachment",
        "dms_order_portal_photo_rel",
        "order_id",
        "attachment_id",
        string="Photos for the Customer",
        copy=False,
        help="Shown on the customer's page; nothing else of the inspection is.",
    )

    def _keep_version(self, outcome, reason=None):
        """Write down the estimates the customer was shown, as they are now.

        :param outcome: what ended the version, see `dms.ro.estimate`
        :return: the new `dms.ro.estimate` rows
        """
        return (
            self.env["dms.ro.estimate"]
            # sudo: nobody writes versions by hand, and whoever changes a line ends one
            .sudo()
            # sudo: a version keeps the prices of the order, which who ends it need not see
            .create([order.sudo()._prepare_version_vals(outcome, reason) for order in self])
        )

    def _prepare_version_vals(self, outcome, reason):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return {
            "order_id": self.id,
            "version": self.quote_version,
            "quoted_at": self.quoted_at,
            "promised_date": self.promised_date,
            "validity_date": self.validity_date,
            "outcome": outcome,
            "reason": reason,
            "amount_total": self.amount_total,
            "amount_customer": self._get_payer_amounts().get("customer", 0.0),
            "rows": [
                self._prepare_version_row(line)
                for line in lines
                if line.product_uom_qty or line.variant
            ],
        }

    def _prepare_version_row(self, line):
        """Frozen line of an estimate, plain values only."""
        return {
            "job": line.job_id.name or "",
            "name": self._print_name(line),
            "code": line.product_id.default_code or "",
            "kind": line.fee_kind or "",
            "quantity": line.product_uom_qty or line.variant_quantity,
            "uom": line.product_uom_id.name or "",
            "price": line.price_unit,
            "discount": line.discount,
            # A way that is not taken counts nothing on the order, but was shown with its price.
            "total": line.price_total if line.product_uom_qty else line._get_variant_total(),
            "payer": line.payer_type or "",
            "grade": line.part_grade or "",
            "refused": line.is_refused,
            "variant": (line.variant or "").upper(),
            "taken": bool(line.product_uom_qty),
        }

    def _get_answerable_lines(self):
        """Lines to which the customer says yes or no: his own, without sharing and rounding."""
        return self.order_line.filtered(
            lambda line: (
                line.payer_type == "customer"
                and not line.display_type
                and line.fee_kind != "adjust"
                and line.product_uom_qty
            )
        )

    def _answer_line(self, line_id, accept):
        """Remember a yes or no until the customer signs; parts go with the work that fits them.

        :param line_id: id of an answerable line, others are left alone
        :return: see :meth:`_get_answer`
        """
        self.ensure_one()
        lines = self._get_answerable_lines()
        line = lines.filtered(lambda one: one.id == line_id)
        line.is_refused = not accept
        mates = lines.filtered(lambda one: line.job_id and one.job_id == line.job_id)
        work = mates.filtered(lambda one: one.fee_kind != "part")
        if work and all(work.mapped("is_refused")):
            if accept:
                work.is_refused = False
            else:
                mates.is_refused = True
        return self._get_answer()

    def _get_answer(self):
        """What the answers given so far come to.

        :return: {"total": amount the customer would pay, "text": the same for people,
            "refused": ids of refused lines, "risk": whether a safety item is among them}
        """
        self.ensure_one()
        refused = self._get_refused_lines()
        amount = self._get_payer_amounts().get("customer", 0.0)
        gone = (refused | self._get_dependent_lines(refused)).filtered(
            lambda line: line.payer_type == "customer"
        )
        total = self.currency_id.round(amount - sum(gone.mapped("price_total")))
        return {
            "total": total,
            "text": self.currency_id.format(total),
            "refused": refused.ids,
            "risk": bool(self._get_risky_work(refused)),
        }

    def _get_refused_lines(self):
        """Lines to which the customer said no."""
        refused = self.order_line.filtered("is_refused")
        return refused & self._get_answerable_lines() if refused else refused

    def _get_dependent_lines(self, lines):
        """Sharing lines that would hang in the air without these lines."""
        return self.order_line.filtered(
            lambda line: line.adjust_of_id and line.adjust_of_id in lines
        )

    def _get_risky_work(self, lines):
        """Open findings about safety whose work is among the lines."""
        if not lines.job_id:
            return self.env["dms.ro.recommendation"]
        return (
            self.env["dms.ro.recommendation"]
            # sudo: the customer's page asks; only what concerns his own order
            .sudo()
            .search(
                [
                    ("job_id", "in", lines.job_id.ids),
                    ("state", "=", "open"),
                    ("urgency", "=", "now"),
                ]
            )
        )

    def _take_off_refused(self, signature, signed_by, channel):
        """The customer signs: what he refused leaves the order and is kept as recommended work.

        :param signature: base64 image under the answers
        :raises UserError: nothing is left to sign, or a safety item is declined unsigned (E-403)
        """
        for order in self:
            refused = order._get_refused_lines()
            if not refused:
                continue
            if refused == order._get_answerable_lines():
                raise UserError(
                    self.env._(
                        "Nothing is left on the order: choose “I do not agree” and say what we "
                        "should change."
                    )
                )
            if order._get_risky_work(refused) and not signature and channel != "paper":
                raise UserError(
                    self.env._(
                        "A safety item is declined: the customer must sign the risk notice. (E-403)"
                    )
                )
            order._keep_version("partly", None)
            order._keep_refused_work(refused, signature, signed_by)
            jobs = refused.job_id
            lines = refused | order._get_dependent_lines(refused)
            lines.with_context(dms_answer=ANSWER_SWITCH).unlink()
            jobs.filtered(lambda job: not job.line_ids).unlink()

    def _keep_refused_work(self, refused, signature, signed_by):
        """Recommendations for what the customer refused: offered again at the next visit.

        :return: the recommendations, those known before brought up to date
        """
        self.ensure_one()
        # sudo: the customer's own answer; he sees none of these records
        items = self.env["dms.ro.recommendation"].sudo()
        known = items.search([("job_id", "in", refused.job_id.ids), ("state", "=", "open")])
        vals_list = []
        for job, lines in refused.grouped("job_id").items():
            whole = bool(job) and not (job.line_ids - lines)
            mine = known.filtered(lambda item, job=job: item.job_id == job)
            if not whole:
                mine = mine.filtered(lambda item, lines=lines: item.product_id in lines.product_id)
            for item in mine:
                item.write(self._prepare_refusal_vals(item.urgency, signature, signed_by))
            if whole and mine:
                continue
            if whole and job.package_id:
                vals_list.append(self._prepare_refused_job_vals(job, lines, signature, signed_by))
                continue
            vals_list += [
                self._prepare_refused_line_vals(line, signature, signed_by)
                for line in lines
                if line.product_id not in mine.product_id
            ]
        return known | items.create(vals_list)

    def _prepare_refusal_vals(self, urgency, signature, signed_by):
        """What a no changes on the work: no job does it, and for a safety item the signed notice."""
        vals = {
            "job_id": False,
            "order_id": self.id,
            "reason": self.env._("Declined on %(name)s", name=self.name),
        }
        if urgency == "now" and signature:
            vals.update(risk_signature=signature, risk_signed_by=signed_by or self.sender_name)
        return vals

    def _prepare_refused_line_vals(self, line, signature, signed_by):
        """Values of the recommendation of one refused line."""
        return {
            **self._prepare_refusal_vals("soon", signature, signed_by),
            "vehicle_id": self.vehicle_id.id,
            "company_id": self.company_id.id,
            "name": self._print_name(line) or line.product_id.name,
            "product_id": line.product_id.id,
            "quantity": line.product_uom_qty,
            "urgency": "soon",
            "amount": line.price_total,
        }

    def _prepare_refused_job_vals(self, job, lines, signature, signed_by):
        """Values of the recommendation of a package refused as a whole."""
        vals = self._prepare_refused_line_vals(lines[:1], signature, signed_by)
        return {
            **vals,
            "name": job.name,
            "product_id": False,
            "package_id": job.package_id.id,
            "quantity": 1.0,
            "amount": sum(lines.mapped("price_total")),
        }

    def action_share_photos(self):
        """Put the photos of the inspections on the customer's page."""
        self.check_access("write")
        for order in self:
            # sudo: whoever sees the sheets of the order sees their photos
            photos = order.sudo().checklist_ids.line_ids.photo_ids
            order.portal_photo_ids = [Command.link(photo.id) for photo in photos]
        return True

    def _get_portal_photos(self):
        """Photos released for the customer, with a path that opens without login.

        :return: [{"name", "small", "large"}]
        """
        self.ensure_one()
        return self.portal_photo_ids._get_portal_pictures()
