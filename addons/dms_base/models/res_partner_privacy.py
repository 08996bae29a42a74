from odoo import models


class ResPartner(models.Model):
    """What a person may ask for by law: to read what is kept about them, and to have it erased.

    Upper addons add their records to the three methods; the wizard asks only these.
    """

    _inherit = "res.partner"

    def _get_personal_data(self):
        """Everything kept about one person, as ``[(title, [{label: text}])]``.

        The caller has checked the right to it; records are read with superuser rights.
        """
        self.ensure_one()
        names = ["name", "phone", "email", "street", "street2", "city", "state_id", "zip"]
        names += ["country_id", "vat", "function", "website", "ref", "comment", "create_date"]
        # sudo: the caller has checked the right to the data of this person
        people = self.sudo().with_context(active_test=False)
        return [
            (self.env._("Person"), people._export_personal(names)),
            (self.env._("Contacts"), people.child_ids._export_personal(names)),
            (self.env._("Login"), people.user_ids._export_personal(["login", "login_date"])),
        ]

    def _get_erase_blockers(self):
        """Sentences that say why data of this person must be kept; empty when it may be erased."""
        self.ensure_one()
        # sudo: what stands against erasing is complete; only sentences leave this method
        person = self.sudo().with_context(active_test=False)
        if person.user_ids.filtered(lambda user: not user.share) or person.employee_ids:
            return [self.env._("%(name)s works here: personnel records are kept.", name=self.name)]
        if person.ref_company_ids:
            return [self.env._("%(name)s is one of our own companies.", name=self.name)]
        return []

    def _erase_personal_data(self):
        """Make one person unknown: name, ways to reach them, messages and traces of changes.

        Documents of the shop stay and show an anonymous customer. The caller has asked for blockers.
        """
        self.ensure_one()
        people = self | self.with_context(active_test=False).child_ids
        users = people.with_context(active_test=False).user_ids
        for user in users:
            user.write({"active": False, "login": f"erased-{user.id}", "email": False})
        for person in people:
            person.write(person._prepare_erased_vals())
        people._erase_traces()

    def _prepare_erased_vals(self):
        """Values of a person who is no longer known; addons add their fields."""
        self.ensure_one()
        names = ["phone", "email", "street", "street2", "city", "state_id", "zip", "vat"]
        names += ["function", "website", "ref", "comment", "image_1920", "parent_id"]
        return {
            **dict.fromkeys(names, False),
            "name": self.env._("Anonymous Customer %(number)s", number=self.id),
        }
