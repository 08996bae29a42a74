from odoo import models


class StockPicking(models.Model):
    """The parts counter knows the floor: where the car stands and who works on it."""

    _inherit = "stock.picking"

    def _get_desk_facts(self):
        """Bay and technician of the live dispatch orders, by one query for all slips."""
        facts = dict(super()._get_desk_facts())
        # sudo: the store reads neither orders nor dispatches; bay and name are on every job sheet
        slips = self.sudo()
        dispatches = self.env["dms.dispatch"].sudo()
        live = dispatches.search(
            [("order_id", "in", slips.sale_id.ids), ("state", "!=", "cancel")]
        ).sorted(lambda one: one.state == "done")
        by_order = live.grouped("order_id")
        for slip in slips.filtered("sale_id"):
            mine = by_order.get(slip.sale_id)
            if not mine:
                continue
            bays = mine.filtered(lambda one: one.state != "done").bay_id or mine[:1].bay_id
            facts[slip.id] = {
                "place": ", ".join(bays.mapped("name")),
                "receiver_id": mine.main_employee_id[:1].id or False,
            }
        return facts

    def _get_stranger_text(self):
        """Say so when somebody takes parts for a car he was not sent to."""
        # sudo: see above, only a sentence leaves this method
        slips = self.sudo().filtered(lambda one: one.receiver_id and one.sale_id)
        for slip in slips:
            dispatches = slip.sale_id.dispatch_ids.filtered(lambda one: one.state != "cancel")
            people = dispatches.worker_ids.employee_id | dispatches.main_employee_id
            team = dispatches.team_id.ids
            if (
                people
                and slip.receiver_id not in people
                and slip.receiver_id.team_id.id not in team
            ):
                return self.env._(
                    "attention: %(name)s is not on a dispatch order of this car",
                    name=slip.receiver_id.name,
                )
        return super()._get_stranger_text()
