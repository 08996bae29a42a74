from odoo import models


class SaleOrder(models.Model):
    """What the floor adds to the papers of a repair order."""

    _inherit = "sale.order"

    def _get_print_floor(self):
        """Team, bay, and per job who worked from when to when."""
        floor = dict(super()._get_print_floor())
        # sudo: advisors print the job sheet without reading the time clock
        live = self.sudo().dispatch_ids.filtered(lambda one: one.state != "cancel")
        if not live:
            return floor
        jobs = {}
        for dispatch in live:
            for job in dispatch.line_ids.sale_line_id.job_id:
                jobs.setdefault(job.id, self.env["dms.dispatch"].sudo())  # sudo: see above
                jobs[job.id] |= dispatch
        floor.update(
            team=", ".join(live.team_id.mapped("name")),
            bay=", ".join(live.bay_id.mapped("name")),
            jobs={job_id: self._get_print_clock(group, job_id) for job_id, group in jobs.items()},
        )
        return floor

    def _get_print_clock(self, dispatches, job_id):
        """Who worked on a job, from when to when, and how long.

        Hours of a dispatch order with several jobs are split by their flat-rate hours.
        """
        hours = 0.0
        for dispatch in dispatches:
            lines = dispatch.line_ids
            own = lines.filtered(lambda line: line.sale_line_id.job_id.id == job_id)
            total = sum(lines.mapped("flat_hours"))
            share = sum(own.mapped("flat_hours")) / total if total else 1.0
            hours += dispatch.net_hours * share
        people = dispatches.worker_ids.employee_id or dispatches.main_employee_id
        starts = [one.date_start for one in dispatches if one.date_start]
        ends = [one.date_done for one in dispatches if one.date_done]
        return {
            "people": ", ".join(people.mapped("name")),
            "start": self._print_time(min(starts))[5:] if starts else "",
            "end": self._print_time(max(ends))[5:] if ends else "",
            "hours": hours,
        }

    def _get_print_inspector(self):
        """Who signed the final inspection."""
        # sudo: whoever prints the statement need not read the sheets
        sheets = self.sudo()._get_sheets(self._get_inspection_codes())
        signed = sheets.filtered(lambda one: one.state == "done").signoff_ids.filtered(
            lambda one: one.decision == "signed" and one.role_id.code == "final"
        )
        return signed[-1:].signed_name or super()._get_print_inspector()
