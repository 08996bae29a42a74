from odoo import SUPERUSER_ID, api, fields, models


class ResPartner(models.Model):
    """Whom customer care leaves in peace; calls and cases of a person, told or made nameless on request."""

    _inherit = "res.partner"

    no_call = fields.Boolean(
        string="Do Not Call",
        tracking=True,
        help="The customer does not want to be called after a repair.",
    )

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "no_call",
        }

    def _get_care_files(self):
        """Calls and cases of these people, as superuser.

        :return: (follow-ups, cases)
        """
        # sudo: the caller has the right to the whole file of the person
        people = (self | self.child_ids).sudo().with_context(active_test=False)
        domain = [("partner_id", "in", people.ids)]
        return people.env["dms.followup"].search(domain), people.env["dms.complaint"].search(domain)

    def _get_personal_data(self):
        """Add what customer care wrote down."""
        calls, cases = self._get_care_files()
        call = ["name", "date_due", "state", "done_at", "grade_overall", "recommend", "verbatim"]
        case = ["name", "kind", "stage_id", "description", "solution", "closed_at"]
        return [
            *super()._get_personal_data(),
            (self.env._("Follow-Up Calls"), calls._export_personal(call)),
            (self.env._("Customer Cases"), cases._export_personal(case)),
        ]

    def _get_erase_blockers(self):
        """A case is answered before the person is forgotten."""
        reasons = super()._get_erase_blockers()
        _calls, cases = self._get_care_files()
        waiting = cases.filtered(lambda case: not case.is_closed)
        if waiting:
            reasons.append(self.env._("Case %(name)s is not closed yet.", name=waiting[0].name))
        return reasons

    def _erase_personal_data(self):
        """Grades stay for the figures; the person's own words and notes about them go."""
        calls, cases = self._get_care_files()
        res = super()._erase_personal_data()
        # The program itself erases: answers of a finished call are locked for everybody else.
        calls = calls.with_user(SUPERUSER_ID)
        calls.write({"verbatim": False})
        calls.attempt_ids.write({"note": False})
        cases.write({"description": self.env._("Erased on request"), "solution": False})
        for records in (calls, cases):
            records._erase_traces()
        return res
