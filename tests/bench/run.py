"""``./dms bench``: measures the budgets and writes them as JSON."""

import argparse
import json
import os

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from . import lifecycle, projection
from .trace import Trace

BENCHMARKS = {"lifecycle": lifecycle.measure, "projection": projection.measure}
DATABASE = "run_bench"


def main():
    """Run the named benchmarks, all by default, on a copy of the demo company."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--json", required=True)
    parser.add_argument("--trace", metavar="FILE", help="write where the queries come from")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        raise SystemExit(
            f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(BENCHMARKS)}."
        )
    from launcher.testing import Bench

    bench = Bench()
    bench.odoo.copy(os.environ["DMS_DEMO_TEMPLATE"], DATABASE)
    config.parse_config(
        [
            *("-c", str(bench.odoo.conf), "-d", DATABASE),
            *("--no-http", "--max-cron-threads=0", "--log-level=warn"),
        ]
    )
    figures = {}
    with Registry(DATABASE).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
        for name in options.names or BENCHMARKS:
            measured, rows = _measure(BENCHMARKS[name], env, options.trace)
            figures.update(measured)
            _print_table(name, rows, measured)
    bench.odoo.drop(DATABASE)
    with open(options.json, "w", encoding="utf8") as stream:
        json.dump(figures, stream, indent=2)


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
