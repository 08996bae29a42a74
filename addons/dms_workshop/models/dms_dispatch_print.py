from odoo import models


class DmsDispatch(models.Model):
    """What the printed dispatch order SV-15 says."""

    _inherit = "dms.dispatch"

    def _print_label(self, name):
        """Translated label of a selection field."""
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _get_print_parts_text(self):
        """Parts in one line of the paper: “oil filter 1 pcs ✓”, the tick when all is issued."""
        return "；".join(
            f"{part['name']} {part['quantity']:g} {part['unit']}"
            + (" ✓" if part["issued"] >= part["quantity"] else "")
            for part in self._get_print_parts()
        )

    def _get_print_parts(self):
        """Parts of the jobs on this dispatch order: what is asked for, what is issued."""
        self.ensure_one()
        # sudo: technicians read no prices; only names and quantities leave this method
        jobs = self.sudo().line_ids.sale_line_id.job_id
        lines = jobs.line_ids.filtered(
            lambda line: line.fee_kind == "part" and line.product_uom_qty > 0
        )
        return [
            {
                "code": line.product_id.default_code or "",
                "name": line.product_id.name,
                "quantity": line.product_uom_qty,
                "unit": line.product_uom_id.name,
                "issued": line.qty_delivered,
            }
            for line in lines
        ]
