from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .dms_checklist_rescue import GLOVES
from .dms_rescue_case_const import EMPTY_OUTCOMES

LEAST_PHOTOS = 2
# Who takes calls for help and sends the van.
DISPATCHERS = (
    "dms_base.group_dms_advisor",
    "dms_base.group_dms_care_agent",
    "dms_base.group_dms_workshop_supervisor",
)


class DmsRescueOrder(models.Model):
    """Steps of a case: sent, on site, finished, back."""

    _inherit = "dms.rescue.order"

    def action_dispatch(self):
        """Send the van: the caller knows the price, tools are on board, the trip begins.

        :raises UserError: what is missing
        :raises AccessError: the user does not take calls for help
        """
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in DISPATCHERS):
            raise AccessError(self.env._("The desk or the workshop supervisor sends the van."))
        self.lock_for_update()
        for case in self.filtered(lambda one: one.state == "called"):
            case._check_dispatch()
            trip = case._create_trip()
            case._step().write(
                {"state": "sent", "dispatched_at": fields.Datetime.now(), "trip_id": trip.id}
            )
        return True

    def _check_dispatch(self):
        """Refuse to send a van into the dark.

        :raises UserError: the price was not agreed, van or driver is open, critical tools are missing
        """
        self.ensure_one()
        if not self.price_told:
            raise UserError(
                self.env._("The price was not told: tell it, and tick that the caller agrees.")
            )
        if not self.van_id or not self.driver_id:
            raise UserError(self.env._("Choose the rescue van and its driver."))
        if self.for_electric and GLOVES in self.van_id._get_missing_tool_codes():
            raise UserError(
                self.env._("An electric car waits and the van has no insulated gloves on board.")
            )

    def _create_trip(self):
        """Trip of the van for this case, on its way."""
        self.ensure_one()
        # sudo: whoever takes the call sends the van, the register of trips follows
        trip = self.env["dms.rescue.trip"].sudo().create(self._prepare_trip_vals())
        trip.action_leave()
        return trip.with_env(self.env)

    def _prepare_trip_vals(self):
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "vehicle_id": self.van_id.id,
            "driver_id": self.driver_id.id,
            "technician_id": self.technician_id.id,
            "reason": "rescue",
            "rescue_id": self.id,
            "rescue_number": self.name,
            "for_electric": self.for_electric,
            "destination": self.location,
            # sudo: the reading the van came back with is where it leaves
            "out_km": int(self.van_id.sudo().last_odometer),
        }

    def action_arrive(self):
        """The van is with the car."""
        self.filtered(lambda one: one.state == "sent")._step().write(
            {"state": "arrived", "arrived_at": fields.Datetime.now()}
        )
        return True

    def action_finish(self):
        """Finished on site: what was found and done, photos, the customer's signature.

        :raises UserError: what is missing
        """
        self.lock_for_update()
        for case in self.filtered(lambda one: one.state in ("sent", "arrived")):
            case._check_finish()
            case._step().write({"state": "finished", "finished_at": fields.Datetime.now()})
        return True

    def _check_finish(self):
        self.ensure_one()
        if not self.outcome:
            raise UserError(self.env._("Choose how the case ended."))
        if self.outcome in EMPTY_OUTCOMES:
            return
        if self.state != "arrived":
            raise UserError(self.env._("Time order violated: enter the arrival first. (E-113)"))
        if not self.finding or not self.treatment:
            raise UserError(self.env._("Write what was found and what was done."))
        if len(self.photo_ids) < LEAST_PHOTOS:
            raise UserError(
                self.env._("Take at least %(count)s photos on site.", count=LEAST_PHOTOS)
            )
        if not self.signature or not self.signed_by:
            raise UserError(
                self.env._("The signature is missing: ask the customer to sign. (E-307)")
            )

    def action_back(self):
        """The van is back with its kilometres: fees are known, parts leave its stock.

        A car that was towed in stands in the queue of the reception.
        """
        self.lock_for_update()
        for case in self.filtered(lambda one: one.state == "finished"):
            trip = case.trip_id
            if trip.state not in ("back", "checked"):
                raise UserError(self.env._("Enter km back of trip %(trip)s first.", trip=trip.name))
            case._step().write({"state": "back", "back_at": trip.back_at})
            case._take_fees()
            case._book_parts()
            if case.outcome == "towed_in" and not case.tow_to:
                case._bring_in()
        return True

    def _bring_in(self):
        """Ticket of the reception for a car on our hook."""
        self.ensure_one()
        self.env["dms.queue.ticket"]._create_arrivals(
            [
                {
                    "plate": self.plate,
                    "vehicle_id": self.vehicle_id.id,
                    "company_id": self.company_id.id,
                }
            ]
        )

    def action_cancel(self, reason=None):
        """The caller needs no help any more; nobody has left yet.

        :param reason: why, else the remark of the case
        """
        for case in self.filtered(lambda one: one.state == "called"):
            text = (reason or case.note or "").strip()
            if not text:
                raise UserError(self.env._("Write in the remark why the case is cancelled."))
            case._step().write({"state": "cancelled", "cancel_reason": text})
        return True

    def action_view_trip(self):
        """The trip of the van."""
        self.ensure_one()
        return self.trip_id._get_records_action(name=self.trip_id.name, context={})

    def action_view_order(self):
        """The repair order the case is billed by."""
        self.ensure_one()
        if not self.order_id.has_access("read"):
            raise AccessError(self.env._("You may not see this repair order."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_service.sale_order_action_repair"
        )
        form = [view for view in action["views"] if view[1] == "form"]
        return {**action, "views": form or [(False, "form")], "res_id": self.order_id.id}

    def _book_parts(self):
        """Used parts go from the van through the store, from where the repair order issues them."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.product_id.is_storable)
        place = self.van_id.rescue_location_id
        if not lines or not place:
            return
        # sudo: the storekeeper is not on the road; what was used is booked as it was entered
        pickings = self.env["stock.picking"].sudo()
        picking = pickings.create(self._prepare_picking_vals(lines, place))
        picking.action_confirm()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking.with_context(skip_backorder=True).button_validate()

    def _prepare_picking_vals(self, lines, place):
        warehouse = (
            self.env["stock.warehouse"]
            .sudo()  # sudo: as above
            .search([("company_id", "=", self.company_id.id)], limit=1)
        )
        ends = {"location_id": place.id, "location_dest_id": warehouse.lot_stock_id.id}
        return {
            **ends,
            "picking_type_id": warehouse.int_type_id.id,
            "origin": self.name,
            "rescue_order_id": self.id,
            "move_ids": [
                fields.Command.create(
                    {
                        **ends,
                        "product_id": line.product_id.id,
                        "product_uom": line.product_id.uom_id.id,
                        "product_uom_qty": line.quantity,
                    }
                )
                for line in lines
            ],
        }
