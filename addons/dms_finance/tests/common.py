from odoo.addons.dms_service.tests.common import DmsServiceCommon


class DmsFinanceCommon(DmsServiceCommon):
    """A settled repair order and a cashier with a drawer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.settlement = cls._run_to_settled()
        journals = cls.env["account.journal"].search([("company_id", "=", cls.company.id)])
        cls.drawer = journals.filtered(lambda journal: journal.tender == "cash")[:1]
        cls.wechat = journals.filtered(lambda journal: journal.tender == "wechat")[:1]
        cls.sessions = cls.env["dms.cash.session"].with_user(cls.cashier)

    @classmethod
    def _open_drawer(cls, **kwargs):
        """The cashier opens the drawer."""
        return cls.sessions._open_for_user(journal=cls.drawer.with_user(cls.cashier), **kwargs)

    @classmethod
    def _take(cls, *tenders):
        """The cashier takes money: tuples of journal, amount and proof number."""
        return cls.settlement.with_user(cls.cashier)._register_payments(
            [
                {"journal_id": journal.id, "amount": amount, "reference": reference}
                for journal, amount, reference in tenders
            ]
        )
