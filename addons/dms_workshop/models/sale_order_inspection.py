from odoo import fields, models
from odoo.exceptions import AccessError, UserError

# Sheets of the final inspection by repair class; the pre-delivery check follows for all.
FULL_CLASSES = ("whole", "assembly", "level2")
FLOOR_GROUPS = (
    "dms_base.group_dms_technician",
    "dms_base.group_dms_inspector",
    "dms_base.group_dms_workshop_supervisor",
    "dms_base.group_dms_advisor",
)


class SaleOrder(models.Model):
    """Three-level inspection and the way to ready."""

    _inherit = "sale.order"

    def _get_inspection_codes(self):
        """Codes of the sheets that the final inspection needs."""
        self.ensure_one()
        if self.repair_class in FULL_CLASSES or self.service_type_id.code == "BP":
            return ["WS-05", "WM-08"]
        return ["WS-05"]

    def _check_floor(self):
        """Steps of the floor are taken by the people of the floor and of the desk.

        :raises AccessError: the user reads orders for other reasons
        """
        if not self.env.su and not any(map(self.env.user.has_group, FLOOR_GROUPS)):
            raise AccessError(self.env._("Only the workshop and the service desk take this step."))

    def action_start_final_inspection(self):
        """Open the sheets of the final inspection: T18; pressed again it shows the open sheet."""
        self.ensure_one()
        self._check_floor()
        open_work = self.dispatch_ids.filtered(lambda item: item.state not in ("done", "cancel"))
        if open_work or not self.work_done_at:
            raise UserError(self.env._("The final inspection begins when every job is done."))
        sheets = self._create_inspections()
        return sheets[:1]._get_sheet_action()

    def _create_inspections(self):
        """Sheets of the current round that are still open, created where missing.

        :return: dms.checklist, WS-05 first
        """
        self.ensure_one()
        self._read_head("company_id.currency_id", "vehicle_id.model_id", "service_type_id")
        self._read_lines()
        Template = self.env["dms.checklist.template"]
        codes = self._get_inspection_codes()
        live = self._get_sheets(codes).filtered(lambda sheet: sheet.state != "cancelled")
        latest = {
            code: live.filtered(lambda sheet, code=code: sheet.template_id.code == code)[:1]
            for code in codes
        }
        for code, sheet in latest.items():
            if not sheet:
                latest[code] = Template._published(code, self.company_id)._create_checklists(self)
            elif sheet.state == "done" and sheet.result == "fail":
                latest[code] = sheet._new_attempt()
        # sudo: the inspector does not edit orders; opening the sheets writes the time point
        self.sudo()._stamp_event("T18")
        sheets = self.env["dms.checklist"].union(*latest.values())
        return sheets.sorted(lambda sheet: codes.index(sheet.template_id.code))

    def _get_sheets(self, codes):
        """Sheets of these forms on the order, the latest attempt first."""
        self.ensure_one()
        return self.env["dms.checklist"].search(
            [("order_id", "=", self.id), ("template_id.code", "in", codes)],
            order="attempt desc, id desc",
        )

    def _after_inspection(self, passed=None):
        """A sheet was signed: all passed means T19; the labour lines are accepted and hours credited.

        :param passed: the sheet just signed; it is the latest of its form
        """
        for order in self:
            if order.qc_passed_at:
                continue
            codes = order._get_inspection_codes()
            latest = {passed.template_id.code: passed} if passed else {}
            others = [code for code in codes if code not in latest]
            sheets = order._get_sheets(others) if others else self.env["dms.checklist"]
            for sheet in sheets.filtered(lambda sheet: sheet.state == "done"):
                latest.setdefault(sheet.template_id.code, sheet)
            if set(latest) == set(codes) and all(
                sheet.result != "fail" for sheet in latest.values()
            ):
                order._pass_final()

    def _pass_final(self):
        """The final inspection has passed."""
        self.ensure_one()
        # sudo: the inspector decides; lines, jobs and ledger follow the decision
        order = self.sudo()
        order._accept_work()
        dispatches = order.env["dms.dispatch"]._search_together(
            [("order_id", "=", order.id)], "team_id"
        )
        lines = order.env["dms.dispatch.line"].search_fetch(
            [("dispatch_id", "in", dispatches.ids)], ["dispatch_id", "name", "accepted_on"]
        )
        lines.filtered(lambda line: not line.accepted_on).write(
            {"accepted_on": fields.Datetime.now()}
        )
        dispatches.filtered(lambda item: item.state == "done")._freeze_shares(lines)
        order.defect_ids.filtered(lambda defect: defect.state == "open").write(
            {"state": "closed", "closed_at": fields.Datetime.now()}
        )
        codes = ["T18", "T19"]
        if not order.wash_wanted:
            codes.append("T21")
        order._stamp_event(codes, vals={"first_pass": not order.qc_fail_count})

    def _fail_final(self, sheet, lines):
        """The inspection failed: defects are written and the named operations go back to work.

        :param sheet: the failed dms.checklist
        :param lines: its bad lines
        """
        self.ensure_one()
        # sudo: the inspector decides; dispatches and time points follow the decision
        order = self.sudo()
        dispatch_lines = order.dispatch_ids.filtered(lambda item: item.state == "done").line_ids
        by_line = {line.sale_line_id.id: line for line in dispatch_lines}
        failed = self.env["dms.dispatch.line"].sudo()  # sudo: see above
        rows = []
        for line in lines:
            target = by_line.get(line.source_id) if line.source_model == "sale.order.line" else None
            failed |= target or failed.browse()
            rows.append(
                {
                    "order_id": order.id,
                    "company_id": order.company_id.id,
                    "checklist_id": sheet.id,
                    "name": line.remark or line.name,
                    "severity": "severe" if line.is_urgent else "normal",
                    "sale_line_id": target.sale_line_id.id if target else False,
                    "dispatch_line_id": target.id if target else False,
                    "employee_id": target.dispatch_id.main_employee_id.id if target else False,
                }
            )
        self.env["dms.defect"].sudo().create(rows)  # sudo: see above
        failed = failed or dispatch_lines
        order._withdraw_event(["T17", "T18"], self.env._("Final inspection failed"))
        order.write({"qc_fail_count": order.qc_fail_count + 1})
        failed.dispatch_id._reopen_for_redo(failed, ", ".join(row["name"] for row in rows))
        failed.sale_line_id.job_id.write({"state": "working"})

    def _withdraw_pass(self, reason):
        """Work added after the inspection takes the pass back."""
        passed = self.filtered(lambda order: order.qc_passed_at and not order.settled_at)
        if passed:
            passed.dispatch_ids._withdraw_shares()
            passed._withdraw_event(["T17", "T18", "T19", "T20", "T21", "T22"], reason)

    def action_wash_done(self):
        """The car is washed: T20 and T21."""
        self._check_floor()
        passed = self.filtered(lambda order: order.qc_passed_at and not order.wash_done_at)
        # sudo: the wash crew does not edit orders; the button writes the time points
        passed.sudo()._stamp_event(["T20", "T21"])
        return True

    def action_pre_delivery(self):
        """Open the pre-delivery check; a passed one makes the car ready."""
        self.ensure_one()
        self._check_floor()
        if not self.qc_passed_at:
            raise UserError(self.env._("The final inspection has not been passed."))
        return self._get_pre_delivery_sheet()._get_sheet_action()

    def _get_pre_delivery_sheet(self):
        """The open pre-delivery check, created when there is none."""
        self.ensure_one()
        self._read_head("vehicle_id.model_id")
        self._read_lines()
        sheet = self._get_sheets(["WS-04"]).filtered(lambda item: item.state != "cancelled")[:1]
        if not sheet:
            template = self.env["dms.checklist.template"]._published("WS-04", self.company_id)
            sheet = template._create_checklists(self)
        elif sheet.state == "done" and sheet.result == "fail":
            sheet = sheet._new_attempt()
        return sheet
