from odoo import api, models
from odoo.tools import SQL


class DmsBoardChange(models.Model):
    """Change log of boards: rows are only added, so that writers never wait for each other.

    Each row carries the number of its transaction. A payload remembers the snapshot it was computed in, so a row
    that snapshot could not see makes it stale: exact even when transactions commit in another order than they began.
    """

    _name = "dms.board.change"
    _description = "Change of a Board"
    _log_access = False

    def init(self):
        """Column and index the ORM has no type for."""
        self.env.cr.execute(
            """
            ALTER TABLE dms_board_change
                ADD COLUMN IF NOT EXISTS board_id int4,
                ADD COLUMN IF NOT EXISTS xid xid8 DEFAULT pg_current_xact_id(),
                ADD COLUMN IF NOT EXISTS at timestamp DEFAULT (now() AT TIME ZONE 'UTC');
            CREATE INDEX IF NOT EXISTS dms_board_change_board_xid_idx ON dms_board_change (board_id, xid)
            """
        )

    @api.model
    def _add(self, board_ids):
        """Record a change of some boards in this transaction."""
        rows = SQL(", ").join(SQL("(%s)", board_id) for board_id in board_ids)
        self.env.cr.execute(SQL("INSERT INTO dms_board_change (board_id) VALUES %s", rows))

    @api.autovacuum
    def _gc_changes(self):
        # Payloads are computed again after `refresh` seconds at the latest, so old rows decide nothing.
        self.env.cr.execute(
            SQL(
                "DELETE FROM dms_board_change WHERE at < (now() AT TIME ZONE 'UTC') - interval '1 day'"
            )
        )
