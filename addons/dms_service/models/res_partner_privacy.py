from dateutil.relativedelta import relativedelta

from odoo import fields, models

ENDED_STAGES = ("delivered", "closed", "void", "left")


class ResPartner(models.Model):
    """Vehicles, appointments, repairs and statements of a person: told on request, made nameless on request."""

    _inherit = "res.partner"

    def _get_repair_files(self):
        """What the desk keeps about these people and their contacts, as superuser.

        :return: (vehicles, appointments, orders)
        """
        # sudo: the caller has the right to the whole file of the person
        people = (self | self.child_ids).sudo().with_context(active_test=False)
        vehicles = people.env["fleet.vehicle"].search([("owner_id", "in", people.ids)])
        bookings = people.env["dms.appointment"].search([("partner_id", "in", people.ids)])
        orders = people.env["sale.order"].search([("partner_id", "in", people.ids)])
        return vehicles, bookings, orders

    def _get_personal_data(self):
        """Add what the desk knows: consents, vehicles, appointments, repairs, statements."""
        vehicles, bookings, orders = self._get_repair_files()
        consents = ["customer_class", "honorific", "consent_service", "consent_marketing"]
        consents += ["consent_date", "consent_channel"]
        car = ["license_plate", "vin_sn", "model_id", "model_year", "last_odometer"]
        booking = [
            "name",
            "slot_start",
            "state",
            "contact_name",
            "phone",
            "plate",
            "customer_words",
        ]
        order = ["name", "business_date", "vehicle_id", "odometer", "customer_complaint"]
        order += ["inspection_finding", "belongings", "sender_name", "sender_phone"]
        order += ["sender_id_number", "amount_total", "signed_by", "delivered_date"]
        statement = ["name", "business_date", "amount_total", "state"]
        return [
            *super()._get_personal_data(),
            # sudo: the export hands over what the shop keeps of the person, whoever among the privileged asks
            (self.env._("Consents"), self.sudo()._export_personal(consents)),
            (self.env._("Vehicles"), vehicles._export_personal(car)),
            (self.env._("Appointments"), bookings._export_personal(booking)),
            (self.env._("Repair Orders"), orders._export_personal(order)),
            (self.env._("Settlements"), orders.settlement_ids._export_personal(statement)),
        ]

    def _get_erase_blockers(self):
        """Cars in the shop, money owed, and books that the law wants kept."""
        reasons = super()._get_erase_blockers()
        _vehicles, _bookings, orders = self._get_repair_files()
        running = orders.filtered(
            lambda order: order.is_repair and order.repair_stage not in ENDED_STAGES
        )
        if running:
            reasons.append(
                self.env._("Repair order %(name)s is not finished yet.", name=running[0].name)
            )
        return [*reasons, *self._get_retention_reasons()]

    def _get_retention_reasons(self):
        """Sentence about the newest invoice inside the years of retention, or nothing."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        # sudo: books of every company count, whichever the user works in
        people = (self | self.child_ids | self.commercial_partner_id).sudo()
        domain = [("state", "=", "posted"), ("commercial_partner_id", "in", people.ids)]
        moves = people.env["account.move"]
        for company, last in moves._read_group(domain, ["company_id"], ["invoice_date:max"]):
            until = last and last + relativedelta(years=company.retention_years)
            if until and until > today:
                mine = [("company_id", "=", company.id), ("invoice_date", "=", last)]
                return [
                    self.env._(
                        "The law asks to keep the records behind invoice %(name)s until %(date)s.",
                        name=moves.search([*domain, *mine], limit=1).name,
                        date=until,
                    )
                ]
        return []

    def _erase_personal_data(self):
        """Records of the desk stay, without who came, how to reach them and how they signed."""
        _vehicles, bookings, orders = self._get_repair_files()
        res = super()._erase_personal_data()
        bookings.write({"contact_name": False, "phone": False, "pickup_address": False})
        for order in orders:
            order.write(
                {
                    "sender_name": False,
                    "sender_phone": False,
                    "sender_id_number": False,
                    "signed_by": False,
                    "signature": False,
                    "access_token": False,
                }
            )
        orders.supplement_ids.write({"phone": False, "signed_by": False, "signature": False})
        for records in (bookings, orders):
            records._erase_traces()
        return res

    def _prepare_erased_vals(self):
        """Consents end with the person."""
        return {
            **super()._prepare_erased_vals(),
            "honorific": False,
            "consent_service": False,
            "consent_marketing": False,
        }
