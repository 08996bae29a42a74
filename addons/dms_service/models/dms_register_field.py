from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.dms_base.models.res_company import TIMEZONE


class DmsRegisterField(models.Model):
    """Fields of supplementary forms that the desk brings: repair orders."""

    _inherit = "dms.register.field"

    kind = fields.Selection(
        selection_add=[("order", "Repair Order")], ondelete={"order": "cascade"}
    )

    def _relation_models(self):
        return {**super()._relation_models(), "order": "sale.order"}

    def _link_columns(self):
        return {**super()._link_columns(), "order": "order_id"}

    def _autofill_catalogue(self):
        # Kinds in variables: inside a translated row Odoo takes them for terms.
        texts, partner, vehicle = ("text", "long_text"), ("partner",), ("vehicle",)
        moment = ("datetime",)
        return {
            **super()._autofill_catalogue(),
            "order.number": (self.env._("Order Number"), "order", "name", texts),
            "order.customer": (self.env._("Customer"), "order", "partner_id", partner),
            "order.vehicle": (self.env._("Vehicle"), "order", "vehicle_id", vehicle),
            "order.advisor": (self.env._("Service Advisor"), "order", "user_id.name", texts),
            "order.promised": (self.env._("Promised Time"), "order", "promised_date", moment),
        }


class DmsRegisterEntry(models.Model):
    """Entries about a repair order."""

    _inherit = "dms.register.entry"

    order_id = fields.Many2one(
        "sale.order", string="Repair Order", index="btree_not_null", readonly=True
    )

    def _search_kind_domain(self, kind):
        domain = super()._search_kind_domain(kind)
        return domain & Domain("is_repair", "=", True) if kind == "order" else domain

    def _due_subject(self):
        if self.order_id:
            return ("sale.order", self.order_id.id)
        return super()._due_subject()


class DmsRegisterDue(models.Model):
    """Forms that each repair order needs."""

    _inherit = "dms.register.due"

    def _due_subjects(self, register, company, day):
        """Repair orders received on the day at the shop."""
        zone = timezone(company.partner_id.tz or TIMEZONE)
        first = zone.localize(datetime.combine(day, time.min)).astimezone(utc).replace(tzinfo=None)
        return self.env["sale.order"].search(
            [
                ("is_repair", "=", True),
                ("company_id", "=", company.id),
                ("received_at", ">=", first),
                ("received_at", "<", first + timedelta(days=1)),
            ]
        )


class SaleOrder(models.Model):
    """Supplementary forms filled about an order."""

    _inherit = "sale.order"

    def action_register_entries(self):
        """Entries of supplementary forms about this order."""
        return self.env["dms.register.entry"]._about("order_id", self)
