from odoo import models
from odoo.exceptions import UserError

FINAL_CODES = ("WS-05", "WM-08")


class DmsChecklist(models.Model):
    """Inspection sheets move the repair order."""

    _inherit = "dms.checklist"

    def _check_signer(self, role, employee):
        """Nobody inspects work the own clock ran on."""
        super()._check_signer(role, employee)
        if role.code != "final" or self.template_id.code not in FINAL_CODES or not self.order_id:
            return
        # sudo: the clock is asked whatever the signer may see
        person = employee or self.env.user.sudo().employee_id
        worked = (
            self.env["dms.dispatch.log"]
            # sudo: same reason
            .sudo()
            .search_count(
                [("dispatch_id.order_id", "=", self.order_id.id), ("employee_id", "=", person.id)],
                limit=1,
            )
        )
        if person and worked:
            raise UserError(
                self.env._(
                    "%(name)s has clocked on this order and cannot inspect it. (E-505)",
                    name=person.name,
                )
            )

    def _after_done(self):
        """Final sheets pass or fail the order; the pre-delivery check makes it ready."""
        res = super()._after_done()
        for sheet in self.filtered("order_id"):
            code = sheet.template_id.code
            if code in FINAL_CODES:
                sheet._apply_final()
            elif code == "WS-04" and sheet.result != "fail":
                # sudo: the check is signed by its roles; the order follows
                order = sheet.order_id.sudo()
                order._stamp_event(["T20", "T21"])
                order.action_mark_ready()
        return res

    def _apply_final(self):
        """Tell the order what the inspection says."""
        self.ensure_one()
        if self.result == "fail":
            self.order_id._fail_final(self, self.line_ids.filtered("is_bad"))
        else:
            self.order_id._after_inspection(self)

    def _get_sheet_action(self):
        """Window action on the sheet."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self[:1].id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
