from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.misc import OrderedSet

from odoo.addons.bus.models.bus import get_notify_payloads

from ..tools.notifier import notifier

CHANNELS = "bus.bus.channels"
VALUES = "bus.bus.values"


class BusBus(models.Model):
    """Messages to open screens, written by one plain insert and sent over a connection that stays open.

    Each row carries the number of its transaction: a board remembers the snapshot its data was computed in, so a
    message to it that this snapshot could not see means newer data, exact even when transactions commit in another
    order than they began, see `dms.board.payload`.
    """

    _inherit = "bus.bus"

    def init(self):
        """Column and index the ORM has no type for."""
        self.env.cr.execute(
            """
            ALTER TABLE bus_bus ADD COLUMN IF NOT EXISTS xid xid8 DEFAULT pg_current_xact_id();
            CREATE INDEX IF NOT EXISTS bus_bus_channel_xid_idx ON bus_bus (channel, xid)
            """
        )
        return super().init()

    def _ensure_hooks(self):
        """Write and send what the transaction collected by our own hooks.

        Odoo adds its hooks only where nothing is collected yet.
        """
        precommit, postcommit = self.env.cr.precommit, self.env.cr.postcommit
        if VALUES not in precommit.data:
            precommit.data[VALUES] = []
            precommit.add(self._insert_messages)
        if CHANNELS not in postcommit.data:
            postcommit.data[CHANNELS] = OrderedSet()

            @postcommit.add
            def notify():
                notifier.send(get_notify_payloads(list(postcommit.data.pop(CHANNELS))))

        return super()._ensure_hooks()

    def _insert_messages(self):
        """Write the messages collected in this transaction."""
        now, uid = fields.Datetime.now(), self.env.uid
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s, %s)", row["channel"], row["message"], uid, now, uid, now)
            for row in self.env.cr.precommit.data.pop(VALUES)
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO bus_bus (channel, message, create_uid, create_date, write_uid, write_date) VALUES %s",
                rows,
            )
        )
