"""``./dms demo``: the demo company, served; and the commands that work on its database."""

import csv
import fcntl
import json
import os
import signal
import subprocess
import time
import webbrowser
from contextlib import contextmanager

from .console import CHINESE, say, step, stop
from .odoo import Odoo, end, port_free
from .places import ROOT, STATE, addons, fingerprint
from .postgres import Postgres, stop_cluster
from .runtime import Runtime

DATABASE = "dms_demo"
MARK = STATE / "demo.json"
PID = STATE / "server.pid"
MAKE_HISTORY = 'generate.main(env, size="demo", seed=20260101, days=90)'
MAKE_COMPANY = "generate.setup_company(env)"
GENERATE = """
import sys
sys.path.insert(0, {root!r})
from demo import generate
{call}
env["res.users"].with_context(active_test=False).search([]).write({{"lang": {lang!r}}})
"""


def generator(call, lang="zh_CN"):
    """Script that runs one function of the demo generator."""
    return GENERATE.format(root=str(ROOT), call=call, lang=lang)


@contextmanager
def server(kind="shop"):
    """Odoo on the running database server of this checkout."""
    runtime = Runtime(checks=kind == "test")
    with Postgres(runtime, kind).running() as postgres:
        yield Odoo(runtime, postgres)


def existing(odoo, name=None):
    """Name on the server of a database that exists.

    :param name: its name, the demo company's by default
    :raises Stop: there is none
    """
    database = name or odoo.postgres.name(DATABASE)
    if not database.replace("_", "").replace("-", "").isalnum() or not odoo.postgres.exists(
        database
    ):
        stop(
            f"There is no database {database}: './dms demo' makes the demo company.",
            f"数据库 {database} 不存在：请先执行 ./dms demo。",
        )
    return database


def hold_lock():
    """Refuse a second demo of the same checkout while one runs."""
    STATE.mkdir(parents=True, exist_ok=True)
    handle = open(STATE / "demo.lock", "w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        stop(
            "The demo of this checkout is running already: open its address, or end it with './dms stop'.",
            "本目录的演示已在运行：请直接打开其地址，或先执行 ./dms stop。",
        )
    return handle


def demo(options):
    """Bring up the demo company and serve it until Ctrl+C."""
    with hold_lock():
        _end_server()  # one whose launcher was killed
        if not port_free(options.port, options.host):
            stop(
                f"Port {options.port} is taken by another program: choose another one with --port.",
                f"端口 {options.port} 已被占用：请用 --port 指定其他端口。",
            )
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        start = time.monotonic()
        with server() as odoo:
            _check_language(odoo, options.lang)
            _prepare(odoo, options)
            with step("web server", "启动网页服务"):
                process = odoo.serve(odoo.postgres.name(DATABASE), options.port, options.host)
            PID.write_text(str(process.pid))
            try:
                _announce(options, time.monotonic() - start)
                process.wait()
            finally:
                end(process)
                PID.unlink(missing_ok=True)
    stop(
        f"The web server ended by itself: see {STATE / 'log' / 'server.log'}.",
        f"网页服务已自行退出：请查看 {STATE / 'log' / 'server.log'}。",
    )


def _leave(_number, _frame):
    raise KeyboardInterrupt


def _check_language(odoo, lang):
    """Refuse a language that Odoo does not have."""
    table = odoo.runtime.odoo / "odoo/addons/base/data/res.lang.csv"
    with open(table, encoding="utf8", newline="") as stream:
        known = {row["code"] for row in csv.DictReader(stream)}
    if lang not in known:
        stop(
            f"Odoo has no language {lang}: give a code such as zh_CN or en_US.",
            f"Odoo 没有语言 {lang}：请使用 zh_CN、en_US 等代码。",
        )


def _prepare(odoo, options):
    """Build the demo database when there is none, or update it when the addons changed."""
    name, state = odoo.postgres.name(DATABASE), fingerprint(ROOT / "addons")
    known = json.loads(MARK.read_text()) if MARK.exists() else {}
    if options.reset or not odoo.postgres.exists(name):
        _build(odoo, name, options)
    elif known.get("addons") != state:
        with step("addons updated", "更新模块"):
            odoo.upgrade(name, addons())
    MARK.write_text(json.dumps({"addons": state}))


def _build(odoo, name, options):
    """Make the demo database under another name, so that one never meets half of it."""
    draft = f"{name}_draft"
    with step("database with all addons", "创建数据库并安装模块"):
        odoo.install(draft, options.lang)
    call = MAKE_COMPANY if options.empty else MAKE_HISTORY
    text = (
        ("company and people", "建立公司与人员")
        if options.empty
        else ("ninety days of repairs", "生成九十天维修业务")
    )
    with step(*text):
        odoo.script(draft, generator(call, options.lang), "generate-demo.log")
    odoo.rename(draft, name)


def _announce(options, seconds):
    """Address and one login per role; a browser is opened where there is one."""
    shown = "localhost" if options.host in ("127.0.0.1", "0.0.0.0", "::") else options.host
    address = f"http://{shown}:{options.port}"
    file = ROOT / "demo" / "logins.json"
    rows = json.loads(file.read_text("utf8")) if file.exists() else []
    say("")
    for row in rows:
        role = row["role_zh"] if CHINESE else f"{row['role_zh']} ({row['role'].replace('_', ' ')})"
        say(f"  {row['login']:<14}{row['password']:<8}{role}")
    say(
        f"\nReady after {seconds:.0f} s: {address} (log in as one of the above; Ctrl+C ends it)",
        f"\n{seconds:.0f} 秒后就绪：{address}（用以上任一帐号登录；按 Ctrl+C 结束）",
    )
    if not options.no_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(f"{address}/odoo")


def _end_server():
    """End the web server of this checkout if it runs."""
    if not PID.exists():
        return
    pid = int(PID.read_text() or 0)
    if _is_ours(pid):
        os.kill(pid, signal.SIGTERM)
        for _attempt in range(150):
            if not _is_ours(pid):
                break
            time.sleep(0.1)
    PID.unlink(missing_ok=True)


def stop_all(_options):
    """End the web server and the database servers of this checkout."""
    _end_server()
    for kind in ("shop", "test"):
        stop_cluster(kind)
    say("Stopped.", "已停止。")
    return 0


def _is_ours(pid):
    """Whether the process is an Odoo of this checkout, not a stranger that got its number."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as stream:
            return str(STATE).encode() in stream.read()
    except OSError:
        return False


def shell(options):
    """Odoo's Python prompt in the demo database."""
    with server() as odoo:
        command = odoo.command(
            "shell", "-d", existing(odoo, options.db), "--no-http", "--log-level=warn"
        )
        return subprocess.run(command, env=odoo.runtime.environ()).returncode


def update(options):
    """Update addons in the demo database."""
    names = options.addons or addons()
    unknown = sorted(set(names) - set(addons()))
    if unknown:
        known = ", ".join(addons())
        stop(
            f"There is no addon {', '.join(unknown)} here: the addons are {known}.",
            f"没有模块 {', '.join(unknown)}：现有模块为 {known}。",
        )
    with server() as odoo:
        database = existing(odoo)
        with step(f"update of {', '.join(names)}", f"更新 {', '.join(names)}"):
            odoo.upgrade(database, names)
        if set(names) == set(addons()) and MARK.exists():
            MARK.write_text(json.dumps({"addons": fingerprint(ROOT / "addons")}))
    if PID.exists():
        say("Start the demo again so that it runs the new code.", "请重新启动演示以运行新代码。")
    return 0
