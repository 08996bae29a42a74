from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class DmsPartLoan(models.Model):
    """A part lent to the shop floor for a trial; it is returned before the order is settled.

    The part moves to the location of lent parts: still the shop's and valued, but free for nobody.
    """

    _name = "dms.part.loan"
    _description = "Part Loan"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    order_id = fields.Many2one("sale.order", index=True, check_company=True)
    product_id = fields.Many2one(
        "product.product", string="Part", required=True, domain="[('is_storable', '=', True)]"
    )
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    employee_id = fields.Many2one(
        "hr.employee", string="Borrower", required=True, check_company=True
    )
    date_lent = fields.Datetime(string="Lent", default=fields.Datetime.now, readonly=True)
    date_due = fields.Date(string="Due Back")
    date_returned = fields.Datetime(string="Returned", readonly=True)
    picking_ids = fields.Many2many(
        "stock.picking", "dms_part_loan_picking_rel", string="Transfers", readonly=True, copy=False
    )
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
        """Number the loan and take the part off the shelf."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            vals["name"] = company._next_number("PJ")
        loans = super().create(vals_list)
        for loan in loans:
            loan._move_part(loan._get_shelf(), loan.company_id.loan_location_id)
        return loans

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A loan is taken back, never deleted."))

    def action_return(self):
        """The part is back in the store."""
        if not self.env.user.has_group("dms_base.group_dms_storekeeper"):
            raise AccessError(self.env._("Only the storekeeper takes a loan back."))
        self.lock_for_update()
        loans = self.filtered(lambda loan: loan.state == "lent")
        for loan in loans:
            loan._move_part(loan.company_id.loan_location_id, loan._get_shelf())
        loans.write({"state": "returned", "date_returned": fields.Datetime.now()})
        return True

    def _get_shelf(self):
        """Shelf stock of the loan's company."""
        self.ensure_one()
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        return warehouse.lot_stock_id

    def _move_part(self, source, destination):
        """Internal transfer of the lent part, done at once.

        :raises UserError: the part is not free on the shelf
        """
        self.ensure_one()
        if not source or not destination or not self.product_id.is_storable:
            return
        warehouse = source.warehouse_id or destination.warehouse_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "origin": self.name,
                "move_ids": [Command.create(self._prepare_move_vals(source, destination))],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        if picking.state != "assigned":
            raise UserError(
                self.env._(
                    "%(part)s: %(n)g are not free on the shelf to be lent.",
                    part=self.product_id.display_name,
                    n=self.quantity,
                )
            )
        picking.move_ids.picked = True
        picking._action_done()
        self.picking_ids = [Command.link(picking.id)]

    def _prepare_move_vals(self, source, destination):
        """Values of the move that takes the part out or back."""
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": self.product_id.uom_id.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "company_id": self.company_id.id,
        }
