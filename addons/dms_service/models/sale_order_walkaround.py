from odoo import api, fields, models
from odoo.exceptions import UserError

WALK_AROUND = "SV-11"
# New cars before delivery and the shop's own cars have no customer to walk around with.
NO_CUSTOMER_TYPES = ("PDI", "IN")
TOWED_MODES = ("towed", "rescue")


class SaleOrder(models.Model):
    """The walk-around (SV-11, part C): both sides agree on the condition of the car (E-302)."""

    _inherit = "sale.order"

    walk_around_at = fields.Datetime(
        string="Walk-around Signed",
        copy=False,
        readonly=True,
        help="When customer and advisor signed the condition of the vehicle on arrival.",
    )
    walk_around_due = fields.Boolean(compute="_compute_walk_around_due", compute_sudo=True)

    @api.depends(
        "walk_around_at",
        "visit_main_id.walk_around_at",
        "service_type_id",
        "received_at",
        "arrival_mode",
        "company_id.walk_around_required",
    )
    def _compute_walk_around_due(self):
        for order in self:
            order.walk_around_due = order._needs_walk_around() and not order._is_walk_deferred()

    def _needs_walk_around(self):
        """Whether the car was taken over and nobody has signed for its condition yet.

        Further orders of a stay rely on the walk-around of the first.
        """
        self.ensure_one()
        return bool(
            self.is_repair
            and self.received_at
            and self.company_id.walk_around_required
            and self.service_type_id.code not in NO_CUSTOMER_TYPES
            and not self.walk_around_at
            and not self.visit_main_id.walk_around_at
        )

    def _is_walk_deferred(self):
        """Towed in while the shop was closed: nobody was there to sign, photos must do."""
        self.ensure_one()
        return (
            self.arrival_mode in TOWED_MODES
            and bool(self.received_at)
            and not self.company_id._is_open_at(self.arrived_at or self.received_at)
        )

    def _get_walk_around_reasons(self):
        """[(E-302, sentence)] when the estimate may not be shown yet, else empty."""
        self.ensure_one()
        if not self.walk_around_due:
            return []
        text = self.env._(
            "The walk-around is not finished or the customer has not signed it: do it with him now."
        )
        return [("E-302", text)]

    def _get_quote_blockers(self):
        """Nothing is quoted on a car whose condition nobody has signed for."""
        return self._add_walk_around(super()._get_quote_blockers())

    def _get_authorise_blockers(self):
        """An estimate sent before the car came is signed after the walk-around."""
        early = self.filtered(
            lambda one: one.quoted_at and one.received_at and one.quoted_at <= one.received_at
        )
        return early._add_walk_around(super()._get_authorise_blockers())

    def _add_walk_around(self, blockers):
        blockers = dict(blockers or {})
        for order in self:
            reasons = order._get_walk_around_reasons()
            if reasons:
                blockers[order] = reasons + blockers.get(order, [])
        return blockers

    def _check_work_allowed(self):
        """No work on a car towed in at night before its condition is photographed (E-302).

        :raises UserError: the walk-around has no photo of some side of the car
        """
        for order in self:
            if not order._needs_walk_around() or not order._is_walk_deferred():
                continue
            if missing := order._get_views_without_photo():
                raise UserError(
                    self.env._(
                        "%(order)s was towed in while the shop was closed: before any work starts "
                        "the arrival inspection needs a photo of: %(views)s. (E-302)",
                        order=order.name,
                        views=missing,
                    )
                )

    def _get_views_without_photo(self):
        """Compulsory sides of the walk-around that have no photo, as text; empty when complete."""
        self.ensure_one()
        orders = self | self.visit_main_id
        # sudo: whoever dispatches may not read the sheet; only the answer leaves this method
        sheets = orders.sudo().checklist_ids.filtered(
            lambda one: one.template_id.code == WALK_AROUND and one.state != "cancelled"
        )
        if not sheets:
            return self.env._("all sides")
        views = sheets[0].line_ids.filtered(
            lambda line: line.required and (line.code or "").startswith("C") and not line.photo_ids
        )
        return ", ".join(views.mapped("name"))

    def action_work_done(self):
        """Work is not recorded on a car whose photos are missing."""
        self._check_work_allowed()
        return super().action_work_done()
