from odoo import fields, models


class DmsCardReceipt(models.Model):
    """One person's signature under one version of a card."""

    _name = "dms.card.receipt"
    _description = "Card Receipt"
    _order = "card_id, state desc, id"
    _rec_name = "employee_id"

    card_id = fields.Many2one("dms.card", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="card_id.company_id")
    employee_id = fields.Many2one("hr.employee", required=True, ondelete="restrict")
    user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index="btree_not_null", related_sudo=True
    )
    state = fields.Selection(
        [("open", "Not Read"), ("done", "Read")], default="open", required=True
    )
    date = fields.Datetime(string="Read on", readonly=True)

    _person_uniq = models.Constraint(
        "UNIQUE(card_id, employee_id)", "Each person has one receipt of a card."
    )

    def _acknowledge(self):
        """Sign the receipts; the card is acknowledged once nobody is left."""
        todo = self.filtered(lambda one: one.state == "open")
        # sudo: a receipt is signed by its own person, checked by the card
        todo.sudo().write({"state": "done", "date": fields.Datetime.now()})
        for card in todo.card_id:
            # sudo: the task and the receipts of the card belong to whoever published it
            card.sudo().activity_feedback(["mail.mail_activity_data_todo"], user_id=self.env.uid)
            if not any(one.state == "open" for one in card.sudo().receipt_ids):
                card._set({"state": "acknowledged"})
        return True
