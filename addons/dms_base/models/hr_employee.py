from odoo import models


class HrEmployee(models.Model):
    """What every addon asks of a person, answered by those who know."""

    _inherit = "hr.employee"

    def _propose_pay_entry(self, code, amount, reason, record):
        """Propose a deduction or bonus; the people addon turns it into a pay entry.

        :param code: rule code of the entry
        :param amount: CNY, negative for a deduction
        :param reason: text for the pay sheet
        :param record: where it comes from
        :return: the pay entry, or False when nobody keeps pay entries
        """
        return False

    def _outstanding_items(self):
        """What the person still has to hand back or finish.

        :return: list of dicts ``{kind, label, qty, amount, record, owner_role, blocking}``
        """
        return []
