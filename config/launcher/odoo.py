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


class Odoo:
    """Odoo on one database server.

    :param runtime: :class:`runtime.Runtime`
    :param postgres: a started :class:`postgres.Postgres`
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
            "db_port": str(self.postgres.port),
            "db_user": self.postgres.user,
        }
        text = (CONFIG / "odoo.conf").read_text("utf8")
        if self.postgres.own and self.postgres.own.password:
            text += f"db_password = {self.postgres.own.password}\n"
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        self.conf.write_text(text)
        self.conf.chmod(0o600)

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
        if run.returncode or "Traceback (most recent call last)" in text and script is not None:
            lines = [line for line in text.strip().splitlines() if line.strip()]
            stop(f"Odoo failed ({lines[-1][:200] if lines else 'no message'}): see {path}.")
        return text

    def install(self, database, lang="zh_CN"):
        """Create a database with all addons of the checkout, no Odoo demo data."""
        self.drop(database)
        self.postgres.create(database)
        modules = ",".join(["l10n_cn", *addons()])
        try:
            self.run(
                *("-d", database, "-i", modules, f"--load-language={lang}"),
                *("--stop-after-init", "--no-http", "--log-level=warn", "--max-cron-threads=0"),
                log=f"install-{database}.log",
            )
        except Stop:
            self.drop(database)
            raise

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
            shutil.copytree(files, self.data / "filestore" / target, copy_function=os.link)

    def serve(self, database, port, host="127.0.0.1", log="server.log", extra=()):
        """Start the web server and wait until it answers.

        :return: the process
        """
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
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if process.poll() is not None:
                stop(f"The server ended at once: see {path}.")
            try:
                with urllib.request.urlopen(f"http://{_local(host)}:{port}/web/login", timeout=30):
                    return process
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        end(process)
        return stop(f"The server does not answer: see {path}.")


def _local(host):
    return "127.0.0.1" if host in ("0.0.0.0", "") else host


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
