from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dms_base.models import checklist_table

from ..tools import advised_work
from .ro_const import CERTIFICATE_CLASSES
from .sale_order_walkaround import WALK_AROUND

ADVISED = "G02"
INSPECTOR = "inspector"
OPEN_STAGES = ("inspecting", "estimating")


class DmsChecklist(models.Model):
    """The diagnosis (SV-11, parts F and G) on its way into the estimate, and who answers for it."""

    _inherit = "dms.checklist"

    is_estimate_offered = fields.Boolean(
        compute="_compute_is_estimate_offered",
        compute_sudo=True,
        help="The customer signed the walk-around and the order is not signed yet.",
    )

    # Not of the order's time points: each of its steps would look for its sheets.
    @api.depends("stage", "state", "order_id")
    def _compute_is_estimate_offered(self):
        for sheet in self:
            sheet.is_estimate_offered = (
                sheet._is_diagnosis_begun() and not sheet.order_id.authorised_at
            )

    def _is_diagnosis_begun(self):
        """Whether the customer has signed part A to E of an arrival inspection."""
        self.ensure_one()
        begun = self.stage > 1 or self.state == "done"
        return bool(
            begun
            and self.state != "cancelled"
            and self.order_id
            and self.template_id.code == WALK_AROUND
        )

    def _must_sign(self, roles):
        """The inspector signs the diagnosis before heavy repairs (whole, assembly, level 2)."""
        required = super()._must_sign(roles)
        optional = (roles - required).filtered(lambda role: role.code == INSPECTOR)
        if optional and self.template_id.code == WALK_AROUND:
            # sudo: whoever signs the sheet need not read the order; only its class decides
            if self.order_id.sudo().repair_class in CERTIFICATE_CLASSES:
                return roles.filtered(lambda role: role in required + optional)
        return required

    def action_make_estimate(self):
        """Copy the recommended work to the repair order; each row once.

        :return: the order, with a sentence on the rows that have no operation
        :raises AccessError: the user is no advisor
        :raises UserError: nothing is recommended, a row is not whole, or the estimate is shown already
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group("dms_base.group_dms_advisor"):
            raise AccessError(self.env._("Only a service advisor makes the estimate."))
        order = self.order_id
        order.lock_for_update()
        self.lock_for_update()
        line = self.line_ids.filtered(lambda one: one.code == ADVISED and one.kind == "table")[:1]
        self._check_advised(line)
        todo = line._get_advised_work()
        left = self._take_advised(line, todo)
        return order._show_advised(todo, left)

    def _check_advised(self, line):
        """Refuse what cannot be taken into an estimate.

        :param line: the table of recommended work, or nothing
        """
        if not self._is_diagnosis_begun():
            raise UserError(
                self.env._("The customer signs the walk-around first, then the estimate is made.")
            )
        if self.order_id.repair_stage not in OPEN_STAGES:
            raise UserError(
                self.env._(
                    "Recommended work goes into the estimate while the car is inspected or the "
                    "estimate is made: once it was shown to the customer take it back first, once "
                    "it is signed make a supplement."
                )
            )
        if not line.rows:
            raise UserError(
                self.env._("%(name)s recommends no work: fill in part G.", name=self.display_name)
            )
        for row, column in checklist_table.gaps(line._columns(), line.rows)[:1]:
            raise UserError(
                self.env._(
                    "Recommended work, row %(row)s: fill in %(column)s.", row=row, column=column
                )
            )

    def _take_advised(self, line, todo):
        """Urgent work becomes jobs, the rest and what has no operation recommendations.

        :param line: the table of recommended work
        :param todo: list of :class:`advised_work.Work`
        :return: the urgent work that has no operation
        """
        order = self.order_id
        operations = order._find_operations([work.code for work in todo])
        cause = self.line_ids.filtered(lambda one: one.code == "G01")[:1].text
        urgent = [work for work in todo if work.urgency == "now"]
        left = order._add_advised_jobs(urgent, operations, cause)
        later = left + [work for work in todo if work.urgency != "now"]
        if later and self.vehicle_id:
            self._keep_recommendations(
                [line._prepare_advice_vals(work, operations.get(work.code)) for work in later]
            )
        # sudo: the sheet may be signed; that a row was taken over changes nothing of what is on it
        line.sudo()._store(
            {"taken_rows": [*(line.taken_rows or []), *(list(work.key) for work in todo)]}
        )
        return left


class DmsChecklistLine(models.Model):
    """Which rows of recommended work are on the order already."""

    _inherit = "dms.checklist.line"

    taken_rows = fields.Json(
        readonly=True, help="Code and name of the rows that were taken over to the repair order."
    )

    def _get_advised_work(self):
        """Rows that were not taken over yet, as :class:`advised_work.Work`."""
        self.ensure_one()
        taken = {tuple(key) for key in self.taken_rows or []}
        works = {}
        for work in advised_work.read(self._columns(), self.rows):
            if work.key not in taken:
                works.setdefault(work.key, work)
        return list(works.values())

    def _prepare_attempt_vals(self, attempt):
        vals = super()._prepare_attempt_vals(attempt)
        if vals.get("rows"):
            vals["taken_rows"] = self.taken_rows
        return vals

    def _prepare_advice_vals(self, work, operation):
        """Values of the recommendation kept for one row.

        :param work: :class:`advised_work.Work`
        :param operation: labour product or repair package of its code, or None
        """
        self.ensure_one()
        is_package = operation and operation._name == "dms.repair.package"
        hours = self.env._("%(hours)s h", hours=f"{work.hours:g}") if work.hours else ""
        texts = (hours, *(part.text for part in work.parts))
        vals = {
            **self._prepare_finding_vals(),
            "name": work.name,
            "urgency": work.urgency,
            "reason": " ".join(text for text in texts if text) or False,
        }
        if is_package:
            vals["package_id"] = operation.id
        elif operation:
            vals["product_id"] = operation.id
            vals["quantity"] = operation._get_labour_quantity(work.hours)
        return vals
