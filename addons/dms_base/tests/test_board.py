import json
import select

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import connection_info_for
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.bus.models.bus import channel_with_db, json_dump

from ..tools.notifier import Notifier
from .report_common import ReportCommon, ReportMixin


class BoardMixin(ReportMixin):
    @classmethod
    def _create_board(cls):
        cls.board = cls.env["dms.board"].create({"code": "T-01", "name": "Cost Board"})
        cls.token = cls.env["dms.board.token"].create(
            {
                "board_id": cls.board.id,
                "name": "Hall",
                "lang": "en_US",
                "company_id": cls.company.id,
            }
        )

    def _computed(self):
        return self.boards.computed

    def _channel(self):
        return json_dump(channel_with_db(self.env.cr.dbname, self.board))

    def _clear_changes(self):
        """As if the transactions that changed something were over and seen."""
        self.env.cr.execute(SQL("DELETE FROM bus_bus"))


@tagged("post_install", "-at_install", "dms")
class TestBoard(BoardMixin, ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_board()

    def test_second_screen_costs_next_to_nothing(self):
        boards = self.env["dms.board"]
        first = boards.get_board("T-01")
        computed = self._computed()
        boards.get_board("T-01")
        with self.assertQueryCount(2):
            for __ in range(1):
                again = boards.get_board("T-01")
        self.assertEqual(self._computed(), computed)
        self.assertEqual(again["data"], first["data"])
        with self.assertQueryCount(2):
            same = boards.get_board("T-01", first["stamp"])
        self.assertIsNone(same["data"], "the screen has it already")
        self.assertEqual(same["stamp"], first["stamp"])

    def test_two_hundred_screens_of_a_token(self):
        variant = self.board._get_variant(self.company, True, None, "en_US")
        self.board._serve(variant, None)
        computed = self._computed()
        with self.assertQueryCount(200):
            for __ in range(200):
                self.board._serve(variant, None)
        self.assertEqual(self._computed(), computed)

    def test_change_computes_again(self):
        boards = self.env["dms.board"]
        before = boards.get_board("T-01")
        self.costs[0].description = "Changed"
        boards._notify(["T-01"])
        boards._notify(["T-01", "NO-BOARD"])
        self.env.cr.precommit.run()
        told = self.env["bus.bus"].search([("channel", "=", self._channel())])
        self.assertEqual(len(told), 1, "collapsed per transaction")
        after = boards.get_board("T-01", before["stamp"])
        self.assertNotEqual(after["stamp"], before["stamp"])
        self.assertIn("Changed", json.dumps(after["data"]))
        self._clear_changes()
        self.assertIsNone(boards.get_board("T-01", after["stamp"])["data"])

    def test_change_that_alters_nothing_redraws_nothing(self):
        boards = self.env["dms.board"]
        before = boards.get_board("T-01")
        boards._notify(["T-01"])
        self.env.cr.precommit.run()
        self.assertIsNone(boards.get_board("T-01", before["stamp"])["data"])

    def test_notify_costs_one_statement(self):
        self.env["dms.board"]._ids_by_code("T-01")
        self.env["dms.board"]._notify(["T-01"])
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env.cr.precommit.run()

    def test_push_reaches_the_board_channel(self):
        self.env["dms.board"]._notify(["T-01"])
        self.env.cr.precommit.run()
        message = self.env["bus.bus"].search([], order="id desc", limit=1)
        self.assertIn('"dms.board"', message.channel)
        self.assertIn("board_changed", message.message)
        self.assertNotIn("Job", message.message, "no data goes over the bus")

    def test_channels(self):
        boards = self.env["dms.board"]
        public = self.env.ref("base.public_user")
        self.assertEqual(boards._get_channel(f"dms_board/{self.token.token}"), self.board)
        self.assertFalse(boards._get_channel("dms_board/" + "x" * 32))
        self.assertEqual(
            boards.with_user(self.advisor)._get_channel("dms_board/code/T-01"), self.board
        )
        self.assertFalse(boards.with_user(public)._get_channel("dms_board/code/T-01"))
        self.board.group_ids = self.env.ref("dms_base.group_dms_cashier")
        self.assertFalse(boards.with_user(self.advisor)._get_channel("dms_board/code/T-01"))

    def test_roles(self):
        self.board.group_ids = self.env.ref("dms_base.group_dms_service_manager")
        self.assertTrue(self.env["dms.board"].with_user(self.manager).get_board("T-01")["data"])
        with self.assertRaises(UserError):
            self.env["dms.board"].with_user(self.advisor).get_board("T-01")
        with self.assertRaises(AccessError):
            self.env["dms.board.token"].with_user(self.advisor).search(
                [("board_id", "=", self.board.id)]
            ).read(["token"])

    def test_payload_does_not_depend_on_who_looks(self):
        one = self.env["dms.board"].with_user(self.advisor).get_board("T-01")
        self.env["dms.board.payload"].search([]).unlink()
        two = self.env["dms.board"].with_user(self.manager).get_board("T-01")
        self.assertEqual(one["data"], two["data"])

    def test_public_variant_is_its_own(self):
        inside = self.board._serve(
            self.board._get_variant(self.company, False, None, "en_US"), None
        )
        outside = self.board._serve(
            self.board._get_variant(self.company, True, {"public": False}, "en_US"), None
        )
        self.assertTrue(inside["data"]["rows"][0]["money"])
        self.assertEqual(outside["data"]["rows"][0]["money"], "")

    def test_old_data_is_computed_again(self):
        self.env["dms.board"].get_board("T-01")
        computed = self._computed()
        self.env.cr.execute(
            "UPDATE dms_board_payload SET computed_at = computed_at - interval '1 hour'"
        )
        self.env["dms.board"].get_board("T-01")
        self.assertEqual(self._computed(), computed + 1)


@tagged("post_install", "-at_install", "dms")
class TestBoardSnapshot(ReportCommon):
    def test_unseen_transaction_makes_stale(self):
        """A row of a transaction the payload's snapshot could not see counts, whatever its number."""
        self.env.cr.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        seen = self.env.cr.fetchone()[0] - 1
        board = self.env["dms.board"].create({"code": "T-01", "name": "Cost Board"})
        stamp = self.env["dms.board"].get_board("T-01")["stamp"]
        row = self.env["dms.board.payload"]
        variant = row.search([("board_id", "=", board.id)]).variant
        channel = json_dump(channel_with_db(self.env.cr.dbname, board))
        insert = "INSERT INTO bus_bus (channel, xid) VALUES (%s, %s::text::xid8)"
        self.env.cr.execute(insert, [channel, str(seen)])
        self.assertFalse(row._read_row(board, variant, stamp)["stale"])
        self.env.cr.execute(insert, [channel, str(seen + 10**6)])
        self.assertTrue(row._read_row(board, variant, stamp)["stale"])


@tagged("post_install", "-at_install", "dms")
class TestBoardPages(BoardMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_fakes()
        cls._create_facts()
        cls._create_kpis()
        cls._create_users()
        cls._create_board()

    def _data(self, token, stamp=None):
        answer = self.url_open(f"/dms/board/{token}/data", json={"params": {"stamp": stamp}})
        return answer.json()["result"]

    def test_screen_and_revocation(self):
        token = self.token.token
        page = self.url_open(f"/dms/board/{token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Cost Board", page.text)
        data = self._data(token)
        self.assertEqual(len(data["data"]["rows"]), len(self.costs))
        self.assertNotIn("350", json.dumps(data["data"]["rows"][0]["money"]))
        self.assertIsNone(self._data(token, data["stamp"])["data"])
        self.token.action_revoke()
        page = self.url_open(f"/dms/board/{token}")
        self.assertEqual(page.status_code, 403)
        self.assertIn("not authorised", page.text)
        self.assertEqual(self._data(token), {"refused": True})

    @mute_logger("odoo.http")
    def test_unknown_token(self):
        for token in ("x", "y" * 40, "%27%20OR%201=1--aaaaaaaaaaaaaaaa"):
            self.assertEqual(self.url_open(f"/dms/board/{token}").status_code, 403)

    def test_television(self):
        self.browser_js(
            f"/dms/board/{self.token.token}",
            "console.log('test successful')",
            ready="Boolean(document.querySelector('.dms_board_table tbody tr'))",
            login=None,
        )

    def test_desk(self):
        action = self.board.action_open()
        client = self.env["ir.actions.client"].create(
            {
                "name": "Board",
                "tag": action["tag"],
                "context": str(action["context"]),
                "path": "dms-test-board",
            }
        )
        self.browser_js(
            f"/odoo/{client.path}",
            "console.log('test successful')",
            ready="Boolean(document.querySelector('.dms_board_table tbody tr.dms_board_click'))",
            login="t_manager",
        )


@tagged("post_install", "-at_install", "dms")
class TestCockpit(ReportMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load_fakes()
        cls._create_facts()
        cls._create_kpis()
        cls._create_users()
        cls.cockpit = cls.env.ref("dms_base.dms_cockpit_manager")
        cls.cockpit.tile_ids.unlink()
        cls.env["dms.cockpit.tile"].create(
            [
                {"cockpit_id": cls.cockpit.id, "kpi_id": kpi.id, "period": span}
                for kpi, span in zip(cls.kpis[:3], ("day", "month", "month"), strict=True)
            ]
        )

    def test_tiles(self):
        today = self.company._local_date()
        self._create_costs([(today, self.cars[0], self.vendors[0], 60.0, "done")])
        data = self.env["dms.cockpit"].with_user(self.manager).get_cockpit("manager")
        tile = data["tiles"][0]
        self.assertEqual((tile["value"], len(tile["trend"]), tile["trend"][-1]), ("1", 14, 1))
        self.assertIsNone(tile["target"])
        action = self.env["dms.cockpit.tile"].with_user(self.manager).open_drill(**tile["drill"])
        self.assertEqual(len(action["domain"][0][2]), 1)
        with self.assertRaises(UserError):
            self.env["dms.cockpit"].with_user(self.advisor).get_cockpit("manager")

    def test_home(self):
        self.assertEqual(
            self.env.ref("dms_base.group_dms_service_manager").home_action_id.id,
            self.env.ref("dms_base.action_dms_cockpit_manager").id,
        )
        self.browser_js(
            "/odoo/dms-manager-day",
            "console.log('test successful')",
            ready="document.querySelectorAll('.dms_cockpit_tile').length === 3",
            login="t_manager",
        )


@tagged("post_install", "-at_install", "dms")
class TestNotifier(BaseCase):
    def _listen(self):
        """A process that waits for messages."""
        _name, info = connection_info_for("postgres")
        listener = psycopg2.connect(**info)
        self.addCleanup(listener.close)
        listener.autocommit = True
        listener.cursor().execute("LISTEN imbus")
        return listener

    def _received(self, listener, own):
        """What arrives of our own messages; the server delivers each in its own time."""
        found = []
        while len(found) < len(own) and select.select([listener], [], [], 10)[0]:
            listener.poll()
            found += [notice.payload for notice in listener.notifies if notice.payload in own]
            listener.notifies.clear()
        return found

    def test_one_connection_for_all_messages(self):
        listener, notifier = self._listen(), Notifier()
        first, second = '["first of the test"]', '["second of the test"]'
        notifier.send([first])
        connection = notifier._connection
        notifier.send([second])
        self.assertEqual(self._received(listener, (first, second)), [first, second])
        self.assertIs(notifier._connection, connection)

    def test_server_started_again(self):
        listener, notifier = self._listen(), Notifier()
        before, after = '["before the restart"]', '["after the restart"]'
        notifier.send([before])
        with listener.cursor() as cursor:
            process = notifier._connection.info.backend_pid
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
        notifier.send([after])
        self.assertEqual(self._received(listener, (before, after)), [before, after])

    def test_forked_process_opens_its_own(self):
        notifier = Notifier()
        notifier.send(['["parent"]'])
        connection = notifier._connection
        notifier._process = -1
        notifier.send(['["child"]'])
        self.assertIsNot(notifier._connection, connection)
        self.assertFalse(connection.closed, "it belongs to the parent")
