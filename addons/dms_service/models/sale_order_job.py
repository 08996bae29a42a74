from odoo import models


class SaleOrder(models.Model):
    """Jobs of an order: packages, findings and lines entered without a job."""

    _inherit = "sale.order"

    def _ensure_jobs(self):
        """Give every priced line a job: each labour line opens one, parts join the nearest."""
        vals_list, targets = [], []
        for order in self:
            orphans = order.order_line.filtered(
                lambda line: (
                    not line.display_type
                    and not line.job_id
                    and line.fee_kind not in ("adjust", "other")
                )
            )
            labour = orphans.filtered(lambda line: line.fee_kind != "part")
            for line in labour:
                vals_list.append(order._prepare_job_vals(line))
                targets.append(line)
            if orphans and not labour and not order.job_ids:
                vals_list.append(order._prepare_job_vals(orphans[:1]))
                targets.append(orphans[:1])
        jobs = self.env["dms.ro.job"].create(vals_list)
        for line, job in zip(targets, jobs, strict=True):
            line.job_id = job
        self._join_loose_parts()

    def _join_loose_parts(self):
        """Parts without a job belong to the job of the line above them."""
        groups = {}
        for order in self:
            current = order.job_ids[:1]
            for line in order.order_line.sorted("sequence"):
                if line.job_id:
                    current = line.job_id
                elif line.fee_kind == "part" and current:
                    groups.setdefault(current, []).append(line.id)
        for job, ids in groups.items():
            self.env["sale.order.line"].browse(ids).write({"job_id": job.id})

    def _prepare_job_vals(self, line):
        """Values of the job opened for a line that was entered directly."""
        self.ensure_one()
        product = line.product_id
        return {
            "order_id": self.id,
            "name": self._print_name(line) or product.name,
            "product_id": product.id if line.fee_kind != "part" else False,
            "service_type_id": self.service_type_id.id,
            "trade": product.trade or "mechanical",
            "repair_class": product.repair_class or "minor",
            "payer_type": line.payer_type,
            "sequence": line.sequence,
        }

    def action_add_packages(self):
        """Pick packages for this vehicle."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Packages"),
            "res_model": "dms.ro.package.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }
