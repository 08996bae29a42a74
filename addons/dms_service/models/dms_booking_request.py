from datetime import timedelta

from odoo import api, fields, models


class DmsBookingRequest(models.Model):
    """Requests of the public booking pages, one row each: all workers count the same.

    Rows are only ever added, so that two workers never wait for each other.
    """

    _name = "dms.booking.request"
    _description = "Request of the Booking Page"
    _log_access = False

    origin_key = fields.Char(required=True, help="Keyed hash of the network address.")
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    _origin_date_idx = models.Index("(origin_key, date)")

    @api.model
    def _is_flooding(self, address, limit):
        """Count a request, and say whether the address asks more often than a person would.

        :param address: network address of the visitor, kept only as a keyed hash
        :param limit: requests a minute; those above it are not counted
        """
        key = self.env["dms.appointment"]._sign(address or "")
        since = fields.Datetime.now() - timedelta(minutes=1)
        domain = [("origin_key", "=", key), ("date", ">", since)]
        if self.search_count(domain, limit=limit) >= limit:
            return True
        self.create({"origin_key": key})
        return False

    @api.autovacuum
    def _gc_requests(self):
        """Rows older than an hour count nowhere."""
        old = fields.Datetime.now() - timedelta(hours=1)
        self.search([("date", "<", old)], limit=100000).unlink()
