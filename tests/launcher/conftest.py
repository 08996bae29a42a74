"""A copy of the launcher in a folder of its own, and a way to run it."""

import os
import pathlib
import shutil
import subprocess
import sys
from collections import namedtuple

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
Answer = namedtuple("Answer", "code out err")


class Checkout:
    """A checkout without addons, in a folder with a Chinese name and a space."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(
            ROOT / "config", folder / "config", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in ("dms", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, folder / name)
        (folder / "addons").mkdir()
        self.state = folder / ".dms"

    def run(self, *arguments, **variables):
        """Run ``./dms`` with these arguments; environment variables as keywords."""
        return self._answer([sys.executable, str(self.folder / "dms"), *arguments], variables)

    def python(self, code):
        """Run Python that can import the launcher."""
        return self._answer(
            [sys.executable, "-c", code], {"PYTHONPATH": str(self.folder / "config")}
        )

    def _answer(self, command, variables):
        environment = {**os.environ, "LANG": "C.UTF-8", **variables}
        environment.pop("LC_ALL", None)
        run = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        assert "Traceback" not in run.stderr, run.stderr
        return Answer(run.returncode, run.stdout, run.stderr)


@pytest.fixture
def checkout(tmp_path_factory):
    """A checkout of its own; its servers are ended afterwards."""
    folder = tmp_path_factory.mktemp("x") / "维修 厂"
    folder.mkdir()
    made = Checkout(folder)
    yield made
    made.run("stop")
