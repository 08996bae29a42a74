from odoo import models

from odoo.addons.dms_base.exceptions import Refusal


class SaleOrder(models.Model):
    """The way out of a refusal: the button shown under the sentence."""

    _inherit = "sale.order"

    def _get_remedies(self):
        """What helps against a refusal: {code: (label of the button, public method of the order)}.

        Extend to add codes; an empty answer of the method means that nothing opens.
        """
        return {
            "E-106": (self.env._("Open the Running Order"), "action_open_running"),
            "E-110": (self.env._("Complete the Vehicle File"), "action_open_vehicle"),
            "E-302": (self.env._("Do the Walk-around"), "action_arrival_inspection"),
            "E-310": (self.env._("Ask the Manager"), "action_ask_approval"),
            "E-311": (self.env._("Ask the Manager"), "action_ask_approval"),
            "E-401": (self.env._("Open the Supplements"), "action_view_supplements"),
            "E-402": (self.env._("Write a Supplement"), "action_new_supplement"),
            "E-602": (self.env._("Open the Issue Slips"), "action_view_issues"),
            "E-603": (self.env._("Write a Supplement"), "action_new_supplement"),
            "E-701": (self.env._("Open the Settlement"), "action_view_settlement"),
        }

    def _raise_with_remedy(self, text, codes):
        """Refuse with the button of the first code that has one; silent when none has.

        :raises Refusal: sentence and way out
        """
        self.ensure_one()
        remedies = self._get_remedies()
        for code in codes:
            if code in remedies:
                label, method = remedies[code]
                raise Refusal(text, label, self, method)

    def action_open_running(self):
        """The order on which the same car is in the shop already."""
        self.ensure_one()
        main = self._find_visit_mains().get(self)
        return main._get_desk_action() if main else False

    def action_open_vehicle(self):
        """The file of the vehicle."""
        self.ensure_one()
        return self.vehicle_id.get_formview_action() if self.vehicle_id else False

    def action_view_supplements(self):
        """Supplements of the order, the open one at once."""
        self.ensure_one()
        open_ones = self.supplement_ids.filtered(lambda one: one.state in ("draft", "quoted"))
        if len(open_ones) == 1:
            return open_ones.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_service.dms_ro_supplement_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}

    def action_view_issues(self):
        """Issue slips of the order; the advisor sees from them what still lies at the counter."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_parts.stock_picking_issue_action"
        )
        return {**action, "domain": [("sale_id", "=", self.id)], "context": {}}
