from odoo import api, models


class DmsReportDatasetAdvisor(models.AbstractModel):
    """Reports an advisor gives about himself: he writes and submits them, his manager reviews them."""

    _name = "dms.report.dataset.advisor"
    _description = "Reports of a Service Advisor"
    _inherit = "dms.report.dataset.service"

    @api.model
    def _get_advisor(self, options):
        """The advisor a report is about; none for all of them."""
        subject = (options or {}).get("subject")
        # sudo: only the name is shown
        return (
            self.env["res.users"].sudo().browse(int(subject)) if subject else self.env["res.users"]
        )

    @api.model
    def _advisor_filters(self, advisor):
        """Restriction of figures to one advisor."""
        return {"user": advisor.id} if advisor else None

    @api.model
    def _target_of(self, advisor):
        """Whose targets the report compares with."""
        return ("res.users", advisor.id) if advisor else None

    @api.model
    def _filters(self, report, company):
        users = (
            self.env["res.users"]
            # sudo: advisors choose a colleague's report by name; users themselves are not theirs to read
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref("dms_base.group_dms_advisor").ids),
                    ("company_ids", "in", company.ids),
                    ("share", "=", False),
                ]
            )
        )
        options = [[user.id, user.name] for user in users]
        return [{"key": "subject", "label": self.env._("Service Advisor"), "options": options}]

    @api.model
    def _subjects(self, report, date_from, date_to, company):
        """One report for each advisor present in the period: on the rota, or received a car."""
        figures = self.env["dms.kpi"]._values(
            ["K-66.days"], date_from, date_to, company.ids, group_by="user"
        )["K-66.days"]
        # sudo: as above
        users = self.env["res.users"].sudo().browse([key for key in figures if key])
        return [(user.id, user.name) for user in users.sorted(lambda user: (user.name, user.id))]

    @api.model
    def _default_options(self, report):
        """An advisor opens his own report, whoever issues reports that of all."""
        is_advisor = self.env.user.has_group("dms_base.group_dms_advisor")
        return {"subject": self.env.uid} if is_advisor and not report._may_issue() else {}

    @api.model
    def _subject_name(self, report, subject):
        return self._get_advisor({"subject": subject}).name or ""

    @api.model
    def _may_write(self, report, subject):
        """His own report; one of the whole desk is written by who issues it."""
        return str(self.env.uid) == subject if subject else report._may_issue()

    @api.model
    def _readers(self, report, issue, users):
        """The advisor himself and those who issue reports."""
        issuers = users.filtered(lambda user: report.with_user(user)._may_issue())
        return issuers | users.filtered(lambda user: str(user.id) == issue.subject)

    @api.model
    def _ranked_table(self, title, codes, span, company, kind, **options):
        """All advisors on one page: totals of the period and the place by output; who was absent is grey."""
        table = self._grid_table(
            title,
            self.env._("Service Advisor"),
            self._advisor_keys(span, company),
            codes,
            span,
            company,
            "user",
            kind=kind,
            **{"rank": "K-10", **options},
        )
        for row in table["rows"]:
            if "K-66.days" in row and not row["K-66.days"] and not row.get("_style"):
                row["_style"] = "muted"
        return table
