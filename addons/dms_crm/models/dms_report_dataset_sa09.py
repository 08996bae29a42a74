from odoo import api, models


class DmsReportDatasetSa09(models.AbstractModel):
    """SA-09: what customers complained of in the week."""

    _inherit = "dms.report.dataset.sa09"

    @api.model
    def _complaint_tables(self, span, company):
        """Complaints and dissatisfaction received, with who handles them."""
        cases = (
            self.env["dms.complaint"]
            # sudo: the reader of the weekly report sees what the meeting talks about
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("kind", "in", ("complaint", "dissatisfaction")),
                    ("create_date", ">=", company._to_utc(span[0], 0.0)),
                    ("create_date", "<", company._to_utc(span[1], 24.0)),
                ],
                order="id",
            )
        )
        return [
            *super()._complaint_tables(span, company),
            self._list_table(
                self.env._("Complaints of the Week"),
                cases,
                [
                    ("name", self.env._("Number"), "text", 16, "name"),
                    ("plate", self.env._("Plate"), "text", 12, "vehicle_id.license_plate"),
                    ("words", self.env._("Customer's Words"), "text", 34, "description"),
                    ("cause", self.env._("Reason"), "text", 14, "cause_id.name"),
                    ("advisor", self.env._("Handled by"), "text", 12, "handler_id.name"),
                    ("stage", self.env._("Stage"), "text", 12, "stage_id.name"),
                ],
            ),
        ]
