from odoo import api, fields, models


class DmsChecklist(models.Model):
    """Inspections of a repair order know their order and vehicle."""

    _inherit = "dms.checklist"

    order_id = fields.Many2one(
        "sale.order", string="Repair Order", index="btree_not_null", ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Sheets of a repair order are linked to it."""
        for vals in vals_list:
            if vals.get("res_model") == "sale.order" and vals.get("res_id"):
                vals.setdefault("order_id", vals["res_id"])
        return super().create(vals_list)

    def _after_done(self):
        """A finished arrival inspection proposes work on its order."""
        res = super()._after_done()
        for checklist in self.filtered("order_id"):
            if checklist.line_ids.filtered("is_bad"):
                checklist.order_id._propose_from_checklist(checklist)
        return res

    def _get_repair_findings(self):
        """Bad lines that are work to do.

        Damage marks of the walk-around (pass/fail items of SV-11) only record the condition of the
        vehicle on arrival: nobody asked to have them repaired.
        """
        self.ensure_one()
        bad = self.line_ids.filtered("is_bad")
        if self.template_id.code == "SV-11":
            bad = bad.filtered(lambda line: line.kind != "pass_fail")
        return bad
