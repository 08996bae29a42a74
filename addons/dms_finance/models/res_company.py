from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _setup_dms(self):
        """Open one journal per tender for each company on a Chinese chart of accounts; idempotent."""
        res = super()._setup_dms()
        shops = self.filtered(lambda one: one._has_chinese_chart())
        if shops:
            shops._create_tender_journals()
        return res

    def _create_tender_journals(self):
        """Create the missing tender journals and make their money arrive on their own account.

        Without a payment account on the method line, Odoo books the money of every journal on one
        common outstanding account, so that a drawer could never be counted.
        """
        Journal = self.env["account.journal"]
        existing = {
            (company, tender)
            for company, tender in Journal._read_group(
                [("company_id", "in", self.ids), ("tender", "!=", False)],
                ["company_id", "tender"],
            )
        }
        vals_list = [
            company._prepare_tender_journal_vals(*tender_journal)
            for company in self
            for tender_journal in company._get_tender_journals()
            if (company, tender_journal[0]) not in existing
        ]
        kept, vals_list = self._keep_tender_journals(vals_list)
        journals = kept | Journal.create(vals_list)
        for journal in journals:
            lines = (
                journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
            )
            lines.payment_account_id = journal.default_account_id
        return journals

    def _keep_tender_journals(self, vals_list):
        """Take up again the journals that stayed, without their tender, from an earlier installation.

        :param vals_list: values of the journals that a shop begins with
        :return: (journals kept, values of those still to be created)
        """
        journals = self.env["account.journal"]
        found = journals.with_context(active_test=False).search(
            [
                ("company_id", "in", self.ids),
                ("tender", "=", False),
                ("code", "in", [vals["code"] for vals in vals_list]),
            ]
        )
        by_key = {(one.company_id.id, one.type, one.code): one for one in found}
        missing = []
        for vals in vals_list:
            one = by_key.get((vals["company_id"], vals["type"], vals["code"]))
            if one:
                one.write({name: vals[name] for name in ("tender", "reference_required")})
                journals |= one.with_env(self.env)
            else:
                missing.append(vals)
        return journals, missing

    def _get_tender_journals(self):
        """Journals a shop begins with: (tender, journal type, code, name in the language of the shop)."""
        env = self._shop_env()
        return [
            ("cash", "cash", "DR1", env._("Cash Drawer 1")),
            ("card", "bank", "POS", env._("Bank Card")),
            ("wechat", "bank", "WX", env._("WeChat Pay")),
            ("alipay", "bank", "ZFB", env._("Alipay")),
            ("transfer", "bank", "TRF", env._("Bank Transfer")),
        ]

    def _prepare_tender_journal_vals(self, tender, journal_type, code, name):
        """Values of the journal of one tender."""
        self.ensure_one()
        return {
            "name": name,
            "code": code,
            "type": journal_type,
            "tender": tender,
            "reference_required": tender in ("card", "wechat", "alipay", "transfer"),
            "company_id": self.id,
        }
