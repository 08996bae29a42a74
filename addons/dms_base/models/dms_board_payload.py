import hashlib
import json
import logging

from odoo import api, fields, models
from odoo.tools import SQL, json_default

from odoo.addons.bus.models.bus import channel_with_db, json_dump

_logger = logging.getLogger(__name__)


class DmsBoardPayload(models.Model):
    """Data of a board as its screens get it, computed once per change by the first screen that asks."""

    _name = "dms.board.payload"
    _description = "Data of a Board"
    _log_access = False

    board_id = fields.Many2one("dms.board", required=True, ondelete="cascade")
    variant = fields.Char(required=True)
    stamp = fields.Char()
    data = fields.Text()
    snapshot = fields.Char()
    computed_at = fields.Datetime()

    _variant_uniq = models.Constraint(
        "UNIQUE(board_id, variant)", "One payload per board and variant."
    )

    @api.model
    def _serve(self, board, variant, stamp=None):
        """Current payload of a board: one small query while it is fresh, computed under a lock otherwise.

        :param board: dms.board, already checked
        :param variant: what `dms.board._get_variant` returns
        :param stamp: stamp the screen has
        :return: {"stamp", "data" or None when the screen's stamp holds, "at": time of the data, "busy": somebody is
            computing it right now, ask again in a moment}
        """
        text = json.dumps(variant, sort_keys=True, ensure_ascii=False)
        key = hashlib.sha256(text.encode()).hexdigest()[:32]
        row = self._read_row(board, key, stamp)
        busy = False
        if not row or row["stale"]:
            if self._lock(board, key):
                row = self._refresh(board, variant, key)
            else:
                busy = True
        if not row:
            return {"stamp": None, "data": None, "at": None, "busy": True}
        same = bool(stamp) and stamp == row["stamp"]
        return {
            "stamp": row["stamp"],
            "data": None if same or not row["data"] else json.loads(row["data"]),
            "at": fields.Datetime.to_string(row["computed_at"]),
            "busy": busy,
        }

    def _read_row(self, board, key, stamp):
        """Payload with whether it is stale; the data is left out when the screen has it.

        The messages to the board are the log of its changes, see :class:`bus_bus.BusBus`: one that the snapshot of
        the payload could not see makes it stale.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT stamp, computed_at,
                       CASE WHEN stamp = %(stamp)s THEN NULL ELSE data END AS data,
                       computed_at < (now() AT TIME ZONE 'UTC') - make_interval(secs => %(age)s)
                       OR EXISTS (
                            SELECT 1 FROM bus_bus c
                             WHERE c.channel = %(channel)s
                               AND c.xid >= pg_snapshot_xmin(p.snapshot::pg_snapshot)
                               AND NOT pg_visible_in_snapshot(c.xid, p.snapshot::pg_snapshot)
                       ) AS stale
                  FROM dms_board_payload p
                 WHERE board_id = %(board)s AND variant = %(key)s
                """,
                stamp=stamp or "",
                age=board.refresh,
                board=board.id,
                channel=json_dump(channel_with_db(self.env.cr.dbname, board)),
                key=key,
            )
        )
        return rows[0] if rows else None

    def _lock(self, board, key):
        """Whether this transaction may compute the payload; others go on with what there is."""
        self.env.cr.execute(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext('dms_board_payload'), hashtext(%s))",
                f"{board.id}{key}",
            )
        )
        return self.env.cr.fetchone()[0]

    def _refresh(self, board, variant, key):
        """Compute and store a payload.

        The stamp is a digest of the data: a change that alters nothing on the screen makes no screen redraw.
        """
        data = json.dumps(board._compute_payload(variant), default=json_default, ensure_ascii=False)
        stamp = hashlib.sha256(data.encode()).hexdigest()[:16]
        rows = self.env.execute_query_dict(
            SQL(
                """
                INSERT INTO dms_board_payload (board_id, variant, stamp, data, snapshot, computed_at)
                     VALUES (%(board)s, %(key)s, %(stamp)s, %(data)s, pg_current_snapshot()::text,
                             now() AT TIME ZONE 'UTC')
                ON CONFLICT (board_id, variant)
                  DO UPDATE SET stamp = EXCLUDED.stamp, data = EXCLUDED.data, snapshot = EXCLUDED.snapshot,
                                computed_at = EXCLUDED.computed_at
                  RETURNING stamp, data, computed_at
                """,
                board=board.id,
                key=key,
                stamp=stamp,
                data=data,
            )
        )
        return rows[0]

    @api.autovacuum
    def _gc_payloads(self):
        # Variants nobody has asked for since yesterday, such as old languages or options.
        self.env.cr.execute(
            SQL(
                "DELETE FROM dms_board_payload WHERE computed_at < (now() AT TIME ZONE 'UTC') - interval '1 day'"
            )
        )
