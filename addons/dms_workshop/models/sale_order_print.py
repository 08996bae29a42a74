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

    def _get_print_sheets(self):
        """Each team gets the sheet of its own jobs; what no team has yet is a sheet of its own."""
        # sudo: advisors print the job sheet without reading dispatch orders
        live = self.sudo().dispatch_ids.filtered(lambda one: one.state != "cancel")
        by_team = live.grouped("team_id")
        sheets = super()._get_print_sheets()
        if len(by_team) < 2:
            return sheets
        jobs = sheets[0]["jobs"]
        sent = live.line_ids.sale_line_id.job_id
        result = [self._get_print_team(jobs, group) for group in by_team.values()]
        if left := jobs.filtered(lambda job: job not in sent):
            result.append({"team": "", "bay": "", "jobs": left, "clocks": {}})
        for number, sheet in enumerate(result, 1):
            sheet["page"] = f"{number}/{len(result)}"
        return result

    def _get_print_team(self, jobs, dispatches):
        """Sheet of one team: its jobs with the clocks of its own dispatch orders."""
        mine = dispatches.line_ids.sale_line_id.job_id
        own = jobs.filtered(lambda job: job in mine)
        clocks = {}
        for job in own:
            part = dispatches.filtered(lambda one, job=job: job in one.line_ids.sale_line_id.job_id)
            clocks[job.id] = self._get_print_clock(part, job.id)
        return {
            "team": ", ".join(dispatches.team_id.mapped("name")),
            "bay": ", ".join(dispatches.bay_id.mapped("name")),
            "jobs": own,
            "clocks": clocks,
        }

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
        workers = dispatches.worker_ids
        leading = workers.filtered(lambda one: one.role == "main").employee_id
        main = dispatches.main_employee_id or leading
        people = workers.employee_id or main
        starts = [one.date_start for one in dispatches if one.date_start]
        ends = [one.date_done for one in dispatches if one.date_done]
        return {
            "people": ", ".join(people.mapped("name")),
            "main": ", ".join(main.mapped("name")),
            "assist": ", ".join((people - main).mapped("name")),
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
