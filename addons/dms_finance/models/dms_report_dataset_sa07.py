from odoo import api, models

from .account_journal import TENDERS


class DmsReportDatasetSa07(models.AbstractModel):
    """Money received by tender on the daily summary."""

    _inherit = "dms.report.dataset.sa07"

    @api.model
    def _tender_names(self):
        labels = dict(
            self.env["account.journal"]._fields["tender"]._description_selection(self.env)
        )
        return [*[(tender, labels[tender]) for tender, __ in TENDERS], (None, self.env._("Other"))]

    @api.model
    def _tender_tables(self, span, company):
        """Below the tenders: deposits taken, deposits used, and what the customers owe newly."""
        tables = super()._tender_tables(span, company)
        codes = ["K-95.count", "K-95.received", "K-93.deposit", "K-93.credit", "K-95.open"]
        kpis = self.env["dms.kpi"]
        figures = kpis._values(codes, *span, company.ids)
        values = {code: figures[code][None]["value"] or 0.0 for code in codes}
        rows = (
            ("K-95.received", self.env._("of which deposits taken"), values["K-95.count"]),
            ("K-93.deposit", self.env._("Deposits used"), None),
            ("K-93.credit", self.env._("New credit"), None),
            ("K-95.open", self.env._("Deposits still open"), None),
        )
        for table in tables:
            table["rows"] += [
                {
                    "_key": code,
                    "_style": "sub",
                    "name": name,
                    "K-90.count": count,
                    "K-90.received": values[code],
                    "_drill": {"K-90.received": self._kpi_drill(code, *span)},
                }
                for code, name, count in rows
            ]
        return tables
