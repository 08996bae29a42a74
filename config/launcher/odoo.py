"""Odoo processes: configuration, installing, scripts, serving."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .console import Stop, stop
from .places import CONFIG, STATE, addons

QUIET = ("--stop-after-init", "--no-http", "--log-level=warn", "--max-cron-threads=0")
SET_PARAMETER = (
    "INSERT INTO ir_config_parameter (key, value) VALUES ('{0}', '{1}') "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)


class Odoo:
    """Odoo on one database server.

    :param runtime: :class:`runtime.Runtime`
    :param postgres: a running :class:`postgres.Postgres`
    """

    def __init__(self, runtime, postgres):
        self.runtime, self.postgres = runtime, postgres
        self.data = STATE / f"data-{postgres.kind}"
        self.logs = STATE / "log"
        for folder in (self.data, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        self.conf = STATE / f"odoo-{postgres.kind}.conf"
        self._write_conf()

    def _write_conf(self):
        """The configuration of `config/odoo.conf` with the places of this checkout filled in."""
        values = {
            "addons_path": self.runtime.addons_path,
            "data_dir": str(self.data),
            "db_host": self.postgres.host,
            "db_port": self.postgres.port,
            "db_user": self.postgres.user,
        }
        text = (CONFIG / "odoo.conf").read_text("utf8")
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        if self.postgres.password:
            text += f"db_password = {self.postgres.password}\n"
        draft = self.conf.with_suffix(f".{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(text)
        draft.rename(self.conf)

    def command(self, *args):
        """Command line of an Odoo process."""
        head = [str(self.runtime.python), "-W", "ignore::DeprecationWarning", "-m", "odoo"]
        if args and not args[0].startswith("-"):
            return [*head, args[0], "-c", str(self.conf), *args[1:]]
        return [*head, "-c", str(self.conf), *args]

    def run(self, *args, log, script=None):
        """Run Odoo to its end and keep its output in a log file.

        :param script: text fed to ``odoo shell``
        :raises Stop: the process failed; the message names the log
        """
        path = self.logs / log
        with open(path, "w") as stream:
            run = subprocess.run(
                self.command(*args),
                input=script,
                stdout=stream,
                stderr=subprocess.STDOUT,
                text=True,
                env=self.runtime.environ(),
                cwd=STATE,
            )
        text = path.read_text("utf8", "ignore")
        if run.returncode or (script is not None and "Traceback (most recent call last)" in text):
            lines = [line for line in text.strip().splitlines() if line.strip()] or ["no message"]
            reason = lines[-1][:200]
            stop(
                f"Odoo failed ({reason}): see {path}.",
                f"Odoo 运行失败（{reason}）：请查看 {path}。",
            )
        return text

    def install(self, database, lang="zh_CN"):
        """Create a database with all addons of the checkout, no Odoo demo data."""
        self.drop(database)
        self.postgres.create(database)
        self.postgres.allow_trigrams(database)
        modules = ",".join(["l10n_cn", *addons()])
        languages = ",".join(sorted({"zh_CN", lang} - {"en_US"}))
        try:
            self.run(
                *("-d", database, "-i", modules, f"--load-language={languages}", *QUIET),
                log=f"install-{database}.log",
            )
        except Stop:
            self.drop(database)
            raise

    def upgrade(self, database, names, new=()):
        """Update addons in a database, and install new ones."""
        self.postgres.allow_trigrams(database)
        arguments = [
            *(("-u", ",".join(names)) if names else ()),
            *(("-i", ",".join(new)) if new else ()),
        ]
        self.run("-d", database, *arguments, *QUIET, log=f"update-{database}.log")

    def script(self, database, text, log):
        """Run Python in a database and commit."""
        self.run(
            *("shell", "-d", database, "--no-http", "--log-level=warn"),
            log=log,
            script=text + "\nenv.cr.commit()\n",
        )

    def drop(self, database):
        """Drop a database with its files."""
        self.postgres.drop(database)
        shutil.rmtree(self.data / "filestore" / database, ignore_errors=True)

    def copy(self, source, target):
        """Copy a database with its files."""
        self.drop(target)
        self.postgres.create(target, template=source)
        files = self.data / "filestore" / source
        if files.is_dir():
            # Files are named by their content and never change: links are enough.
            shutil.copytree(files, self.data / "filestore" / target, copy_function=os.link)

    def rename(self, old, new):
        """Rename a database with its files; one of the new name is replaced, and kept until that has worked."""
        aside = f"{new}_old"
        self.drop(aside)
        files = self.data / "filestore"
        if self.postgres.exists(new):
            self.postgres.rename(new, aside)
            if (files / new).is_dir():
                (files / new).rename(files / aside)
        self.postgres.rename(old, new)
        if (files / old).is_dir():
            (files / old).rename(files / new)
        self.drop(aside)

    def serve(self, database, port, host="127.0.0.1", log="server.log", extra=()):
        """Start the web server and wait until it answers.

        :return: the process
        """
        local = "127.0.0.1" if host in ("0.0.0.0", "") else host
        for key, value in (
            # The PDF engine fetches styles from here; the links in letters begin with it too.
            ("report.url", f"http://{local}:{port}"),
            ("web.base.url", f"http://{'localhost' if local == '127.0.0.1' else local}:{port}"),
        ):
            self.postgres.sql(SET_PARAMETER.format(key, value), database)
        path = self.logs / log
        with open(path, "w") as stream:
            process = subprocess.Popen(
                self.command(
                    *("-d", database, f"--db-filter=^{database}$", "--http-port", str(port)),
                    *("--http-interface", host, "--workers=0", *extra),
                ),
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=self.runtime.environ(),
                cwd=STATE,
                start_new_session=True,
            )
        try:
            self._await(process, f"http://{local}:{port}/web/login", path)
        except BaseException:
            end(process)
            raise
        return process

    def _await(self, process, address, log):
        """Wait until the server answers.

        :raises Stop: it ended, or does not answer for two minutes
        """
        # The address is on this machine: no proxy of the environment may stand between.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and process.poll() is None:
            try:
                with opener.open(address, timeout=60):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        stop(f"The web server does not answer: see {log}.", f"网页服务没有响应：请查看 {log}。")


def end(process):
    """End a process we started, by its id."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def port_free(port, host="127.0.0.1"):
    """Whether nobody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port():
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
