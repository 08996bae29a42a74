from odoo import api, fields, models

ROLE_COEFFICIENT = {"main": 1.0, "assist": 0.7, "apprentice": 0.3}


class DmsDispatchWorker(models.Model):
    """A technician on a dispatch order and the share of its hours."""

    _name = "dms.dispatch.worker"
    _description = "Dispatch Technician"
    _order = "dispatch_id.id desc, role desc, id"

    dispatch_id = fields.Many2one("dms.dispatch", required=True, ondelete="cascade", index=True)
    employee_id = fields.Many2one("hr.employee", string="Technician", required=True, index=True)
    role = fields.Selection(
        [("main", "Main"), ("assist", "Assistant"), ("apprentice", "Apprentice")],
        default="main",
        required=True,
    )
    coef = fields.Float(string="Coefficient", compute="_compute_coef", digits=(6, 3))
    net_hours = fields.Float(compute="_compute_net_hours", digits=(16, 2))
    share_hours = fields.Float(string="Shared Hours", readonly=True, digits=(16, 2))
    share_date = fields.Date(string="Shared on", readonly=True)

    _person_uniq = models.Constraint(
        "UNIQUE(dispatch_id, employee_id)", "The technician is on this dispatch already."
    )

    _share_idx = models.Index("(share_date) WHERE share_date IS NOT NULL")

    @api.depends("role", "employee_id")
    def _compute_coef(self):
        """Coefficient of the role times that of the person's grade."""
        for worker in self:
            # sudo: the grade's coefficient decides the share; the person's file stays closed
            grade = worker.employee_id.sudo().skill_grade_id.coefficient or 1.0
            worker.coef = ROLE_COEFFICIENT[worker.role] * grade

    def _compute_net_hours(self):
        sums = {
            (dispatch.id, employee.id): hours
            for dispatch, employee, hours in self.env["dms.dispatch.log"]._read_group(
                [("dispatch_id", "in", self.dispatch_id.ids), ("kind", "!=", "redo")],
                ["dispatch_id", "employee_id"],
                ["net_hours:sum"],
            )
        }
        for worker in self:
            worker.net_hours = sums.get((worker.dispatch_id.id, worker.employee_id.id), 0.0)
