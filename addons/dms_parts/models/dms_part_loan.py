from odoo import api, fields, models
from odoo.exceptions import AccessError


class DmsPartLoan(models.Model):
    """A part lent to the shop floor for a trial; it is returned before the order is settled."""

    _name = "dms.part.loan"
    _description = "Part Loan"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    order_id = fields.Many2one("sale.order", string="Order", index=True, check_company=True)
    product_id = fields.Many2one("product.product", string="Part", required=True)
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    employee_id = fields.Many2one(
        "hr.employee", string="Borrower", required=True, check_company=True
    )
    date_lent = fields.Datetime(string="Lent", default=fields.Datetime.now, readonly=True)
    date_due = fields.Date(string="Due Back")
    date_returned = fields.Datetime(string="Returned", readonly=True)
    state = fields.Selection(
        [("lent", "Lent"), ("returned", "Returned")],
        default="lent",
        required=True,
        readonly=True,
        index=True,
    )
    note = fields.Char()

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity must be above zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the loan."""
        loans = super().create(vals_list)
        for loan in loans:
            loan.name = loan.company_id._next_number("PJ")
        return loans

    def action_return(self):
        """The part is back in the store."""
        if not self.env.user.has_group("dms_base.group_dms_storekeeper"):
            raise AccessError(self.env._("Only the storekeeper takes a loan back."))
        self.filtered(lambda loan: loan.state == "lent").write(
            {"state": "returned", "date_returned": fields.Datetime.now()}
        )
        return True
