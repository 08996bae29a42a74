"""Commands of ``./dms``."""

import argparse
import errno
import os
import sys

from .console import Stop, pick


def parser():
    """Command line of the launcher."""
    top = argparse.ArgumentParser(prog="dms", description="Repair shop system on Odoo 19")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser("demo", help="run the demo company")
    demo.add_argument("--reset", action="store_true", help="make the database anew")
    demo.add_argument("--empty", action="store_true", help="company and people only, no history")
    demo.add_argument("--port", type=int, default=8069)
    demo.add_argument("--host", default="127.0.0.1", help="0.0.0.0 serves other machines too")
    demo.add_argument("--lang", default="zh_CN")
    demo.add_argument("--no-browser", action="store_true")
    test = commands.add_parser("test", help="run all checks, or those of addons or paths")
    test.add_argument("targets", nargs="*", metavar="ADDON|PATH")
    test.add_argument(
        "--fast",
        action="store_true",
        help="update the prepared databases instead of making them anew",
    )
    commands.add_parser("lint", help="style, translations, licences")
    bench = commands.add_parser("bench", help="measure the budgets")
    bench.add_argument("names", nargs="*", metavar="NAME")
    bench.add_argument("--json", metavar="FILE")
    bench.add_argument(
        "--size", type=int, metavar="ORDERS", help="repair orders of the benchmark “scale”"
    )
    bench.add_argument("--trace", metavar="FILE", help="write where the queries come from")
    bench.add_argument(
        "--fast",
        action="store_true",
        help="update the prepared databases instead of making them anew",
    )
    shell = commands.add_parser("shell", help="Odoo's Python prompt in the demo database")
    shell.add_argument("--db")
    update = commands.add_parser("update", help="update addons in the demo database")
    update.add_argument("addons", nargs="*", metavar="ADDON")
    commands.add_parser("stop", help="end the servers of this checkout")
    for name, text in (
        ("backup", "database and files into one archive"),
        ("restore", "put an archive back"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("file", metavar="FILE")
        command.add_argument("--db")
    commands.add_parser("doctor", help="what was found where, and what is missing")
    commands.add_parser("help", help="show this help")
    return top


def _find(command):
    """Function of a command; modules are loaded only when needed."""
    if command in ("demo", "shell", "update", "stop"):
        from . import demo

        return {
            "demo": demo.demo,
            "shell": demo.shell,
            "update": demo.update,
            "stop": demo.stop_all,
        }[command]
    if command in ("backup", "restore"):
        from . import archive

        return {"backup": archive.backup, "restore": archive.restore}[command]
    if command == "doctor":
        from . import doctor

        return doctor.doctor
    if command == "lint":
        from . import lint

        return lint.command
    from . import testing

    return {"test": testing.test, "bench": testing.bench}[command]


def main(arguments):
    """Run a command.

    :return: exit code: 0 done, 1 checks failed, 2 refused with one sentence
    """
    options = parser().parse_args(arguments)
    if options.command in (None, "help"):
        parser().print_help()
        return 0
    try:
        return _find(options.command)(options)
    except Stop as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        print(_sentence(error), file=sys.stderr)
        return 2


def _sentence(error):
    """What an error of the operating system means for the user."""
    if error.errno == errno.ENOSPC:
        return pick(
            "The disk is full: free some space and start again.", "磁盘已满：请清理后重试。"
        )
    name = f"{error.filename}: " if error.filename else ""
    return pick(
        f"This did not work: {name}{error.strerror or error}.",
        f"操作失败：{name}{error.strerror or error}。",
    )
