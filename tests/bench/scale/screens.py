"""Lists, boards, forms and the desk's search, as the web client asks for them."""

import time
from contextlib import contextmanager
from functools import partial

from tests.web_client import WebClient

ROLES = ("manager", "cashier", "storekeeper")
BOARDS = ("SM-21", "SA-02")
REPEATS = 3


class TimedClient(WebClient):
    """A web client with a stop watch and a counter of queries."""

    def __init__(self, env):
        super().__init__(env)
        self.steps = {}

    @contextmanager
    def _step(self, *where):
        self.env.flush_all()
        before, start = self.env.cr.sql_log_count, time.perf_counter()
        with super()._step(*where):
            yield
        spent = time.perf_counter() - start
        key = " / ".join(map(str, where[:3] if where[-1] == "new" or "form" in where else where))
        if "form" in where and where[-1] != "new":
            key += " / record"
        queries = self.env.cr.sql_log_count - before
        fastest, fewest = self.steps.get(key, (spent, queries))
        self.steps[key] = (min(spent, fastest), min(queries, fewest))


def as_user(env, login):
    """Environment of a person, in Chinese."""
    user = env["res.users"].search([("login", "=", login)])
    context = {
        "lang": "zh_CN",
        "tz": "Asia/Shanghai",
        "uid": user.id,
        "allowed_company_ids": user.company_ids.ids,
    }
    return env(user=user.id, context=context)


def open_screens(env):
    """Open every menu of some roles, lists, boards and forms.

    :return: {role / menu / model / view: (seconds, queries)}
    """
    steps = {}
    for login in ROLES:
        client = TimedClient(as_user(env, login))
        client.open_everything()
        if client.failures:
            raise AssertionError(f"{login}: {client.failures[0]}")
        client.opened.clear()
        client.open_everything()
        for key, figures in client.steps.items():
            if not key.endswith("/ views"):
                steps.setdefault(key, figures)
    return steps


def open_boards(env):
    """Payload of each board on the wall.

    :return: {board: (seconds, queries)}
    """
    user = as_user(env, "manager")
    steps = {}
    for code in BOARDS:
        board = user["dms.board"]._get_board(code)
        variant = board._get_variant(user.company, False, None, "zh_CN")
        steps[f"board {code}"] = best(user, partial(board._compute_payload, variant))
    return steps


def search_desk(env, unit):
    """The advisor's one search box, with what people type.

    :param unit: (plate, VIN, phone, owner) of a car in the middle of the book
    :return: {search: (seconds, queries)}
    """
    desk = as_user(env, "advisor")["dms.queue.ticket"]
    plate, vin, phone, owner = unit
    steps = {}
    for name, text, one in (
        ("plate", plate, True),
        ("end of plate", plate[-4:], False),
        ("VIN", vin, True),
        ("end of VIN", vin[-6:], False),
        ("phone", phone, True),
        ("end of phone", phone[-4:], False),
        ("owner", owner, False),
        ("nothing", "藏Z99999", None),
    ):
        rows = desk.find_for_desk(text)["rows"]
        assert one is None or rows, f"search by {name} ({text}) found nothing"
        assert one is not True or len(rows) == 1, f"search by {name} ({text}) found {len(rows)}"
        steps[f"search by {name}"] = best(desk.env, partial(desk.find_for_desk, text))
    return steps


def best(env, function):
    """Shortest time and queries of a call with empty caches of records."""
    figures = []
    for _round in range(REPEATS):
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        function()
        figures.append((time.perf_counter() - start, env.cr.sql_log_count - before))
    return min(figures)
