from odoo import fields, models


class DmsRepairPackage(models.Model):
    """A job ready-made for some models: operations, parts, and a price if it is a fixed one."""

    _name = "dms.repair.package"
    _description = "Repair Package"
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: all companies.")
    service_type_id = fields.Many2one(
        "dms.service.type",
    )
    model_ids = fields.Many2many(
        "fleet.vehicle.model", string="Vehicle Models", help="Empty: fits every model."
    )
    line_ids = fields.One2many("dms.repair.package.line", "package_id", copy=True)
    flat_rate_hours = fields.Float(compute="_compute_flat_rate_hours", digits=(16, 2))
    resets_maintenance = fields.Boolean(help="The next service is counted from this job.")
    note = fields.Text()

    def _compute_flat_rate_hours(self):
        for package in self:
            package.flat_rate_hours = sum(package.line_ids.mapped("flat_rate_hours"))

    def _filter_fitting(self, vehicle, company):
        """Packages of the company that fit the model of a vehicle, those made for it first."""
        fitting = self.filtered(
            lambda one: (
                (not one.model_ids or vehicle.model_id in one.model_ids)
                and (not one.company_id or one.company_id == company)
            )
        )
        return fitting.sorted(lambda one: (not one.model_ids, one.sequence, one.id))

    def _apply_to(self, order):
        """Put the packages on an order: one job each, all lines in one `create`.

        :param order: repair order that is not signed yet
        :return: the new jobs
        """
        order.ensure_one()
        jobs = self.env["dms.ro.job"].create([one._prepare_job_vals(order) for one in self])
        vals_list = []
        for package, job in zip(self, jobs, strict=True):
            vals_list += [line._prepare_order_line_vals(order, job) for line in package.line_ids]
        self.env["sale.order.line"].create(vals_list)
        if not order.service_type_id:
            order.service_type_id = jobs.service_type_id[:1]
        order._propose_promise()
        return jobs

    def _prepare_job_vals(self, order):
        """Values of the job opened for this package."""
        self.ensure_one()
        labour = self.line_ids.filtered(lambda line: line.product_id.fee_kind == "labour")[:1]
        kind = self.service_type_id or order.service_type_id
        return {
            "order_id": order.id,
            "name": self.name,
            "product_id": labour.product_id.id,
            "package_id": self.id,
            "service_type_id": kind.id,
            "trade": labour.product_id.trade or "mechanical",
            "repair_class": labour.product_id.repair_class or "minor",
            "payer_type": kind.payer_type,
            "resets_maintenance": self.resets_maintenance,
            "sequence": 10 * (len(order.job_ids) + 1),
        }
