"""Wakes up open screens over a database connection that stays open."""

import os
import threading

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tools import SQL

from odoo.addons.bus.models.bus import ODOO_NOTIFY_FUNCTION


class Notifier:
    """One connection of this process to the database that all processes listen on.

    Odoo opens a connection for each message and closes it again, which takes longer than most of what a desk
    saves: every change of a board pays for it before the screen of the person who pressed gets its answer.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._connection, self._process = None, None

    def send(self, payloads):
        """Tell all processes which channels have news.

        :param payloads: list of JSON texts as the bus makes them
        :raises psycopg2.Error: the database server can't be reached
        """
        with self._lock:
            try:
                self._execute(payloads)
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                # The server was started again meanwhile; a message that arrives twice does no harm.
                self._connection = None
                self._execute(payloads)

    def _execute(self, payloads):
        # A forked process must not speak on the connection of its parent.
        if self._connection is None or self._process != os.getpid():
            _name, info = connection_info_for("postgres")
            self._connection, self._process = psycopg2.connect(**info), os.getpid()
            self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            for payload in payloads:
                statement = SQL(
                    "SELECT %s('imbus', %s)", SQL.identifier(ODOO_NOTIFY_FUNCTION), payload
                )
                cursor.execute(statement.code, statement.params)


notifier = Notifier()
