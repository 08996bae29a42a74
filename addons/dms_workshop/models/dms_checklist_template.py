from odoo import models


class DmsChecklistTemplate(models.Model):
    _inherit = "dms.checklist.template"

    def _extra_lines(self, subjects):
        """The inspection sheet and the pre-delivery check list what was ordered."""
        extra = super()._extra_lines(subjects)
        if self.code not in ("WS-05", "WS-04") or subjects._name != "sale.order":
            return extra
        found = subjects._read_lines().filtered(
            lambda line: line.fee_kind == "labour" and line.product_uom_qty > 0
        )
        for order, lines in found.grouped("order_id").items():
            extra.setdefault(order.id, []).extend(
                {
                    "section_code": "A",
                    "code": f"P{number:02d}",
                    "name": line._get_operation_name(),
                    "standard": line.job_id.concern or False,
                    "kind": "pass_fail",
                    "required": True,
                    "critical": True,
                    "remark_required_bad": True,
                    "source_model": "sale.order.line",
                    "source_id": line.id,
                }
                for number, line in enumerate(lines, 1)
            )
        return extra
