from odoo import fields, models
from odoo.exceptions import UserError

from .ro_const import SUPPLEMENT_SWITCH, WORK_KINDS


class SaleOrder(models.Model):
    """The steps of a repair, from reception to the gate; each is idempotent and works on batches."""

    _inherit = "sale.order"

    def action_start_reception(self):
        """The advisor greets the customer: T04 (when the gate has not written it) and T05."""
        self.filtered(lambda order: not order.reception_started_at)._stamp_event(["T04", "T05"])
        return True

    def action_receive(self):
        """Keys taken: the vehicle is in the shop's care (T06) and the visit begins."""
        orders = self.filtered(lambda order: order.is_repair and not order.received_at)
        mains = orders._find_visit_mains()
        orders._raise_blockers(orders._get_receive_blockers(mains))
        for main, group in orders.grouped(lambda order: mains.get(order, order.browse())).items():
            vals = {"visit_main_id": main.id} if main else {}
            group._stamp_event(["T04", "T05", "T06"], vals=vals)
        orders._after_received()
        return True

    def _find_visit_mains(self):
        """Main order of the running stay of each vehicle: {order: main order}."""
        running = self.search(
            [
                ("vehicle_id", "in", self.vehicle_id.ids),
                ("in_shop", "=", True),
                ("id", "not in", self.ids),
            ],
            order="received_at, id",
        )
        mains = {}
        for other in running:
            mains.setdefault(other.vehicle_id, other.visit_main_id or other)
        return {order: mains[order.vehicle_id] for order in self if order.vehicle_id in mains}

    def _after_received(self):
        """Hook: the vehicle was taken over (queue ticket served, reading stored…)."""

    def action_start_inspection(self):
        """A technician starts to look at the car (T07)."""
        self.action_receive()
        self._stamp_event("T07")
        return True

    def action_inspection_done(self):
        """Inspection finished (T08): the order is in estimating."""
        self.action_receive()
        self._stamp_event("T08")
        return True

    def action_start_estimate(self):
        """Go to the estimate without a technician's diagnosis."""
        self.action_receive()
        self.filtered(lambda order: not order.estimate_started).write({"estimate_started": True})
        return True

    def action_quote(self):
        """Show the estimate to the customer: version + 1, state sent, T09. Prices are final then."""
        self._read_offer()
        orders = self.filtered(lambda order: order.is_repair and order.state == "draft")
        orders._read_lines()
        orders._ensure_jobs()
        orders._settle_variants()
        orders._raise_blockers(orders._get_quote_blockers())
        for order in orders:
            vals = {"state": "sent", "quote_version": order.quote_version + 1}
            if order.signed_by or order.signed_on:
                vals.update(signature=False, signed_by=False, signed_on=False)
            vals.update(order._prepare_discount_approval())
            order._stamp_event("T09", vals=vals)
        return True

    def action_requote(self):
        """Back to estimating before the signature: the next quotation is a new version."""
        return self._requote("changed")

    def _requote(self, outcome, reason=None):
        """Keep the version that was shown, and go back to estimating.

        :param outcome: what became of the version, see `dms.ro.estimate`
        :param reason: words of the customer or of the desk
        """
        orders = self.filtered(lambda order: order.is_repair and order.state == "sent")
        orders._keep_version(outcome, reason)
        orders._withdraw_event("T09", self.env._("Estimate changed"))
        orders.with_context(tracking_disable=True).write(
            {"state": "draft", "estimate_started": True, "discount_approved_by_id": False}
        )
        # Yes and no belong to the version on which they were given.
        orders.order_line.filtered("is_refused").write({"is_refused": False})
        return True

    def _decline_estimate(self, reason):
        """The customer does not agree: the car is still here, so the order goes back to estimating.

        :param reason: the customer's words, shown to the advisor as an activity
        """
        orders = self.filtered(lambda order: order.is_repair and order.state == "sent")
        orders._requote("declined", reason)
        orders.write({"decline_reason": reason})
        for order in orders:
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Estimate declined by the customer"),
                note=reason,
                user_id=order.user_id.id or self.env.uid,
            )
        return True

    def action_authorise(self):
        """Button: take the customer's signature on this screen."""
        self.ensure_one()
        if self.state == "draft":
            self.action_quote()
        if self.authorised_at:
            return True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer's Signature"),
            "res_model": "dms.ro.authorise",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _authorise(self, signature=None, signed_by=None, channel="desk"):
        """The customer orders the work: order confirmed, parts reserved, T10.

        :param signature: base64 image; compulsory for the channels desk and portal (E-307)
        :param signed_by: printed name of the person who agrees
        :param channel: desk, portal, paper, phone or internal
        :raise UserError: one sentence per missing thing (E-301…E-313)
        :raise LockError: somebody else works on an order at this moment
        """
        # Desk and phone at once: one signs, the other is told before anything is written.
        self._read_offer(lock="no key update")
        orders = self.filtered(lambda order: order.is_repair and not order.authorised_at)
        if not orders:
            return True
        orders._read_lines("product_uom_id")
        orders.filtered(lambda order: order.state == "draft").action_quote()
        if channel in ("desk", "portal") and not signature:
            raise UserError(
                self.env._("The signature is missing: ask the customer to sign. (E-307)")
            )
        orders._take_off_refused(signature, signed_by, channel)
        orders._drop_variants()
        legal = self.env["dms.legal.text"]._current("WS-03")
        for order in orders:
            order._write_signature(signature, signed_by, channel, legal)
        orders.with_context(tracking_disable=True).action_confirm()
        for order in orders:
            order._stamp_event(
                "T10",
                source="portal" if channel == "portal" else "desk",
                vals=order._prepare_authorised_vals(channel),
            )
        orders._after_authorised()
        return True

    def _write_signature(self, signature, signed_by, channel, legal):
        self.ensure_one()
        vals = {
            "signed_by": signed_by or self.sender_name or self.partner_id.name,
            "signed_on": fields.Datetime.now(),
            "authorise_channel": channel,
            "authorised_by_id": False if channel == "portal" else self.env.uid,
            "legal_text_id": legal.id,
        }
        if signature:
            vals["signature"] = signature
        self.with_context(tracking_disable=True).write(vals)

    def _prepare_authorised_vals(self, channel):
        """Snapshot taken with the signature: what the customer's share may cost."""
        self.ensure_one()
        amount = self._get_payer_amounts().get("customer", 0.0)
        vals = {"authorised_amount": amount}
        if channel == "phone":
            vals["verbal_amount"] = self.verbal_amount + amount
        return vals

    def _after_authorised(self):
        """The order is signed: its jobs wait for dispatch; upper addons queue them."""
        self.job_ids.filtered(lambda job: job.state == "pending").write({"state": "todo"})

    def action_work_done(self):
        """Without a workshop addon the advisor records the end of the work (T12, T16, T17)."""
        orders = self._filter_authorised()
        orders._stamp_event(["T12", "T16", "T17"])
        orders.job_ids.filtered(lambda job: job.state in ("pending", "todo", "working")).write(
            {"state": "done"}
        )
        return True

    def action_qc_passed(self):
        """Without a workshop addon the advisor records the passed final check (T18, T19)."""
        orders = self._filter_authorised()
        orders.action_work_done()
        orders._stamp_event(["T18", "T19"])
        orders._accept_work()
        return True

    def _accept_work(self):
        """Accept what work of these orders is not accepted yet."""
        self._read_lines().filtered(
            lambda line: line.fee_kind in WORK_KINDS and not line.accepted
        )._accept()

    def action_mark_ready(self):
        """The car may be fetched: everything done and checked (T22)."""
        orders = self._filter_authorised().filtered(lambda order: not order.ready_at)
        orders._raise_blockers(orders._get_ready_blockers())
        orders._accept_work()
        orders._stamp_event("T22")
        orders._after_ready()
        return True

    def _filter_authorised(self):
        pending = self.filtered(lambda order: order.is_repair and order.state != "sale")
        if pending:
            raise UserError(
                self.env._(
                    "%(orders)s: the customer has not signed yet. Have the estimate signed first.",
                    orders=", ".join(pending.mapped("name")),
                )
            )
        return self.filtered("is_repair")

    def _after_ready(self):
        """Hook: the customer may be told."""

    def action_create_settlement(self):
        """Open the settlement of the order; a second press opens the same one."""
        return self._create_settlements()._get_open_action()

    def _create_settlements(self):
        """Draft settlement of each order, one `create` in all.

        The open one is returned when it exists; of two people settling the same order the second gets the
        settlement of the first, unless there is more to bill.
        """
        self._read_head("company_id.currency_id", "vehicle_id")
        self._read_lines()
        open_states = ("draft", "checked")
        existing = self.settlement_ids.filtered(lambda one: one.state in open_states)
        existing |= (self - existing.order_id)._get_final_settlements()
        orders = self - existing.order_id
        orders._raise_blockers(orders._get_settlement_blockers())
        return existing | self.env["dms.settlement"]._create_for_orders(orders)

    def _after_settled(self, settlements):
        """Hook: invoices are posted."""

    def _after_paid(self):
        """Hook: the customer's share is paid."""

    def _is_credit_approved(self):
        """Whether the unpaid customer's share was approved on account; dms_finance answers."""
        return False

    def action_release(self):
        """Hand over keys and papers: gate pass for the guard (T25)."""
        self._read_head()
        orders = self.filtered(lambda order: order.is_repair and not order.released_at)
        orders._raise_blockers(orders._get_release_blockers())
        orders._create_gate_passes()
        orders._stamp_event("T25")
        return True

    def action_release_and_print(self):
        """Button: release, and print the gate pass that the customer shows at the barrier."""
        self.action_release()
        return self.env.ref("dms_hr.action_report_gate_pass").report_action(self._get_gate_passes())

    def action_deliver(self):
        """The car has left (T26); normally written by the gate when the pass is scanned."""
        orders = self.filtered(lambda order: order.is_repair and not order.delivered_at)
        pending = orders.filtered(lambda order: not order.released_at and order.state == "sale")
        pending.action_release()
        orders._stamp_event("T26")
        orders._after_delivered()
        return True

    def _after_delivered(self):
        """The car is out: guarantees start, the next service is projected."""
        self.job_ids._start_guarantee()
        self._project_next_service()

    def _project_next_service(self):
        """Cars that had a service now: their next one counts from here (SV-08)."""
        for order in self:
            if order.job_ids.filtered("resets_maintenance"):
                order.vehicle_id._complete_service(
                    order.delivered_date, order.odometer_out or order.odometer, order
                )

    def _get_next_service(self):
        """Next service to tell the customer: (date, km); counted from now when this visit is a service."""
        if not self:  # a blank statement
            return False, 0
        self.ensure_one()
        vehicle = self.vehicle_id
        if self.delivered_at or not self.job_ids.filtered("resets_maintenance"):
            return vehicle.next_service_date, vehicle.next_service_km
        today = self.company_id._local_date()
        return vehicle._preview_next_service(today, self.odometer_out or self.odometer)

    def action_archive_file(self):
        """Close the repair file after the follow-up (T28)."""
        self.filtered("delivered_at")._stamp_event("T28")
        return True

    def _add_lines_by_supplement(self, vals_list):
        """Create order lines that the customer agreed to after the signature.

        :param vals_list: values for `sale.order.line`, `order_id` included
        """
        return (
            self.env["sale.order.line"]
            .with_context(dms_supplement_ok=SUPPLEMENT_SWITCH, sale_no_log_for_new_lines=True)
            .create(vals_list)
            .with_env(self.env)
        )
