from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN_STATES = ("confirmed", "waiting", "assigned")
DESK_LIMIT = 60


class StockPicking(models.Model):
    """The storekeeper's desk: what is to be issued, to which car, from which bin."""

    _inherit = "stock.picking"

    @api.model
    def get_issue_desk(self):
        """Everything the desk shows; the number of queries does not grow with the slips.

        :return: dict with ``slips``, ``people`` and the counts beside them
        """
        companies = self.env.companies.ids
        slips = self.search(
            [
                ("is_parts_issue", "=", True),
                ("state", "in", OPEN_STATES),
                ("company_id", "in", companies),
            ],
            order="priority desc, scheduled_date, id",
            limit=DESK_LIMIT,
        )
        return {
            "slips": slips._get_desk_cards(),
            "people": self._get_desk_people(),
            "arrivals": self.search_count(
                [
                    ("picking_type_id.code", "=", "incoming"),
                    ("return_id", "=", False),
                    ("state", "in", OPEN_STATES),
                    ("scheduled_date", "<", "today +1d"),
                    ("company_id", "in", companies),
                ]
            ),
            "shortages": self.env["dms.shortage"].search_count([("state", "=", "requested")]),
        }

    @api.model
    def _get_desk_people(self):
        """People who may take parts at the counter: id and name."""
        people = self.env["hr.employee.public"].search_fetch(
            [("company_id", "in", self.env.companies.ids)], ["name"], limit=300
        )
        return [{"id": person.id, "name": person.name} for person in people]

    def _get_desk_facts(self):
        """Bay of the car and who will take the parts, by slip; addons that know the floor answer.

        :return: {slip id: {"place": text, "receiver_id": id of hr.employee or False}}
        """
        return {}

    def _propose_receivers(self):
        """Whoever was sent to do the work takes the parts, unless somebody else was named."""
        facts = self._get_desk_facts()
        for slip in self.filtered(lambda one: not one.receiver_id and one.state != "done"):
            if receiver := facts.get(slip.id, {}).get("receiver_id"):
                slip.receiver_id = receiver

    def _get_desk_cards(self):
        """One card per slip, as plain data."""
        now = fields.Datetime.now()
        today = fields.Datetime.context_timestamp(self, now).date()
        # Read once for all slips what each card shows of its bins.
        self.move_ids.move_line_ids.location_id.fetch(["name"])
        labels = dict(self._fields["slip_state"]._description_selection(self.env))
        facts, nothing = self._get_desk_facts(), {"place": "", "receiver_id": False}
        cards = []
        for slip in self:
            rows = slip._get_desk_rows()
            fact = facts.get(slip.id, nothing)
            moment = slip.scheduled_date
            local = fields.Datetime.context_timestamp(slip, moment) if moment else None
            cards.append(
                {
                    "id": slip.id,
                    "name": slip.name,
                    "order": slip.origin or "",
                    "customer": slip.partner_id.name or "",
                    "place": fact["place"],
                    "needed": local.strftime("%H:%M" if local.date() == today else "%m-%d %H:%M")
                    if local
                    else "",
                    "late": bool(moment and moment < now),
                    "urgent": slip.priority == "1",
                    "state": slip.slip_state,
                    "state_label": labels.get(slip.slip_state, ""),
                    "ready": any(row["there"] for row in rows),
                    "short": any(row["there"] < row["asked"] for row in rows),
                    "receiver_id": slip.receiver_id.id or fact["receiver_id"],
                    "rows": rows,
                    **slip._get_print_vehicle(),
                }
            )
        return cards

    def _get_desk_rows(self):
        """Parts of one slip: what is asked for, what is there, in which bin."""
        self.ensure_one()
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return [
            {
                "code": move.product_id.default_code or "",
                "name": move.product_id.name,
                "barcode": move.product_id.barcode or "",
                "oe": move.product_id.oe_key or "",
                "asked": move.product_uom_qty,
                "there": move.quantity,
                "unit": move.product_uom.name,
                "bin": ", ".join(
                    (move.move_line_ids.location_id or move.location_id).mapped("name")
                ),
            }
            for move in moves
        ]

    def action_issue(self):
        """Button of the counter: hand out what is reserved to somebody who is named.

        :raises UserError: nobody is named who takes the parts
        """
        self._check_storekeeper()
        self._propose_receivers()
        nameless = self.filtered(
            lambda slip: not slip.receiver_id and slip.state not in ("done", "cancel")
        )
        if nameless:
            raise UserError(
                self.env._(
                    "%(slips)s: choose who takes the parts.",
                    slips=", ".join(nameless.mapped("name")),
                )
            )
        return self.action_issue_all()

    def _get_stranger_text(self):
        """Warning when the person who took the parts does not work on the car; empty otherwise."""
        return ""

    def issue_from_desk(self, receiver_id=None):
        """Hand out what is reserved on these slips and keep who took it.

        :param receiver_id: id of the employee who takes the parts
        :return: sentence for the desk
        """
        self._check_storekeeper()
        if receiver_id:
            self.filtered(lambda slip: slip.state != "done").receiver_id = receiver_id
        self.action_issue()
        # sudo: only whether something is left is asked
        left = self.sudo().backorder_ids.filtered(lambda slip: slip.state not in ("done", "cancel"))
        names = ", ".join(self.mapped("name"))
        if strangers := self._get_stranger_text():
            names = f"{names} ({strangers})"
        if left:
            return self.env._(
                "%(slips)s issued; %(rest)s keeps what is short.",
                slips=names,
                rest=", ".join(left.mapped("name")),
            )
        return self.env._("%(slips)s issued.", slips=names)

    @api.model
    def scan_issue(self, barcode):
        """What a scanner read at the desk: a slip, an order, or somebody's badge.

        Parts are matched on the screen, which knows the codes of what it shows.

        :return: ``{"slips": ids}`` or ``{"receiver": {id, name}}`` or ``{}``
        """
        text = (barcode or "").strip()
        if not text:
            return {}
        slips = self.search(
            [
                ("is_parts_issue", "=", True),
                ("state", "in", OPEN_STATES),
                "|",
                ("name", "=ilike", text),
                ("origin", "=ilike", text),
            ]
        )
        if slips:
            return {"slips": slips.ids}
        person = (
            self.env["hr.employee"]
            # sudo: badges are private to HR; only who stands at the counter leaves this method
            .sudo()
            .search([("barcode", "=", text), ("company_id", "in", self.env.companies.ids)], limit=1)
        )
        return {"receiver": {"id": person.id, "name": person.name}} if person else {}
