from odoo import api, models

from ..tools import period as periods


class DmsReport(models.Model):
    """Lists that belong to a report and open beside it, such as its measures."""

    _inherit = "dms.report"

    def _get_choices(self, company):
        return {**super()._get_choices(company), "links": self._get_dataset(company)._links(self)}

    @api.model
    def open_link(self, code, params, key):
        """Action of one of the report's lists for the period on the screen.

        :param key: one of the keys of `links`
        """
        report = self._get_report(code)
        company, __, date_from, date_to = report._read_params(params)
        dataset = report._get_dataset(company)
        subject = report._get_subject(params.get("options"))
        return dataset._open_link(report, key, date_from, date_to, company, subject)


class DmsReportDataset(models.AbstractModel):
    """Measures of a report: the list people fill and the tables the report shows."""

    _inherit = "dms.report.dataset"

    @api.model
    def _links(self, report):
        """Lists that open from the screen of a report: list of [key, label]."""
        return []

    @api.model
    def _open_link(self, report, key, date_from, date_to, company, subject):
        """Action of a list; an addon answers for its own keys."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_base.dms_report_measure_action")
        return {
            **action,
            "display_name": f"{report.code} {periods.label(report.period, date_from, date_to)}",
            "domain": [
                ("report_id", "=", report.id),
                ("company_id", "=", company.id),
                ("subject", "=", subject),
                ("date_to", "<=", date_to),
                "|",
                ("date_to", "=", date_to),
                ("state", "=", "open"),
            ],
            "context": {
                "default_report_id": report.id,
                "default_company_id": company.id,
                "default_date_from": date_from.isoformat(),
                "default_date_to": date_to.isoformat(),
                "default_subject": subject,
            },
        }

    @api.model
    def _find_measures(self, report, date_from, date_to, company, before=False):
        """Measures of a period; or those of the latest period before it and older ones still open."""
        measures = self.env["dms.report.measure"]
        domain = [("report_id", "=", report.id), ("company_id", "=", company.id)]
        if not before:
            domain += [("date_from", "=", date_from), ("date_to", "=", date_to)]
            return measures.search(domain, order="sequence, id")
        domain += [("date_to", "<", date_from)]
        last = measures.search(domain, order="date_to desc", limit=1).date_to
        open_or_last = ["|", ("date_to", "=", last), ("state", "=", "open")]
        return measures.search([*domain, *open_or_last], order="date_to, sequence, id")

    @api.model
    def _measure_table(self, title, measures, answered=False):
        """What is to be done, by whom and until when; with the answer for measures of the period before."""
        states = dict(measures._fields["state"]._description_selection(self.env))
        areas = dict(measures._fields["area"]._description_selection(self.env))
        columns = [
            ("text", self.env._("What Is to Be Done"), "text", 34 if answered else 52, "text"),
            ("area", self.env._("Asked of"), "text", 12, lambda one: areas.get(one.area, "")),
            # sudo: only the name is shown
            ("who", self.env._("Responsible"), "text", 12, lambda one: one.sudo().user_id.name),
            ("deadline", self.env._("Deadline"), "date", 12, "deadline"),
        ]
        if answered:
            columns += [
                ("state", self.env._("Answer"), "text", 10, lambda one: states[one.state]),
                ("effect", self.env._("Effect"), "text", 20, lambda one: one.effect or ""),
            ]
        return self._list_table(title, measures, columns)
