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
