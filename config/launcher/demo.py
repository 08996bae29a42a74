"""``./dms demo``: the demo company, served."""

import fcntl
import json
import os
import signal
import time
import webbrowser

from .console import CHINESE, say, step, stop
from .odoo import Odoo, end, port_free
from .places import ROOT, STATE, addons, fingerprint
from .postgres import Postgres
from .runtime import Runtime

DATABASE = "dms_demo"
MARK = STATE / "demo.json"
GENERATE = """
import sys
sys.path.insert(0, {root!r})
from demo import generate
generate.{call}
"""


def generator(call):
    """Script that runs one function of the demo generator."""
    return GENERATE.format(root=str(ROOT), call=call)


def build(server, database, empty=False, lang="zh_CN"):
    """Make a database with the company in it: the history of the shop, or only its people."""
    with step("database with all addons", "创建数据库并安装模块"):
        server.install(database, lang)
    call = "setup_company(env)" if empty else 'main(env, size="demo", seed=20260101, days=90)'
    text = (
        ("company and people", "建立公司与人员")
        if empty
        else ("ninety days of repairs", "生成九十天维修业务")
    )
    with step(*text):
        server.script(database, generator(call), f"generate-{database}.log")


def hold_lock():
    """Refuse a second demo of the same checkout while one runs."""
    STATE.mkdir(parents=True, exist_ok=True)
    handle = open(STATE / "demo.lock", "w")  # noqa: SIM115 - held until the process ends
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop(
            "The demo of this checkout is running already: open its address, or end it with './dms stop'.",
            "本目录的演示已在运行：请直接打开其地址，或先执行 ./dms stop。",
        )
    return handle


def demo(options):
    """Bring up the demo company and serve it until Ctrl+C."""
    host = options.host
    if not port_free(options.port, host):
        stop(
            f"Port {options.port} is taken by another program: choose another one with --port.",
            f"端口 {options.port} 已被占用：请用 --port 指定其他端口。",
        )
    handle = hold_lock()
    start = time.monotonic()
    runtime = Runtime()
    postgres = Postgres(runtime)
    with step("database server", "启动数据库"):
        postgres.start()
    server = Odoo(runtime, postgres)
    _prepare(server, options)
    with step("web server", "启动网页服务"):
        process = server.serve(DATABASE, options.port, host)
    (STATE / "server.pid").write_text(str(process.pid))
    _announce(f"http://localhost:{options.port}", time.monotonic() - start)
    if not options.no_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(f"http://localhost:{options.port}/odoo")
    _wait(process)
    handle.close()
    return 0


def _prepare(server, options):
    """Build the demo database when there is none, or update it when the addons changed."""
    state = fingerprint(ROOT / "addons")
    known = json.loads(MARK.read_text()) if MARK.exists() else {}
    fresh = server.postgres.exists(DATABASE) and known
    if options.reset or not fresh:
        MARK.unlink(missing_ok=True)
        build(server, DATABASE, options.empty, options.lang)
    elif known.get("addons") != state:
        with step("addons updated", "更新模块"):
            server.run(
                *("-d", DATABASE, "-u", ",".join(addons()), "--stop-after-init", "--no-http"),
                *("--log-level=warn",),
                log="update.log",
            )
    MARK.write_text(json.dumps({"addons": state}))


def _announce(address, seconds):
    """Address and one login per role."""
    say(f"\nReady after {seconds:.0f} s: {address}", f"\n{seconds:.0f} 秒后就绪：{address}")
    rows = json.loads((ROOT / "demo" / "logins.json").read_text("utf8"))
    for row in rows:
        role = row["role_zh"] if CHINESE else f"{row['role']} {row['role_zh']}"
        print(f"  {row['login']:<14}{row['password']:<8}{role}")
    say("Ctrl+C ends it.", "按 Ctrl+C 结束。")


def _wait(process):
    """Stay until the server ends or somebody stops us."""

    def leave(_number, _frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    try:
        process.wait()
    except KeyboardInterrupt:
        end(process)
    (STATE / "server.pid").unlink(missing_ok=True)


def stop_all(_options):
    """End the web server and the database servers of this checkout."""
    pid_file = STATE / "server.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text())
        if _is_ours(pid):
            os.kill(pid, signal.SIGTERM)
            for _attempt in range(100):
                if not _is_ours(pid):
                    break
                time.sleep(0.1)
        pid_file.unlink(missing_ok=True)
    runtime = Runtime()
    for kind in ("shop", "test"):
        Postgres(runtime, kind).stop()
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
    runtime = Runtime()
    server = Odoo(runtime, Postgres(runtime).start())
    command = server.command("shell", "-d", options.db or DATABASE, "--no-http", "--log-level=warn")
    os.execve(command[0], command, runtime.environ())


def update(options):
    """Update addons in the demo database."""
    runtime = Runtime()
    server = Odoo(runtime, Postgres(runtime).start())
    names = options.addons or addons()
    unknown = sorted(set(names) - set(addons()))
    if unknown:
        stop(f"There is no addon {', '.join(unknown)} here: the addons are {', '.join(addons())}.")
    with step(f"update of {', '.join(names)}"):
        server.run(
            *(
                "-d",
                DATABASE,
                "-u",
                ",".join(names),
                "--stop-after-init",
                "--no-http",
                "--log-level=warn",
            ),
            log="update.log",
        )
    return 0
