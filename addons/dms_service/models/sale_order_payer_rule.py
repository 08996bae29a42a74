from odoo import models
from odoo.exceptions import AccessError, UserError

# Payers that need a rule or a decision.
DECIDED_PAYERS = ("warranty", "goodwill")


class SaleOrder(models.Model):
    """Warranty and goodwill are decided line by line, with the rule that allowed it."""

    _inherit = "sale.order"

    def _get_decidable_lines(self):
        """Lines whose payer a rule may decide: work and parts of the customer, warranty or goodwill."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and line.fee_kind != "adjust"
                and line.product_uom_qty
                and line.payer_type in ("customer", *DECIDED_PAYERS)
            )
        )

    def _get_fitted_parts(self):
        """When and at which reading parts were last fitted on the vehicle here, before this order.

        :return: {product: (day the car left, km)}
        """
        self.ensure_one()
        lines = self.env["sale.order.line"].search(
            [
                ("order_id.vehicle_id", "=", self.vehicle_id.id),
                ("order_id.delivered_date", "!=", False),
                ("order_id", "!=", self.id),
                ("product_id", "in", self.order_line.product_id.ids),
                ("qty_delivered", ">", 0),
            ]
        )
        fitted = {}
        for line in lines.sorted(lambda one: one.order_id.delivered_date):
            before = line.order_id
            fitted[line.product_id] = (
                before.delivered_date,
                before.odometer_out or before.odometer,
            )
        return fitted

    def action_decide_payers(self):
        """Let the rules decide: who pays a line, and the words that tell why.

        A line that somebody gave to the manufacturer or to the shop keeps that payer and gets its
        rule; what stays without one needs a manager. Only rules that name parts or categories take
        a line off the customer: nobody's oil change is paid because the car is young.
        """
        self.check_access("write")
        for order in self.filtered("is_repair"):
            if order.authorised_at:
                raise UserError(
                    self.env._("The customer has signed: share the amount between payers instead.")
                )
            order.action_requote()
            rules = self.env["dms.payer.rule"]._get_rules(order.company_id)
            fitted = order._get_fitted_parts() if "part" in rules.mapped("basis") else {}
            for line in order._get_decidable_lines():
                order._decide_payer(line, rules, fitted)
        return True

    def _decide_payer(self, line, rules, fitted):
        """Give one line the first rule that allows it; a decision of a manager stands."""
        if line.payer_decided_by_id:
            return
        if line.payer_type in DECIDED_PAYERS:
            rules = rules.filtered(lambda rule: rule.payer_type == line.payer_type)
        else:
            rules = rules.filtered(lambda rule: rule.product_ids or rule.categ_ids)
        rule, reason = rules._find_for(line, fitted)
        vals = {"payer_rule_id": rule.id, "payer_basis": reason}
        if rule:
            vals["payer_type"] = rule.payer_type
        elif line.payer_type == "customer":
            return
        line.write(vals)

    def action_approve_payers(self):
        """The manager takes lines on the manufacturer or the shop that no rule allows (E-311)."""
        user = self.env.user
        if not user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(self.env._("A service manager decides who pays without a rule."))
        for line in self._get_undecided_lines():
            if not (line.payer_basis or "").strip():
                raise UserError(
                    self.env._(
                        "Write on “%(line)s” why it is paid by somebody else. (E-310)",
                        line=line.product_id.display_name,
                    )
                )
            line.order_id._check_goodwill_cap(line)
            line.payer_decided_by_id = user
        return True

    def _get_undecided_lines(self):
        """Warranty and goodwill lines without a rule and without a decision."""
        return self._get_decidable_lines().filtered(
            lambda line: (
                line.payer_type in DECIDED_PAYERS
                and not line.payer_rule_id
                and not line.payer_decided_by_id
            )
        )

    def _check_goodwill_cap(self, line):
        """Goodwill of an order beyond what a service manager may give needs the general manager."""
        cap = self.company_id.manager_goodwill_cap
        if line.payer_type != "goodwill" or not cap:
            return
        if self.env.user.has_group("dms_base.group_dms_general_manager"):
            return
        given = self.order_line.filtered(
            lambda one: one.payer_type == "goodwill" and (one == line or one.payer_decided_by_id)
        )
        amount = sum(given.mapped("price_total"))
        if amount > cap + 0.005:
            raise UserError(
                self.env._(
                    "Goodwill of %(amount).2f on this order is above %(cap).2f: the general "
                    "manager must approve it. (E-311)",
                    amount=amount,
                    cap=cap,
                )
            )

    def _check_payers(self):
        """Warranty and goodwill need a rule or a manager where the shop asks for it (E-310)."""
        reasons = super()._check_payers()
        if not self.company_id.payer_rules_required or self.authorised_at:
            return reasons
        undecided = self._get_undecided_lines()
        if undecided:
            text = self.env._(
                "No rule allows “%(line)s” to be paid by %(payer)s: let the rules decide, or ask the "
                "service manager.",
                line=undecided[0].product_id.display_name,
                payer=self._print_line_label(undecided[0], "payer_type"),
            )
            reasons.append(("E-310", text))
        return reasons

    def _get_remedies(self):
        remedies = super()._get_remedies()
        if self.company_id.payer_rules_required and self._get_undecided_lines():
            remedies["E-310"] = (self.env._("Let the Rules Decide"), "action_decide_payers")
        return remedies

    def _get_payer_decisions(self, payer_type=None):
        """Lines of warranty and goodwill with what allowed them, for the printed statement.

        :param payer_type: key of one payer, for his own copy
        :return: [(name of the line, payer, words)]
        """
        if not self:
            return []
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: (
                line.payer_type in DECIDED_PAYERS
                and line.payer_basis
                and payer_type in (None, False, line.payer_type)
            )
        )
        return [
            (self._print_name(line), self._print_line_label(line, "payer_type"), line.payer_basis)
            for line in lines
        ]
