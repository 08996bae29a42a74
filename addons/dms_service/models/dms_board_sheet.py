from datetime import timedelta

from odoo import models


class DmsBoard(models.Model):
    """SA-02 on paper: the board of a day, A4 landscape, readable without colours."""

    _inherit = "dms.board"

    def action_print_sa02(self, later=False):
        """Print the board.

        :param later: the tab of tomorrow instead of today
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        day = company._local_date() + timedelta(days=1 if later else 0)
        sheet = self.env["dms.appointment.day"]._get_day(company, day)
        return self.env.ref("dms_service.action_report_board_sa02").report_action(sheet)

    def _get_sa02_words(self):
        """What the colours say, for paper without colours: {colour: (sign, words)}."""
        return {
            "grey": ("○", self.env._("Not Confirmed")),
            "blue": ("◆", self.env._("Confirmed")),
            "amber": ("▲", self.env._("Not Prepared")),
            "green": ("●", self.env._("Arrived on Time")),
            "green_light": ("●", self.env._("Work Agreed")),
            "orange": ("◆!", self.env._("Late for the Appointment")),
            "violet": ("■!", self.env._("Kept Waiting")),
            "red": ("×", self.env._("No-show")),
            "cancelled": ("—", self.env._("Cancelled")),
        }
