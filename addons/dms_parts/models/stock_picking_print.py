from odoo import fields, models


class StockPicking(models.Model):
    """What the printed issue slip says."""

    _inherit = "stock.picking"

    def _get_print_vehicle(self):
        """Plate and model of the car the parts are for; addons that know the car answer."""
        self.ensure_one()
        return {"plate": "", "model": "", "vin": ""}

    def _get_print_lines(self):
        """Job, payer and whereabouts of the old part by move id; addons that know the order answer.

        :return: {move id: {"job": …, "payer": …, "old_part": …}}
        """
        self.ensure_one()
        return {}

    def _get_print_head(self):
        """Head of the slip as plain texts."""
        self.ensure_one()
        moment = self.date_done or self.scheduled_date
        rows = self._get_print_rows()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("issue_type", "return_reason")
        }
        zone = self.company_id.partner_id.tz or "Asia/Shanghai"
        local = (
            fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)
            if moment
            else None
        )
        return {
            "order": self.origin or "",
            "customer": self.partner_id.name or "",
            "receiver": self.receiver_id.name or "",
            "advisor": "",
            "kind": labels["issue_type"].get(self.issue_type, ""),
            "reason": labels["return_reason"].get(self.return_reason, ""),
            "date": local.strftime("%Y-%m-%d %H:%M") if local else "",
            "requested": sum(row["requested"] for row in rows),
            "issued": sum(row["issued"] for row in rows),
            **self._get_print_vehicle(),
        }

    def _get_print_rows(self):
        """One row per part: what was asked for, what was issued, from which bin."""
        self.ensure_one()
        grades = dict(
            self.env["product.template"]._fields["part_grade"]._description_selection(self.env)
        )
        sign = -1 if self.return_id else 1
        facts, nothing = self._get_print_lines(), {"job": "", "payer": "", "old_part": ""}
        rows = []
        for move in self.move_ids.filtered(lambda item: item.state != "cancel"):
            issued = move.quantity if move.state == "done" else 0.0
            bins = (move.move_line_ids.location_id or move.location_id).mapped("name")
            rows.append(
                {
                    **facts.get(move.id, nothing),
                    "code": move.product_id.default_code or "",
                    "oe": move.product_id.oe_number or "",
                    "brand": move.product_id.part_brand_id.name or "",
                    "name": move.product_id.name,
                    "grade": grades.get(move.product_id.part_grade, ""),
                    "bin": ", ".join(dict.fromkeys(bins)),
                    "unit": move.product_uom.name,
                    "requested": sign * move.product_uom_qty,
                    "issued": sign * issued,
                    "short": max(move.product_uom_qty - issued, 0.0)
                    if move.state == "done"
                    else 0.0,
                }
            )
        return rows
