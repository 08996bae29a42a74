"""``./dms bench``: measures the budgets and writes them as JSON."""

import argparse
import importlib
import json
import os
from contextlib import contextmanager

from launcher.odoo import end, free_port
from launcher.testing import Bench

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .trace import Trace

DATABASE = "run_bench"
SMALL = ("lifecycle", "projection", "prints")
# Names of sizes, in repair orders.
SIZES = {"scale_10k": 10_000, "scale_100k": 100_000, "scale_1m": 1_000_000}
DEFAULT = (*SMALL, "scale_10k")


def main():
    """Run the named benchmarks, all by default, each on a copy of the demo company."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--json", required=True)
    parser.add_argument("--size", type=int, metavar="ORDERS", help="repair orders of “scale”")
    parser.add_argument("--trace", metavar="FILE", help="write where the queries come from")
    options = parser.parse_args()
    names = [_full_name(name, options.size) for name in options.names or DEFAULT]
    unknown = set(names) - set(SMALL) - {name for name in names if _get_size(name)}
    if unknown:
        known = ", ".join([*SMALL, *SIZES, "scale --size ORDERS"])
        raise SystemExit(f"There is no benchmark {', '.join(sorted(unknown))}: {known}.")
    bench, figures = Bench(), {}
    for name in names:
        if size := _get_size(name):
            from .scale.measure import measure

            figures.update(measure(bench, name, size, figures))
        else:
            figures.update(_run_small(bench, name, options.trace))
        # After each one: what was measured is kept when a later one fails.
        with open(options.json, "w", encoding="utf8") as stream:
            json.dump(figures, stream, indent=2)


def _full_name(name, size):
    """“scale” is the smallest size unless a number of orders is given."""
    if name != "scale":
        return name
    return f"scale_{size}" if size else "scale_10k"


def _get_size(name):
    """Repair orders of a benchmark of scale, None for the others."""
    number = name.removeprefix("scale_")
    return SIZES.get(name) or (int(number) if number != name and number.isdigit() else None)


def _run_small(bench, name, trace):
    """A benchmark of the demo company as it is.

    :return: figures by name
    """
    bench.odoo.copy(os.environ["DMS_DEMO_TEMPLATE"], DATABASE)
    config.parse_config(
        [
            *("-c", str(bench.odoo.conf), "-d", DATABASE),
            *("--no-http", "--max-cron-threads=0", "--log-level=warn"),
        ]
    )
    # The addons are found once the configuration is read.
    module = importlib.import_module(f".{name}", __package__)
    with _server(bench, getattr(module, "SERVED", False)), Registry(DATABASE).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
        measured, rows = _measure(module.measure, env, trace)
        _print_table(name, rows, measured)
    Registry.delete(DATABASE)
    bench.odoo.drop(DATABASE)
    return measured


@contextmanager
def _server(bench, wanted):
    """A web server on the copy while a benchmark that needs one runs."""
    if not wanted:
        yield
        return
    process = bench.odoo.serve(
        DATABASE, free_port(), log="bench-server.log", extra=("--max-cron-threads=0",)
    )
    try:
        yield
    finally:
        end(process)


def _measure(benchmark, env, path):
    """Run a benchmark, listening to its queries when a file is asked for; listening costs time."""
    if not path:
        return benchmark(env)
    with Trace().active() as trace, open(path, "w", encoding="utf8") as stream:
        result = benchmark(env, trace)
        trace.write(stream)
    return result


def _print_table(name, rows, figures):
    """Steps with time and queries, then the figures against their budgets."""
    print(f"\n{name}")
    if rows:
        print(f"{'flow':<12}{'step':<22}{'ms':>10}{'queries':>10}")
    for flow, step, seconds, queries in rows:
        print(f"{flow:<12}{step:<22}{seconds * 1000:>10.1f}{queries:>10.1f}")
    for key, figure in figures.items():
        budget = (
            f" (budget {figure['budget']}: {'ok' if figure['ok'] else 'over'})"
            if figure["budget"]
            else ""
        )
        print(f"{key}: {figure['value']} {figure['unit']}{budget}")


if __name__ == "__main__":
    main()
