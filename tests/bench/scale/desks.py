"""Twenty busy desks: each drives cars through the shop and pauses between clicks, in several worker processes.

As in a server with workers, a process answers one click at a time; what a click waits for its worker counts.
"""

import json
import random
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from psycopg2.extensions import TransactionRollbackError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError
from odoo.modules.registry import Registry
from odoo.tools import config

from .. import lifecycle
from ..shop import Shop

DESKS, WORKERS, SECONDS = 20, 4, 60
# Seconds between two clicks of a desk, on average, and seconds that the workers need to start.
PAUSE, START = 3.0, 45
TECHNICIANS = 3
CARS = 8
CONTEXT = {"lang": "zh_CN", "tz": "Asia/Shanghai"}


class EndOfDay(Exception):
    """The measured time is over."""


class DeskMeter:
    """Stands in for :class:`meter.Meter`: pauses before each click, then measures it to its commit.

    :param clicks: list that gets (step, milliseconds, of these waiting for the worker)
    :param worker: lock of the process: one click at a time
    :param until: time of the clock at which the desk goes home
    """

    def __init__(self, env, clicks, worker, rng, until):
        self.env, self.clicks, self.worker, self.rng, self.until = env, clicks, worker, rng, until
        self.name = None

    @contextmanager
    def step(self, name):
        """One click."""
        self.env.cr.commit()
        time.sleep(self.rng.expovariate(1 / PAUSE))
        if time.time() > self.until:
            raise EndOfDay
        self.name, start = name, time.perf_counter()
        with self.worker:
            begun = time.perf_counter()
            yield
            self.env.cr.commit()
        end = time.perf_counter()
        self.clicks.append((name, (end - start) * 1000, (begun - start) * 1000))


def run(bench, database):
    """Open the desks and wait until they close.

    :return: dict: desks, clicks, p50, p95, work_p95 (p95 without waiting for the worker), conflicts, errors,
        steps {step: (clicks, p50, p95)}
    """
    with Registry(database).cursor() as cursor:
        desks = _prepare(api.Environment(cursor, SUPERUSER_ID, CONTEXT))
        cursor.commit()
    begin = time.time() + START
    processes = []
    for worker in range(WORKERS):
        job = {
            "conf": str(bench.odoo.conf),
            "database": database,
            "begin": begin,
            "desks": desks[worker::WORKERS],
        }
        process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(json.dumps(job))
        process.stdin.close()
        processes.append(process)
    answers = []
    for process in processes:
        text = process.stdout.read()
        if process.wait():
            raise RuntimeError("A worker of the busy desks has failed.")
        answers.append(json.loads(text.splitlines()[-1]))
    return _summarise(answers)


def _prepare(env):
    """Cars and technicians of each desk: list of dicts; in a database that was kept, cars nobody served yet."""
    shop = Shop(env)
    people = shop.add_technicians(DESKS * TECHNICIANS)
    env.cr.execute(
        """SELECT id FROM fleet_vehicle v WHERE active AND vehicle_use = 'customer'
              AND owner_id IS NOT NULL AND left(license_plate, 1) = ANY (%s)
              AND NOT EXISTS (SELECT 1 FROM dms_appointment a
                               WHERE a.vehicle_id = v.id AND a.create_date > NOW() - INTERVAL '2 days')
            ORDER BY md5(id::text) LIMIT %s""",
        [list("赣鄂皖闽苏"), DESKS * CARS],
    )
    vehicles = [row[0] for row in env.cr.fetchall()]
    return [
        {
            "number": desk,
            "vehicles": vehicles[desk::DESKS],
            "technicians": people.ids[desk * TECHNICIANS : (desk + 1) * TECHNICIANS],
        }
        for desk in range(DESKS)
    ]


def _summarise(answers):
    clicks = [tuple(click) for answer in answers for click in answer["clicks"]]
    by_step = {}
    for step, spent, _waited in clicks:
        by_step.setdefault(step, []).append(spent)
    times = [spent for _step, spent, _waited in clicks]
    if not times:
        raise RuntimeError("No desk has made a click: see the messages of the workers above.")
    return {
        "desks": DESKS,
        "clicks": len(times),
        "p50": statistics.median(times),
        "p95": _late(times),
        "work_p95": _late([spent - waited for _step, spent, waited in clicks]),
        "conflicts": [step for answer in answers for step in answer["conflicts"]],
        "errors": [error for answer in answers for error in answer["errors"]],
        "steps": {
            step: (len(found), statistics.median(found), _late(found))
            for step, found in by_step.items()
        },
    }


def _late(times):
    """95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


class Worker:
    """One process: its desks are threads, its clicks come one after the other."""

    def __init__(self, job):
        self.job = job
        self.lock = threading.Lock()
        self.clicks, self.errors, self.conflicts = [], [], []

    def run(self):
        """Work until the desks close.

        :return: dict for the main process
        """
        registry = Registry(self.job["database"])
        threads = [
            threading.Thread(target=self._work, args=(registry, desk)) for desk in self.job["desks"]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"clicks": self.clicks, "errors": self.errors, "conflicts": self.conflicts}

    def _work(self, registry, desk):
        """One desk: car after car."""
        rng = random.Random(desk["number"])
        with registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, CONTEXT)
            with self.lock:
                shop = Shop(env)
            shop.technicians = env["hr.employee"].browse(desk["technicians"])
            shop.serial = desk["number"] * 1000
            cursor.commit()
            time.sleep(max(self.job["begin"] - time.time(), 0))
            meter = DeskMeter(env, self.clicks, self.lock, rng, self.job["begin"] + SECONDS)
            for vehicle in env["fleet.vehicle"].browse(desk["vehicles"]):
                if not self._serve(shop, meter, vehicle):
                    return

    def _serve(self, shop, meter, vehicle):
        """One car; a click that another desk's click got in the way of is counted, not repeated.

        :return: whether the desk goes on
        """
        try:
            shop.vehicle, shop.partner = vehicle, vehicle.owner_id
            lifecycle.repair(shop, meter)
        except EndOfDay:
            meter.env.cr.rollback()
            return False
        except (TransactionRollbackError, LockError):
            self.conflicts += [meter.name]
        except Exception as error:  # noqa: BLE001 - told to the main process, which counts it
            self.errors.append(f"{meter.name}: {type(error).__name__}: {error}")
        meter.env.cr.rollback()
        return True


def main():
    """Entry of a worker process: its job comes by standard input, its clicks leave by standard output."""
    job = json.load(sys.stdin)
    config.parse_config(
        [
            *("-c", job["conf"], "-d", job["database"]),
            *("--no-http", "--max-cron-threads=0", "--log-level=critical"),
        ]
    )
    print(json.dumps(Worker(job).run()))


if __name__ == "__main__":
    main()
