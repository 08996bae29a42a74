from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from .ro_const import CERTIFICATE_CLASSES, OWN_PAYERS


class SaleOrder(models.Model):
    """What must be true before each step. Every method answers {order: [(code, sentence)]}."""

    _inherit = "sale.order"

    @api.constrains("pricelist_id", "is_repair")
    def _check_repair_currency(self):
        """Statement, payments and reports count in the currency of the shop."""
        for order in self.filtered("is_repair"):
            own = order.company_id.currency_id
            if order.currency_id != own:
                raise ValidationError(
                    self.env._(
                        "Price list %(list)s is in %(currency)s: choose one in %(own)s for a repair "
                        "order.",
                        list=order.pricelist_id.name,
                        currency=order.currency_id.name,
                        own=own.name,
                    )
                )

    def _raise_blockers(self, blockers):
        """Refuse the step, naming every missing thing of every order at once."""
        messages = [
            f"{order.name}: {text} ({code})" if len(self) > 1 else f"{text} ({code})"
            for order, reasons in (blockers or {}).items()
            for code, text in reasons
        ]
        if not messages:
            return
        if len(self) == 1:
            self._raise_with_remedy("\n".join(messages), [code for code, _text in blockers[self]])
        raise UserError("\n".join(messages))

    def _get_receive_blockers(self, mains=None):
        """Before the keys are taken: one stay per vehicle, sender known, vehicle file complete.

        :param mains: result of :meth:`_find_visit_mains` when it is known already
        """
        mains = self._find_visit_mains() if mains is None else mains
        blockers = {}
        for order in self:
            reasons = []
            main = mains.get(order)
            if main and not order.is_add_on:
                reasons.append(
                    (
                        "E-106",
                        self.env._(
                            "The vehicle is already in the shop on %(order)s: open a further order "
                            "of the same stay.",
                            order=main.name,
                        ),
                    )
                )
            reasons += order._check_sender() + order._check_vehicle_file()
            if reasons:
                blockers[order] = reasons
        return blockers

    def _check_sender(self):
        self.ensure_one()
        rule = self.company_id.sender_id_rule
        needs_id = rule == "all" or (rule == "not_owner" and self.sender_relation != "owner")
        # sudo: the number itself stays hidden from most roles; here only its presence counts.
        if needs_id and not (self.sender_name and self.sudo().sender_id_number):
            text = self.env._("Enter the sender's name and ID or driving licence number.")
            return [("E-109", text)]
        return []

    def _check_vehicle_file(self):
        self.ensure_one()
        vehicle = self.vehicle_id
        missing = []
        if not vehicle:
            missing.append(self.env._("vehicle"))
        else:
            if not vehicle.owner_id:
                missing.append(self.env._("owner"))
            if not vehicle.model_id:
                missing.append(self.env._("model"))
            if not vehicle.vin_sn:
                missing.append(self.env._("VIN"))
        if missing:
            text = self.env._("Vehicle file incomplete: %(missing)s.", missing=", ".join(missing))
            return [("E-110", text)]
        return []

    def _get_quote_blockers(self):
        """Before the estimate is shown: lines, prices, payers, promise, discounts."""
        blockers = {}
        for order in self:
            reasons = [
                *order._check_estimate(),
                *order._check_promise(),
                *order._check_discounts(),
            ]
            if reasons:
                blockers[order] = reasons
        return blockers

    def _check_estimate(self):
        """What must hold both when the estimate is shown and when it is signed."""
        self.ensure_one()
        return [*self._check_lines(), *self._check_payers(), *self.job_ids._check_guarantee()]

    def _check_lines(self):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type)
        if not lines:
            return [("E-303", self.env._("There is no job on this order."))]
        return [reason for line in lines for reason in line._get_estimate_blockers()]

    def _check_promise(self):
        self.ensure_one()
        now = fields.Datetime.now()
        hours = sum(self.job_ids.mapped("flat_rate_hours"))
        share = self.company_id.promise_min_share / 100.0
        earliest = now + timedelta(hours=hours * share)
        if not self.promised_date or self.promised_date < earliest:
            text = self.env._(
                "Enter a promised time that the work can meet (%(hours).1f h of work).", hours=hours
            )
            return [("E-304", text)]
        return []

    def _check_payers(self):
        self.ensure_one()
        payers = set(self.order_line.filtered("payer_type").mapped("payer_type"))
        incomplete = []
        if "insurer" in payers and not (self.insurer_id and self.insurance_claim_no):
            incomplete.append(self.env._("insurer and claim number"))
        if "warranty" in payers and not (self._get_warranty_partner() and self.warranty_claim_no):
            incomplete.append(self.env._("manufacturer and warranty claim number"))
        if "internal" in payers and not self._get_internal_partner():
            incomplete.append(self.env._("department that pays"))
        missing = self.company_id._get_missing_internal_setup() if payers & set(OWN_PAYERS) else []
        if missing:
            text = self.env._(
                "Work that the shop pays itself cannot be booked yet: set %(missing)s on the company, page "
                "“Repair Orders”.",
                missing=", ".join(missing),
            )
            return [("E-310", text)]
        if incomplete:
            text = self.env._("Payer incomplete: %(missing)s.", missing=", ".join(incomplete))
            return [("E-310", text)]
        return []

    def _get_authorise_blockers(self):
        """Before the signature counts; desk and portal share this gate."""
        blockers = {}
        today, now = fields.Date.context_today(self), fields.Datetime.now()
        for order in self:
            reasons = []
            if not order.received_at:
                text = self.env._(
                    "The vehicle has not arrived: this estimate is for confirmation only and is "
                    "not an order for repair."
                )
                reasons.append(("E-301", text))
            if order.validity_date and order.validity_date < today:
                text = self.env._("The estimate has expired: quote again.")
                reasons.append(("E-306", text))
            reasons += order._check_estimate()
            if not order.promised_date or order.promised_date < now:
                text = self.env._("The promised time has passed: promise a new one.")
                reasons.append(("E-304", text))
            if not order.old_part_choice:
                text = self.env._("Choose what happens to the replaced parts.")
                reasons.append(("E-305", text))
            if order.payment_way == "credit" and order._is_credit_blocked():
                text = self.env._("The customer's credit is blocked: choose another payment way.")
                reasons.append(("E-313", text))
            if not order.signed_by:
                reasons.append(("E-307", self.env._("The customer has not signed.")))
            if reasons:
                blockers[order] = reasons
        return blockers

    def _confirmation_error_message(self):
        """One gate for desk and portal: a repair order is confirmed only when it may be signed."""
        message = super()._confirmation_error_message()
        if message or not self.is_repair:
            return message
        reasons = (self._get_authorise_blockers() or {}).get(self, [])
        return "\n".join(f"{text} ({code})" for code, text in reasons) or False

    def _get_ready_blockers(self):
        """Before the car is called ready: jobs finished, certificate for the classes that need it."""
        blockers = {}
        for order in self:
            reasons = []
            open_jobs = order.job_ids.filtered(
                lambda job: job.state not in ("done", "passed", "cancelled")
            )
            if open_jobs and not order.work_done_at:
                text = self.env._("Not finished yet: %(job)s.", job=open_jobs[0].name)
                reasons.append(("E-506", text))
            if not order.qc_passed_at and order.job_ids - order.job_ids.filtered(
                lambda job: job.state in ("passed", "cancelled")
            ):
                reasons.append(("E-506", self.env._("The final check has not been passed.")))
            if order.repair_class in CERTIFICATE_CLASSES and not order.certificate_no:
                text = self.env._("Issue the completion certificate and enter its number first.")
                reasons.append(("E-507", text))
            if order.supplement_ids.filtered(lambda item: item.state in ("draft", "quoted")):
                text = self.env._("A supplement still waits for the customer's answer.")
                reasons.append(("E-401", text))
            if reasons:
                blockers[order] = reasons
        return blockers

    def _get_settlement_blockers(self):
        """Before the statement: ready, parts straight, payers complete, record elements present."""
        blockers = {}
        loans = self._open_loans() if hasattr(self, "_open_loans") else {}
        for order in self:
            reasons = []
            if not order.ready_at:
                reasons.append(
                    ("E-601", self.env._("The car is not ready: settle after the check."))
                )
            if moving := order._get_open_part_text(loans):
                text = self.env._("Open part movements: %(parts)s.", parts=moving)
                reasons.append(("E-602", text))
            if missing := order._get_missing_record_elements():
                text = self.env._("Record element missing: %(missing)s.", missing=missing)
                reasons.append(("E-610", text))
            reasons += order._check_payers()
            if reasons:
                blockers[order] = reasons
        return blockers

    def _get_open_part_text(self, loans):
        """Names of parts authorised but not issued, or lent and not back; empty when straight."""
        self.ensure_one()
        names = [
            line.product_id.display_name
            for line in self.order_line
            if line.fee_kind == "part"
            and line.product_id.is_storable
            and float_compare(line.qty_delivered, line.product_uom_qty, precision_digits=4) < 0
        ]
        lent = loans.get(self) if isinstance(loans, dict) else None
        if lent:
            names += [str(item) for item in lent.mapped("display_name")]
        return ", ".join(names)

    def _get_missing_record_elements(self):
        """The 13 elements of the electronic repair record (JT/T 1132): names of the blank ones."""
        self.ensure_one()
        vehicle = self.vehicle_id
        missing = []
        if not vehicle.vin_sn:
            missing.append(self.env._("VIN"))
        if not vehicle.license_plate:
            missing.append(self.env._("plate"))
        if not self.odometer and not self.odometer_unreadable:
            missing.append(self.env._("odometer in"))
        if not self.customer_complaint:
            missing.append(self.env._("fault description"))
        return ", ".join(missing)

    def _get_release_blockers(self):
        """Before the gate pass: money settled or on account, hand-over signed."""
        blockers = {}
        for order in self:
            if order.state == "cancel" and order.is_left:
                continue
            reasons = []
            if not order.settled_at:
                reasons.append(("E-701", self.env._("The order is not settled.")))
            elif not order.paid_at and not order._is_credit_approved():
                text = self.env._(
                    "%(amount)s is unpaid and not approved on account: the cashier takes the "
                    "payment first.",
                    amount=order.currency_id.format(order.settlement_due),
                )
                reasons.append(("E-701", text))
            if order.company_id.statement_sign_required:
                confirmed = order.settlement_ids.filtered(lambda one: one.state != "cancelled")
                if not confirmed or not all(confirmed.mapped("signed_on")):
                    text = self.env._("The customer has not signed the statement.")
                    reasons.append(("E-704", text))
                if order.old_part_choice == "take" and not order.old_parts_handed:
                    text = self.env._("The old parts have not been handed over.")
                    reasons.append(("E-703", text))
            if reasons:
                blockers[order] = reasons
        return blockers

    def _is_credit_blocked(self):
        """Whether the customer may not buy on account; dms_finance answers."""
        return False
