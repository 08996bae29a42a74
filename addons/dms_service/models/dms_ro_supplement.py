from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from odoo.addons.dms_base.tools.rights import PORTAL_LINK, SEE_PHONE, SEE_PRICE

from .ro_const import CHANNELS


class DmsRoSupplement(models.Model):
    """Work found after the signature: nothing is done or issued before the customer agrees."""

    _name = "dms.ro.supplement"
    _description = "Supplement"
    _inherit = ["portal.mixin"]
    _order = "id desc"
    _check_company_auto = True

    access_token = fields.Char(groups=PORTAL_LINK)
    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    vehicle_id = fields.Many2one(related="order_id.vehicle_id")
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user, readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Found by")
    checklist_id = fields.Many2one(
        "dms.checklist", string="Found on", readonly=True, copy=False, index="btree_not_null"
    )
    finding = fields.Text()
    photo_ids = fields.Many2many(
        "ir.attachment", "dms_ro_supplement_photo_rel", string="Photos", copy=False
    )
    delay_minutes = fields.Integer(string="Extra Time (min)")
    state = fields.Selection(
        [
            ("draft", "To Quote"),
            ("quoted", "Waiting for the Customer"),
            ("approved", "Approved"),
            ("partly", "Partly Approved"),
            ("declined", "Declined"),
            ("expired", "Expired"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    line_ids = fields.One2many("dms.ro.supplement.line", "supplement_id", copy=True)
    amount_total = fields.Monetary(
        compute="_compute_amounts", store=True, string="Quoted", groups=SEE_PRICE
    )
    amount_approved = fields.Monetary(
        compute="_compute_amounts", store=True, string="Approved", groups=SEE_PRICE
    )
    quoted_at = fields.Datetime(readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    channel = fields.Selection(CHANNELS, readonly=True, copy=False)
    signed_by = fields.Char(readonly=True, copy=False)
    signature = fields.Image(copy=False, attachment=True, max_width=1024, max_height=1024)
    phone = fields.Char(string="Number Called", readonly=True, copy=False, groups=SEE_PHONE)
    recording_ref = fields.Char(string="Recording", copy=False)
    countersigned = fields.Boolean(
        copy=False, help="A consent by phone is countersigned at hand-over."
    )

    @api.depends("line_ids.price_total", "line_ids.decision")
    def _compute_amounts(self):
        for supplement in self:
            lines = supplement.line_ids
            supplement.amount_total = sum(lines.mapped("price_total"))
            supplement.amount_approved = sum(
                lines.filtered(lambda line: line.decision == "accept").mapped("price_total")
            )

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for supplement in self:
            supplement.access_url = f"/my/repair/supplement/{supplement.id}"
        return res

    @api.model_create_multi
    def create(self, vals_list):
        """Number supplements; a settled order takes none any more."""
        for vals in vals_list:
            order = self.env["sale.order"].browse(vals["order_id"])
            if order.settled_at:
                raise UserError(
                    self.env._("The order is settled: open a further order for new work.")
                )
            if vals.get("name", "/") == "/":
                vals["name"] = order.company_id._next_number("ZX")
        return super().create(vals_list)

    def action_quote(self):
        """Offer the supplement to the customer; a hold “waiting for the customer” starts."""
        todo = self.filtered(lambda item: item.state == "draft")
        for item in todo:
            if not item.line_ids:
                raise UserError(self.env._("Enter the work and its price first."))
            if not item.order_id.authorised_at:
                raise UserError(
                    self.env._("The order is not signed yet: change the estimate itself.")
                )
            item._check_prices()
        now = fields.Datetime.now()
        todo.write({"state": "quoted", "quoted_at": now})
        self.env["dms.ro.hold"].create(
            [
                {"order_id": item.order_id.id, "reason": "customer", "note": item.name}
                for item in todo
            ]
        )
        return True

    def _check_prices(self):
        """A supplement is no way around the authority for discounts and prices (E-311)."""
        self.ensure_one()
        caps, approver = self.order_id._get_discount_authority()
        if not caps or self.order_id.discount_approved_by_id:
            return
        over = self.line_ids._get_lines_over(caps)
        if over:
            raise UserError(
                self.env._(
                    "Price below your authority on “%(line)s”: %(approver)s must approve it. (E-311)",
                    line=over[0].product_id.display_name,
                    approver=approver,
                )
            )

    def action_decide(self):
        """Open the desk dialog: line by line, with signature or recorded phone consent."""
        self.ensure_one()
        self.action_quote()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer's Decision"),
            "res_model": "dms.ro.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_supplement_id": self.id},
        }

    def action_portal_link(self):
        """Open the customer's page of this supplement."""
        self.ensure_one()
        self.action_quote()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url(), "target": "new"}

    def _is_portal_link_open(self):
        """The link without login ends with that of the order."""
        return self.order_id._is_portal_link_open()

    def _answer_line(self, line_id, accept):
        """Remember a yes or no until the customer signs.

        :return: see :meth:`_get_answer`
        """
        self.ensure_one()
        self.line_ids.filtered(lambda one: one.id == line_id).portal_accept = bool(accept)
        return self._get_answer()

    def _get_answer(self):
        """What the answers given so far come to, as on an estimate.

        :return: {"total": amount the customer would pay, "text": the same for people,
            "refused": ids of refused lines, "risk": whether a safety item is among them}
        """
        self.ensure_one()
        lines = self.line_ids
        if self.state == "quoted":
            refused = lines.filtered(lambda line: not line.portal_accept)
        else:
            refused = lines.filtered(lambda line: line.decision == "decline")
        own = (lines - refused).filtered(lambda line: line.payer_type == "customer")
        total = self.currency_id.round(sum(own.mapped("price_total")))
        return {
            "total": total,
            "text": self.currency_id.format(total),
            "refused": refused.ids,
            "risk": any(line.urgency == "now" for line in refused),
        }

    def action_expire(self):
        """The customer did not answer in time."""
        self.filtered(lambda item: item.state == "quoted")._close("expired")
        return True

    def _approve(
        self,
        line_ids=None,
        channel="desk",
        signed_by=None,
        signature=None,
        phone=None,
        recording=None,
    ):
        """The customer's answer: approved lines become order lines, the others recommendations.

        :param line_ids: ids of the accepted lines; None accepts all, an empty list declines all
        :param channel: desk, portal, paper or phone
        :param signature: base64 image; compulsory at the desk and online (E-307) and whenever a
            safety item is declined (E-403)
        :param phone: number called, for the channel phone (capped per order, E-404)
        :return: the new order lines
        """
        self.ensure_one()
        self._lock()
        self.action_quote()
        if self.state != "quoted":
            return self.order_id.order_line.filtered(lambda line: line.supplement_id == self)
        accepted = self.line_ids if line_ids is None else self.line_ids.browse(line_ids)
        accepted &= self.line_ids
        declined = self.line_ids - accepted
        self._check_decision(accepted, declined, channel, signature, signed_by, phone)
        accepted.write({"decision": "accept"})
        declined.write({"decision": "decline"})
        self.write(
            {
                "channel": channel,
                "signed_by": signed_by or self.order_id.sender_name,
                "signature": signature,
                "phone": phone,
                "recording_ref": recording,
            }
        )
        lines = accepted._create_order_lines()
        declined._create_recommendations()
        self._close("approved" if not declined else "partly" if accepted else "declined")
        self.order_id._after_supplement(self, lines)
        return lines

    def _lock(self):
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is recording this answer now: open it again in a moment.")
            ) from error

    def _check_decision(self, accepted, declined, channel, signature, signed_by, phone):
        order = self.order_id
        if order.settled_at:
            raise UserError(self.env._("The order is settled: open a further order for new work."))
        if channel in ("desk", "portal") and not signature:
            raise UserError(
                self.env._("The signature is missing: ask the customer to sign. (E-307)")
            )
        if declined.filtered(lambda line: line.urgency == "now") and not signature:
            raise UserError(
                self.env._(
                    "A safety item is declined: the customer must sign the risk notice. (E-403)"
                )
            )
        if channel != "phone":
            return
        if not (phone and signed_by):
            raise UserError(self.env._("Enter the number called and who agreed."))
        amount = sum(
            accepted.filtered(lambda line: line.payer_type == "customer").mapped("price_total")
        )
        cap = self.company_id.verbal_cap
        if order.verbal_amount + amount > cap + 0.005:
            raise UserError(
                self.env._(
                    "Consent by phone is limited to %(cap).2f per order: get a written or "
                    "electronic signature. (E-404)",
                    cap=cap,
                )
            )

    def _close(self, state):
        now = fields.Datetime.now()
        self.write({"state": state, "decided_at": now})
        holds = self.order_id.hold_ids.filtered(
            lambda hold: not hold.date_to and hold.note in self.mapped("name")
        )
        holds.write({"date_to": now})
