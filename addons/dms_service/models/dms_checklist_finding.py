from odoo import fields, models


class DmsChecklist(models.Model):
    """From findings to recommended work, and from red findings to a supplement."""

    _inherit = "dms.checklist"

    def _propose_work(self):
        """Each amber or red line becomes recommended work; red ones of a safety check a supplement.

        :return: dms.ro.recommendation
        """
        self.ensure_one()
        findings = self._get_repair_findings()
        if not findings or not self.vehicle_id:
            return self.env["dms.ro.recommendation"]
        advice = self._propose_recommendations(findings)
        urgent = advice.filtered(lambda one: one.urgency == "now")
        if urgent and self._is_safety_check() and self._is_supplement_open():
            self._propose_supplement(urgent)
        return advice

    def _propose_recommendations(self, findings):
        """One open recommendation per finding; one of an earlier visit is brought up to date.

        :param findings: dms.checklist.line of this sheet
        """
        return self._keep_recommendations([line._prepare_finding_vals() for line in findings])

    def _keep_recommendations(self, candidates):
        """Recommendations of the vehicle, each name once; open ones are brought up to date.

        :param candidates: list of values for `dms.ro.recommendation`
        """
        # sudo: whoever signs the sheet, the shop keeps what was found
        advice = self.env["dms.ro.recommendation"].sudo()
        known = {
            one.name: one
            for one in advice.search(
                [("vehicle_id", "=", self.vehicle_id.id), ("state", "=", "open")]
            )
        }
        result, vals_list, names = advice, [], set()
        for vals in candidates:
            name = vals["name"]
            if name in names:
                continue
            names.add(name)
            if name in known:
                result |= known[name]._refresh(vals)
            else:
                vals_list.append(vals)
        return (result | advice.create(vals_list)).with_env(self.env)

    def _is_supplement_open(self):
        """Whether work can still be added to the order of the sheet by a supplement."""
        order = self.order_id
        return bool(order.authorised_at and not order.settled_at and order.state == "sale")

    def _propose_supplement(self, advice):
        """Draft supplement of the red findings, once per sheet, with their photos and prices.

        :param advice: urgent dms.ro.recommendation of this sheet
        :return: dms.ro.supplement
        """
        # sudo: a technician's finding is proposed to the advisor, who quotes it
        supplements = self.env["dms.ro.supplement"].sudo()
        twin = supplements.search([("checklist_id", "=", self.id)], limit=1)
        if twin:
            return twin
        # sudo: as above
        lines = advice.sudo().checklist_line_id
        supplement = supplements.create(
            {
                "order_id": self.order_id.id,
                "checklist_id": self.id,
                "finding": "\n".join(line._get_finding_text() for line in lines),
                "photo_ids": [fields.Command.set(lines.photo_ids.ids)],
                "line_ids": [
                    fields.Command.create(vals)
                    # sudo: as above
                    for vals in advice.sudo()._prepare_supplement_line_vals(self.order_id)
                ],
            }
        )
        # sudo: the task is the advisor's
        self.order_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Red findings: quote %(name)s", name=supplement.name),
            user_id=self.order_id.user_id.id or self.env.uid,
        )
        return supplement


class DmsChecklistLine(models.Model):
    """A finding in words."""

    _inherit = "dms.checklist.line"

    def _get_finding_name(self):
        """Item and position, as the recommendation is called."""
        self.ensure_one()
        return " ".join(part for part in (self.name, self._position_label()) if part)

    def _get_finding_text(self):
        """Item, value with unit and remark in one line."""
        self.ensure_one()
        value = f"{self.value:g} {self.uom or ''}".strip() if self.kind == "measure" else ""
        parts = (self._get_finding_name(), value, self.remark)
        return " ".join(part for part in parts if part)

    def _prepare_finding_vals(self):
        """Values of the recommendation for one bad line of an inspection."""
        self.ensure_one()
        sheet = self.checklist_id
        value = f"{self.value:g} {self.uom or ''}".strip() if self.kind == "measure" else ""
        return {
            "order_id": sheet.order_id.id,
            "vehicle_id": sheet.vehicle_id.id,
            "company_id": sheet.company_id.id,
            "checklist_line_id": self.id,
            "name": self._get_finding_name(),
            "urgency": "now" if self.is_urgent else "soon",
            "reason": " ".join(part for part in (value, self.remark) if part) or False,
        }
