from odoo import models


class DmsForm(models.Model):
    """Forms that are cards print the card in force: its text is the form."""

    _inherit = "dms.form"

    def _get_blank_report(self):
        """The card of the form in force, else its draft."""
        report, records = super()._get_blank_report()
        if report or self.kind != "card":
            return report, records
        cards = self.env["dms.card"].search(
            [
                ("code", "=", self.code),
                ("state", "in", ("published", "acknowledged", "draft")),
                ("company_id", "in", (self.env.company.id, False)),
            ],
            order="company_id, state desc, version desc",
        )
        card = (cards.filtered(lambda one: one.state != "draft") or cards)[:1]
        name = "action_report_card_landscape" if card.kind == "work" else "action_report_card"
        return self.env.ref(f"dms_base.{name}"), card
