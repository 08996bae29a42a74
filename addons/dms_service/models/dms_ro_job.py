from datetime import timedelta

from odoo import api, fields, models

from .ro_const import PAYER_TYPES, REPAIR_CLASSES, TRADES


class DmsRoJob(models.Model):
    """One thing to repair: concern, cause, correction, with its labour and parts lines."""

    _name = "dms.ro.job"
    _description = "Repair Job"
    _order = "order_id.id desc, sequence, id"
    _check_company_auto = True

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Job", required=True)
    product_id = fields.Many2one("product.product", string="Operation", check_company=True)
    concern = fields.Text(string="Customer's Concern")
    cause = fields.Text()
    correction = fields.Text()
    note = fields.Text(help="For the shop alone, e.g. parts named without a number; not printed.")
    service_type_id = fields.Many2one(
        "dms.service.type",
    )
    trade = fields.Selection(TRADES, default="mechanical")
    repair_class = fields.Selection(REPAIR_CLASSES, default="minor", required=True)
    flat_rate_hours = fields.Float(compute="_compute_flat_rate_hours", digits=(16, 2))
    payer_type = fields.Selection(PAYER_TYPES, string="Default Payer")
    guarantee_km = fields.Integer(
        string="Guarantee (km)",
        compute="_compute_guarantee",
        store=True,
        readonly=False,
        precompute=True,
    )
    guarantee_days = fields.Integer(
        string="Guarantee (days)",
        compute="_compute_guarantee",
        store=True,
        readonly=False,
        precompute=True,
    )
    guarantee_until = fields.Date(readonly=True, copy=False)
    guarantee_until_km = fields.Integer(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("pending", "To Authorise"),
            ("todo", "To Dispatch"),
            ("working", "In Work"),
            ("done", "Done"),
            ("passed", "Passed"),
            ("cancelled", "Cancelled"),
        ],
        default="pending",
        required=True,
        copy=False,
    )
    line_ids = fields.One2many("sale.order.line", "job_id", string="Lines")
    employee_ids = fields.Many2many(
        "hr.employee", "dms_ro_job_employee_rel", string="Technicians", copy=False
    )
    package_id = fields.Many2one("dms.repair.package", copy=False)
    rework_of_id = fields.Many2one(
        "dms.ro.job", string="Rework of", copy=False, index="btree_not_null"
    )
    resets_maintenance = fields.Boolean(help="The next service is counted from this job.")

    @api.depends("line_ids.flat_rate_hours", "line_ids.fee_kind")
    def _compute_flat_rate_hours(self):
        for job in self:
            job.flat_rate_hours = sum(
                line.flat_rate_hours for line in job.line_ids if line.fee_kind != "part"
            )

    @api.depends("repair_class", "service_type_id")
    def _compute_guarantee(self):
        """The legal minimum of the class, or the longer promise of the service type."""
        for job in self:
            company = job.order_id.company_id or self.env.company
            km, days = self.env["dms.guarantee.minimum"]._get_minimum(
                company.id, job.repair_class, job.order_id.vehicle_id.vehicle_class
            )
            kind = job.service_type_id
            job.guarantee_km = max(km, kind.guarantee_km)
            job.guarantee_days = max(days, kind.guarantee_days)

    def _check_guarantee(self):
        """A promise below the legal minimum is refused (E-309b)."""
        reasons = []
        for job in self.filtered(lambda job: job.state != "cancelled"):
            order = job.order_id
            km, days = self.env["dms.guarantee.minimum"]._get_minimum(
                order.company_id.id, job.repair_class, order.vehicle_id.vehicle_class
            )
            if job.guarantee_km < km or job.guarantee_days < days:
                text = self.env._(
                    "The guarantee of “%(job)s” may not be below %(km)s km / %(days)s days.",
                    job=job.name,
                    km=km,
                    days=days,
                )
                reasons.append(("E-309b", text))
        return reasons

    @api.model_create_multi
    def create(self, vals_list):
        """A job on a draft order means that estimating has begun."""
        self._get_named(vals_list, "order_id")._read_offer()
        self._get_named(vals_list, "product_id")._read_together("product_tmpl_id.categ_id")
        jobs = super().create(vals_list)
        orders = jobs.order_id.filtered(
            lambda order: order.state == "draft" and not order.estimate_started
        )
        orders.with_context(tracking_disable=True).write({"estimate_started": True})
        return jobs

    def _start_guarantee(self):
        """Guarantee periods start on the day the vehicle leaves, whichever of km and days ends first.

        The day of delivery itself is not counted: out on 1 March with 10 days lasts until 11 March.
        """
        values = {}
        for job in self.filtered(lambda job: job.state != "cancelled"):
            order = job.order_id
            if not order.delivered_date:
                continue
            key = (
                order.delivered_date + timedelta(days=job.guarantee_days),
                (order.odometer_out or order.odometer) + job.guarantee_km,
            )
            values.setdefault(key, []).append(job.id)
        for (until, until_km), ids in values.items():
            self.browse(ids).write({"guarantee_until": until, "guarantee_until_km": until_km})

    def action_cancel_job(self):
        """Take a job off the order before its work starts; its lines go to quantity zero."""
        for job in self:
            job.line_ids.write(
                {"product_uom_qty": 0.0, "change_reason": self.env._("Job cancelled")}
            )
        self.write({"state": "cancelled"})
        return True
