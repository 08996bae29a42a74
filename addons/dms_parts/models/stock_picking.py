from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    is_parts_issue = fields.Boolean(
        string="Parts Issue", help="Its transfers are issue slips of the parts store."
    )


class StockPicking(models.Model):
    """Parts issue slip (发料单): the only paper by which parts leave the store."""

    _inherit = "stock.picking"

    is_parts_issue = fields.Boolean(
        related="picking_type_id.is_parts_issue", store=True, index=True
    )
    receiver_id = fields.Many2one(
        "hr.employee",
        string="Received by",
        copy=False,
        help="The person who takes the parts at the counter.",
    )
    issued_by_id = fields.Many2one("res.users", string="Issued by", readonly=True, copy=False)
    issue_type = fields.Selection(
        [
            ("repair", "Repair"),
            ("counter", "Counter Sale"),
            ("internal", "Internal Use"),
            ("claim", "Warranty"),
            ("rework", "Rework"),
        ],
        default="repair",
        copy=False,
    )
    return_reason = fields.Selection(
        [
            ("surplus", "Too Many Taken"),
            ("wrong", "Wrong Part Issued"),
            ("unsuitable", "Does Not Fit"),
            ("cancelled", "Job Cancelled"),
            ("quality", "Bad Quality"),
        ],
        string="Reason of Return",
        readonly=True,
        copy=False,
    )
    print_count = fields.Integer(string="Prints", readonly=True, copy=False)

    def _check_issue_allowed(self):
        """Hook: raise one sentence when these slips may not be issued now."""

    def _check_return_allowed(self):
        """Hook: raise one sentence when parts of these slips may not come back now."""

    def _check_storekeeper(self):
        """Of the people of the shop only the store lets parts out; others deliver by Odoo's own rights.

        :raises AccessError: the user has a role in the shop and is no storekeeper
        """
        user = self.env.user
        if self._is_shop_issue() and not user.has_group("dms_base.group_dms_storekeeper"):
            raise AccessError(self.env._("Only the storekeeper confirms the issue of parts."))

    def _is_shop_issue(self):
        """Whether a person of the shop is at work, who keeps the rules of its store."""
        return not self.env.su and self.env.user.has_group("dms_base.group_dms_user")

    @api.model_create_multi
    def create(self, vals_list):
        """A transfer is not entered on a closed day."""
        pickings = super().create(vals_list)
        for picking, vals in zip(pickings, vals_list, strict=True):
            picking._check_not_backdated(vals)
        return pickings

    def write(self, vals):
        """A transfer is not moved to a closed day, nor is one that was done on it changed."""
        if {"date_done", "scheduled_date"} & vals.keys():
            for picking in self:
                picking._check_not_backdated(vals)
        return super().write(vals)

    def _check_not_backdated(self, vals):
        """Refuse a date typed on or before the last closed business day.

        What happens now belongs to the next open day, even when the calendar day is closed already.

        :raises UserError: the day is closed
        """
        self.ensure_one()
        company = self.company_id
        if not company._closed_until():
            return
        now = fields.Datetime.now()
        for name in ("date_done", "scheduled_date"):
            moment = fields.Datetime.to_datetime(vals.get(name))
            if moment and (now - moment).total_seconds() > 3600:
                company._check_day_open(company._local_date(moment))

    def button_validate(self):
        """Issue slips go through the checks of the store."""
        slips = self.filtered(
            lambda picking: picking.is_parts_issue and picking.state not in ("done", "cancel")
        )
        if slips:
            slips._check_storekeeper()
            slips._check_issue_allowed()
            if self.env.su or self._is_shop_issue():
                slips.move_ids._check_issue_quantity()
            slips.filtered(lambda slip: not slip.issued_by_id).issued_by_id = self.env.user
        return super().button_validate()

    def action_issue_all(self):
        """Issue everything that is reserved, by one confirmation; what is short stays as a back order.

        Pressed twice or by two people at once it acts once: the second finds the slip issued.

        :raises UserError: nothing is reserved, or somebody issues the slip at this moment
        """
        self._check_storekeeper()
        self.invalidate_recordset(["state"])
        self._read_together(
            "picking_type_id",
            "partner_id",
            "company_id.currency_id",
            "sale_id",
            beside=(self.env.user,),
            lock="update",
        )
        slips = self.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if not slips:
            return True
        slips._read_issue()
        held = (
            self.env["stock.quant"]
            # sudo: the lock shows no figure, it only makes two storekeepers decide one after the other
            .sudo()
            ._hold_stock(
                slips.move_ids.product_id, slips.location_id, slips.move_ids.location_dest_id
            )
        )
        slips._check_issue_allowed()
        waiting = slips.filtered(lambda slip: slip.state in ("draft", "confirmed", "waiting"))
        if waiting:
            waiting.action_assign()
        moves = slips.move_ids.filtered(
            lambda move: move.state in ("assigned", "partially_available")
        )
        empty = slips - moves.picking_id
        if empty:
            raise UserError(
                self.env._(
                    "%(slips)s: nothing is in stock to be issued; order the missing parts first.",
                    slips=", ".join(empty.mapped("name")),
                )
            )
        moves._check_issue_quantity()
        moves.picked = True
        # tracking_disable: the slip itself says who issued it and when.
        slips = slips.with_context(tracking_disable=True, dms_held_quants=held)
        slips.issued_by_id = self.env.user
        slips._action_done()
        return True

    def _read_issue(self):
        """Read together what core reads slip by slip and line by line; addons add their own."""
        moves = self._read_children(
            "move_ids",
            "product_id.product_tmpl_id.categ_id",
            "location_id.location_id",
            "location_dest_id",
            "rule_id",
        )
        moves._read_children("move_line_ids", "location_id")
        places = moves.move_line_ids.location_id | self.location_id | moves.location_id
        (places | self.location_dest_id | moves.location_dest_id).mapped("usage")

    def _send_confirmation_email(self):
        """Issue slips stay inside the shop: the customer gets no delivery message for them."""
        return super(
            StockPicking, self.filtered(lambda slip: not slip.is_parts_issue)
        )._send_confirmation_email()

    def action_open_return(self):
        """Ask what comes back and why."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return to Store"),
            "res_model": "dms.parts.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    @api.model
    def action_scan_slip(self, barcode):
        """Open the slip, or the slips of an order, that a scanner read.

        :param barcode: number of a slip or of a repair order
        """
        text = (barcode or "").strip()
        slips = self.search(
            [("is_parts_issue", "=", True), "|", ("name", "=", text), ("origin", "=", text)]
        )
        if not slips:
            raise UserError(self.env._("No issue slip belongs to %(text)s.", text=text))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_parts.stock_picking_issue_action"
        )
        if len(slips) == 1:
            return {**action, "res_id": slips.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", slips.ids)]}
