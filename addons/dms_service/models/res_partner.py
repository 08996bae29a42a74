from odoo import api, fields, models

from odoo.addons.dms_base.tools import phone
from odoo.addons.dms_base.tools.rights import SEE_PHONE

CUSTOMER_CLASSES = [
    ("vip", "VIP"),
    ("a", "Class A"),
    ("b", "Class B"),
    ("c", "Class C"),
    ("new", "New Customer"),
    ("fleet", "Fleet Customer"),
]


class ResPartner(models.Model):
    """Customers of the shop: one person per phone number, with the consents they gave."""

    _inherit = "res.partner"

    phone_key = fields.Char(
        groups=SEE_PHONE,
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        help="Digits of the phone, for matching.",
    )
    customer_class = fields.Selection(CUSTOMER_CLASSES, help="Decides priority at reception.")
    honorific = fields.Selection([("mr", "Mr."), ("ms", "Ms.")], string="Form of Address")
    consent_service = fields.Boolean(
        string="Agrees to Service Contact",
        help="Reminders, progress and follow-up calls about the customer's own vehicles.",
    )
    consent_marketing = fields.Boolean(string="Agrees to Marketing")
    consent_date = fields.Datetime(string="Consent Given at")
    consent_channel = fields.Selection(
        [("desk", "At the Desk"), ("portal", "Online"), ("phone", "Phone"), ("paper", "Paper")]
    )
    vehicle_ids = fields.One2many("fleet.vehicle", "owner_id", string="Vehicles")
    vehicle_count = fields.Integer(compute="_compute_vehicle_count")

    # The end of a number is typed more often than the whole of it.
    _phone_part_idx = models.Index(
        lambda registry: "USING gin (phone_key gin_trgm_ops)" if registry.has_trigram else ""
    )

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "customer_rank",
            "customer_class",
        }

    @api.depends("phone")
    def _compute_phone_key(self):
        for partner in self:
            partner.phone_key = phone.key(partner.phone) or False

    def _compute_vehicle_count(self):
        counts = dict(
            self.env["fleet.vehicle"]._read_group(
                [("owner_id", "in", self.ids)], ["owner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.vehicle_count = counts.get(partner, 0)

    @api.model
    def _find_by_phone(self, number):
        """The customer with this phone, compared by digits; empty when unknown."""
        digits = phone.key(number)
        if not digits:
            return self.browse()
        found = self.search(
            [
                ("phone_key", "=", digits),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            order="id",
            limit=1,
        )
        # A contact person's number leads to the firm or family that owns the vehicles.
        return found if found.vehicle_ids or not found.parent_id else found.parent_id

    @api.model
    def _find_or_create_by_phone(self, number, name, **vals):
        """The customer with this phone, created when unknown.

        :param number: phone in any spelling
        :param name: used only for a new customer
        :param vals: further values of a new customer
        """
        partner = self._find_by_phone(number)
        if partner:
            return partner
        # mail_create_nosubscribe: the desk does not follow every customer it enters.
        return (
            self.with_context(mail_create_nosubscribe=True, tracking_disable=True)
            .create(
                {
                    "name": name or number,
                    "phone": phone.key(number) or number,
                    "customer_class": "new",
                    **vals,
                }
            )
            .with_env(self.env)
        )

    def _increase_rank(self, field, n=1):
        """Odoo counts each bill of a customer by itself: that is no change of his file to be traced."""
        # auditlog_guard: what auditlog marks as being written already; else each bill cost sixty queries.
        guard = {(self._name, (partner_id,)) for partner_id in self.ids}
        return super(ResPartner, self.with_context(auditlog_guard=guard))._increase_rank(field, n)

    def action_view_vehicles(self):
        """Vehicles of the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_service.fleet_vehicle_action")
        action["domain"] = [("owner_id", "=", self.id)]
        action["context"] = {"default_owner_id": self.id, "default_vehicle_use": "customer"}
        return action
