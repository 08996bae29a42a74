from odoo import fields, models
from odoo.exceptions import AccessError, UserError

# The instrument may have moved this far between two trips without a word.
GAP_KM = 5
# Who lets a van go.
APPROVERS = ("dms_base.group_dms_workshop_supervisor", "dms_base.group_dms_service_manager")


class DmsRescueTrip(models.Model):
    """The van leaves: who lets it go, and what keeps it in."""

    _inherit = "dms.rescue.trip"

    def action_leave(self):
        """Approve and let the van go: papers, tools and kilometres are looked at first."""
        self._check_approver()
        self.lock_for_update()
        for trip in self.filtered(lambda one: one.state == "draft"):
            trip._check_leave()
            trip._step().write(
                {
                    "state": "out",
                    "approver_id": self.env.uid,
                    "out_at": fields.Datetime.now(),
                    "tools_out_id": trip.vehicle_id._get_tool_check().id,
                }
            )
        return True

    def _check_approver(self):
        """Only those who answer for the van let it go."""
        if self.env.su or any(self.env.user.has_group(group) for group in APPROVERS):
            return
        raise AccessError(
            self.env._("The workshop supervisor or the service manager lets the van go.")
        )

    def _check_leave(self):
        """Refuse a trip that may not start, naming the reason.

        :raises UserError: overlapping trip, no valid licence, papers out of date, tools missing, km that do
            not join
        """
        self.ensure_one()
        if self.reason == "rescue" and not self.rescue_number:
            raise UserError(self.env._("Enter the number of the rescue case."))
        busy = self.search(
            [
                ("state", "=", "out"),
                "|",
                ("vehicle_id", "=", self.vehicle_id.id),
                ("driver_id", "=", self.driver_id.id),
            ],
            limit=1,
        )
        if busy:
            raise UserError(
                self.env._(
                    "%(trip)s is still out with this van or driver: bring it back first.",
                    trip=busy.name,
                )
            )
        self._check_licence()
        self._check_papers()
        self._check_tools()
        self._check_join()

    def _check_licence(self):
        problem = self.driver_id._get_licence_problem(self.vehicle_id.licence_class, self.date)
        if problem:
            raise UserError(problem)

    def _check_papers(self):
        van = self.vehicle_id
        ended = [
            label
            for field, label in (
                ("compulsory_insurance_expiry", self.env._("Compulsory insurance")),
                ("inspection_expiry", self.env._("Annual inspection")),
            )
            if van[field] and van[field] < self.date
        ]
        if ended:
            raise UserError(
                self.env._("The van may not leave: %(papers)s ended.", papers=", ".join(ended))
            )

    def _check_tools(self):
        short = self.vehicle_id._get_tool_blockers(self.for_electric)
        if not short:
            return
        if not self.tool_override:
            raise UserError(
                self.env._(
                    "Critical tools are missing: %(tools)s. The service manager may let the van "
                    "go with a reason.",
                    tools=", ".join(short),
                )
            )
        if not self.env.su and not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(
                self.env._("Only the service manager lets the van go without its tools.")
            )

    def _check_join(self):
        last = self.search(
            [
                ("vehicle_id", "=", self.vehicle_id.id),
                ("state", "in", ("back", "checked")),
            ],
            order="back_at desc, id desc",
            limit=1,
        )
        if last and abs(self.out_km - last.back_km) > GAP_KM and not self.gap_reason:
            raise UserError(
                self.env._(
                    "Km out %(out)s does not join km back %(back)s of %(trip)s: explain it.",
                    out=self.out_km,
                    back=last.back_km,
                    trip=last.name,
                )
            )
