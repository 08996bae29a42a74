from odoo import fields, models


class DmsLabourCredit(models.Model):
    """Hours a person earned on a job: the ledger that piece-rate pay reads.

    Filled by the addons that know the work. Rows are corrected by further rows, never edited.
    """

    _name = "dms.labour.credit"
    _description = "Labour Credit"
    _order = "date desc, id desc"
    _check_company_auto = True

    date = fields.Date(required=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    employee_id = fields.Many2one("hr.employee", required=True, index=True, check_company=True)
    team_id = fields.Many2one("dms.team", check_company=True)
    role = fields.Selection(
        [
            ("technician", "Technician"),
            ("inspector", "Inspector"),
            ("advisor", "Service Advisor"),
            ("parts", "Parts"),
        ],
        required=True,
        default="technician",
    )
    order_ref = fields.Char(string="Repair Order", index=True)
    operation = fields.Char()
    trade = fields.Char()
    service_type = fields.Char()
    hours = fields.Float(string="Paid Hours", digits=(16, 2))
    amount = fields.Float(string="Base Amount", digits=(16, 2))
    state = fields.Selection(
        [("accrued", "Accrued"), ("earned", "Earned"), ("reversed", "Reversed")],
        required=True,
        default="accrued",
        index=True,
    )
    settle_date = fields.Date(string="Settled")
    res_model = fields.Char(string="Source Model")
    res_id = fields.Many2oneReference(string="Source", model_field="res_model", index=True)
