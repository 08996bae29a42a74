from datetime import timedelta

from odoo import fields, models

from odoo.addons.dms_base.tools import plate as plate_tools

# The six steps a customer sees: (label key, stages in which the step is the current one).
PORTAL_STEPS = [
    ("received", ("received",)),
    ("estimate", ("inspecting", "estimating")),
    ("confirm", ("quoted",)),
    ("repair", ("authorised", "dispatched", "working")),
    ("check", ("qc", "washing")),
    ("ready", ("ready", "settled", "paid", "released", "delivered", "closed")),
]


class SaleOrder(models.Model):
    """What the customer sees and may do on his own page."""

    _inherit = "sale.order"

    def _has_to_be_signed(self):
        """A repair order is signed online only when quoted, in force, and the car has arrived."""
        if not self.is_repair:
            return super()._has_to_be_signed()
        return bool(
            self.repair_stage == "quoted"
            and self.received_at
            and not self.is_expired
            and not self.authorised_at
        )

    def _is_portal_link_open(self):
        """Whether the link without login still works: some days beyond delivery or cancellation.

        Orders that are no repairs keep core's links.
        """
        self.ensure_one()
        ended = self.delivered_at or (self.write_date if self.state == "cancel" else None)
        if not self.is_repair or not ended:
            return True
        return fields.Datetime.now() <= ended + timedelta(days=self.company_id.portal_link_days)

    def action_revoke_portal_link(self):
        """Make every link to these orders and their supplements useless; new ones are made when wanted."""
        self.check_access("write")
        # sudo: the right was asked above; links of supplements go with that of their order
        orders = self.sudo()
        orders.access_token = False
        orders.supplement_ids.access_token = False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The customer's links do not work any more."),
                "type": "success",
            },
        }

    def _has_to_be_paid(self):
        if self.is_repair:
            return False
        return super()._has_to_be_paid()

    def _get_name_portal_content_view(self):
        if self.is_repair:
            return "dms_service.portal_repair_content"
        return super()._get_name_portal_content_view()

    def _get_portal_plate(self):
        """Plate as a page that opens without login shows it: masked."""
        self.ensure_one()
        return plate_tools.mask(self.vehicle_id.license_plate)

    def _get_portal_steps(self):
        """Steps of the progress bar: [{"label", "done", "current"}]."""
        self.ensure_one()
        labels = {
            "received": self.env._("Received"),
            "estimate": self.env._("Inspection and Estimate"),
            "confirm": self.env._("Your Confirmation"),
            "repair": self.env._("In Repair"),
            "check": self.env._("Final Check"),
            "ready": self.env._("Ready to Collect"),
        }
        index = next(
            (i for i, (_key, stages) in enumerate(PORTAL_STEPS) if self.repair_stage in stages), -1
        )
        return [
            {"label": labels[key], "done": i < index, "current": i == index}
            for i, (key, _stages) in enumerate(PORTAL_STEPS)
        ]

    def _get_portal_groups(self):
        """Lines the customer pays, labour and parts apart: [(title, lines, subtotal)]."""
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: (
                not line.display_type and line.payer_type == "customer" and line.product_uom_qty
            )
        )
        titles = [
            (("labour",), self.env._("Labour")),
            (("part",), self.env._("Parts")),
            (("sublet", "diagnosis", "test", "other", "adjust"), self.env._("Other Fees")),
        ]
        groups = []
        for kinds, title in titles:
            part = lines.filtered(lambda line, kinds=kinds: line.fee_kind in kinds)
            if part:
                groups.append((title, part, sum(part.mapped("price_total"))))
        return groups

    def _get_portal_supplements(self):
        """Supplements that wait for the customer."""
        self.ensure_one()
        return self.supplement_ids.filtered(lambda item: item.state == "quoted")

    def _get_portal_settlement(self):
        """The statement to show after settlement, empty before."""
        self.ensure_one()
        return self.settlement_ids.filtered(lambda one: one.state in ("confirmed", "paid"))[:1]

    def _get_legal_text(self):
        """Clauses of the contract: the version that was signed, else the one in force."""
        self.ensure_one()
        return self.legal_text_id or self.env["dms.legal.text"]._current("WS-03", self.company_id)
