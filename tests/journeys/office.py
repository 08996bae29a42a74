"""The record side of a running server, for what happens outside the screens."""

import xmlrpc.client

# States in which a car is expected: it cannot be booked a second time for that day.
OPEN_APPOINTMENTS = ["booked", "confirmed", "prepared", "arrived"]


class Office:
    """The record side of the server, for what happens outside the screens (time, what a paper shows)."""

    def __init__(self, server, database):
        self.database = database
        self.models = xmlrpc.client.ServerProxy(f"{server}/xmlrpc/2/object", allow_none=True)
        common = xmlrpc.client.ServerProxy(f"{server}/xmlrpc/2/common")
        self.uid = common.authenticate(database, "admin", "admin", {})

    def call(self, model, method, *args, **kwargs):
        """A public method as the system administrator."""
        return self.models.execute_kw(
            self.database, self.uid, "admin", model, method, list(args), kwargs
        )

    def one(self, model, domain, *fields, order=""):
        """Fields of the first record of a search."""
        rows = self.call(model, "search_read", domain, fields=list(fields), limit=1, order=order)
        assert rows, f"no {model} with {domain}"
        return rows[0]

    def free_car(self):
        """A private customer's car that is at home, not booked and never called: id, license_plate, last_odometer."""
        inside = self.call(
            "sale.order", "search_read", [["in_shop", "=", True]], fields=["vehicle_id"]
        )
        booked = self.call(
            "dms.appointment",
            "search_read",
            [["state", "in", OPEN_APPOINTMENTS]],
            fields=["vehicle_id"],
        )
        waiting = self.call(
            "dms.queue.ticket",
            "search_read",
            [["state", "in", ["waiting", "called", "serving"]]],
            fields=["vehicle_id"],
        )
        # Whoever was called this week is not called again without the supervisor.
        called = self.call(
            "dms.followup", "search_read", [["state", "=", "done"]], fields=["vehicle_id"]
        )
        taken = [
            row["vehicle_id"][0] for row in inside + booked + waiting + called if row["vehicle_id"]
        ]
        return self.one(
            "fleet.vehicle",
            [
                ["vehicle_use", "=", "customer"],
                ["owner_id", "!=", False],
                ["owner_id.is_company", "=", False],
                ["id", "not in", taken],
            ],
            "license_plate",
            "last_odometer",
        )
