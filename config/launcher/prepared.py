"""Databases prepared once for tests and benchmarks, kept while nothing changed."""

import fcntl
import json
import shutil

from .console import say, step
from .demo import MAKE_HISTORY, generator
from .places import ADDONS, ROOT, STATE, addons, fingerprint

KNOWN = STATE / "prepared.json"


class Prepared:
    """Two templates: ``plain`` with all addons and no company, ``demo`` with the demo company grown from it.

    :param odoo: :class:`odoo.Odoo` on the test server
    :param fast: update what an older template has instead of making it anew
    """

    def __init__(self, odoo, fast=False):
        self.odoo, self.postgres, self.fast = odoo, odoo.postgres, fast
        # Taken once: who edits the addons during a run gets the new state in the next one.
        self.keys = {
            "plain": fingerprint(ADDONS, ROOT / "requirements.txt"),
            "demo": fingerprint(ADDONS, ROOT / "demo", ROOT / "requirements.txt"),
        }

    def template(self):
        """Name of the database with all addons."""
        return self._prepare("plain", self._install)

    def demo_template(self):
        """Name of the database with the demo company."""
        return self._prepare("demo", self._grow)

    def install_log(self):
        """What Odoo said when the plain template was made."""
        path = self.odoo.logs / "install-template.log"
        return path if path.exists() else None

    def _install(self, draft):
        self.odoo.install(draft)
        shutil.copyfile(
            self.odoo.logs / f"install-{draft}.log", self.odoo.logs / "install-template.log"
        )

    def _grow(self, draft):
        self.odoo.copy(self.template(), draft)
        self.odoo.script(draft, generator(MAKE_HISTORY), "generate-template.log")

    def _prepare(self, kind, make):
        """Name of a template, made if there is none of these contents; older ones are dropped."""
        prefix = self.postgres.name(f"tpl_{kind}_")
        name = prefix + self.keys[kind]
        with open(STATE / f"prepare-{kind}.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if self.postgres.exists(name):
                return name
            old = self.postgres.names(prefix)
            draft = self.postgres.name(f"draft_{kind}")
            with step(f"prepared database: {kind}", f"准备数据库：{kind}"):
                self.odoo.drop(draft)
                if self.fast and old:
                    self._update(old[-1], draft)
                else:
                    make(draft)
                self.odoo.rename(draft, name)
                self._remember(name)
            for other in old:
                self.odoo.drop(other)
        return name

    def _update(self, old, draft):
        """Bring a copy of an older template to today's addons."""
        before, now = self._known().get(old, {}), self._state()
        changed = sorted(name for name in now if before.get(name) != now[name] and name in before)
        new = sorted(set(now) - set(before))
        say(
            f"    updates {', '.join(changed) or 'nothing'}",
            f"    更新 {', '.join(changed) or '无'}",
        )
        self.odoo.copy(old, draft)
        if changed or new:
            self.odoo.upgrade(draft, changed, new)

    @staticmethod
    def _state():
        return {name: fingerprint(ADDONS / name) for name in addons()}

    @staticmethod
    def _known():
        return json.loads(KNOWN.read_text()) if KNOWN.exists() else {}

    def _remember(self, name):
        KNOWN.write_text(json.dumps({**self._known(), name: self._state()}))

    def environ(self):
        """What top-level tests and benchmarks need to find the prepared databases."""
        return {
            **self.odoo.runtime.environ(),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'config'}",
            "DMS_ROOT": str(ROOT),
            "DMS_STATE": str(STATE),
            "DMS_TEST_CONF": str(self.odoo.conf),
            "DMS_TEMPLATE": self.template(),
            "DMS_DEMO_TEMPLATE": self.demo_template(),
        }
