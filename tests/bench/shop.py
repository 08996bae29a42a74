"""The shop of the demo company as both flows find it: people, seven lines, a customer with a car."""

from datetime import timedelta

from odoo import fields

MEASURED = ("paid", "in_payment")


class Shop:
    """Three labour operations, four parts in stock, a customer with a car, technicians, a journal.

    :param env: Odoo environment of the superuser on a copy of the demo company
    """

    def __init__(self, env):
        self.env = env
        self.users = {user.login: user for user in env["res.users"].search([])}
        self.company = env.company
        # The flows are measured at any hour of any day.
        # The budget counts two sheets, final inspection and pre-delivery check: no walk-around.
        settings = {
            "opening_hour": 0.0,
            "closing_hour": 24.0,
            "open_days": "all",
            "walk_around_required": False,
        }
        if any(self.company[name] != value for name, value in settings.items()):
            self.company.write(settings)
        self.labour = env["product.product"].search(
            [("fee_kind", "=", "labour"), ("flat_rate_hours", ">", 0)], limit=3
        )
        self.parts = env["product.product"].search(
            [("is_part", "=", True), ("qty_available", ">", 100)], limit=4
        )
        self.lines = [(product, product.flat_rate_hours) for product in self.labour]
        self.lines += [(product, 1) for product in self.parts]
        self.vehicles = self._find_vehicles()
        self.take_vehicle(0)
        self.technicians = self._find_technicians()
        self.inspector = self.users["inspector"].employee_id
        self.advisor = self.users["advisor"].employee_id
        self.journal = env["account.journal"].search(
            [("company_id", "=", self.company.id), ("tender", "=", "wechat")], limit=1
        )
        self.type = env["dms.service.type"].search([("code", "=", "GR")], limit=1)
        self.serial = 0

    def at(self, login):
        """Environment of a role's user, as a request of that user has it."""
        return self.env(user=self.users[login])

    def take_vehicle(self, number):
        """The car and the customer of a round: nobody is called about his car twice in a week."""
        self.vehicle = self.vehicles[number]
        self.partner = self.vehicle.owner_id

    def _find_vehicles(self):
        """Customers' cars that are neither in the shop nor booked nor called about of late."""
        waited = ("booked", "confirmed", "prepared")
        busy = self.env["sale.order"].search([("in_shop", "=", True)]).vehicle_id
        busy |= self.env["dms.appointment"].search([("state", "in", waited)]).vehicle_id
        since = fields.Datetime.now() - timedelta(days=14)
        busy |= self.env["dms.followup"].search([("create_date", ">=", since)]).vehicle_id
        return self.env["fleet.vehicle"].search(
            [
                ("vehicle_use", "=", "customer"),
                ("owner_id", "!=", False),
                ("id", "not in", busy.ids),
            ],
            order="id",
        )

    def _find_technicians(self):
        """Three technicians who have no running clock and are not absent."""
        clocked = self.env["dms.dispatch.log"].search([("date_end", "=", False)]).employee_id
        free = self.env["hr.employee"].search(
            [("trade", "!=", False), ("id", "not in", clocked.ids)]
        )
        free -= free._absent_on()
        assert len(free) >= 3, "The demo company has fewer than three free technicians."
        return free[:3]

    def add_technicians(self, count):
        """New technicians, in the teams and trades of those that are known.

        :return: hr.employee
        """
        people = self.env["hr.employee"].create(
            [
                {
                    "name": f"技师{number + 1:02d}",
                    "company_id": self.company.id,
                    "tz": "Asia/Shanghai",
                }
                for number in range(count)
            ]
        )
        for number, like in enumerate(self.technicians):
            people[number :: len(self.technicians)].write(
                {"team_id": like.team_id.id, "trade": like.trade}
            )
        return people

    @staticmethod
    def is_paid(invoices):
        """Whether all these invoices are settled."""
        return all(
            invoice.payment_state in MEASURED and not invoice.amount_residual
            for invoice in invoices
        )
