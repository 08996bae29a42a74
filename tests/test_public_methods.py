"""Every public method may be called by everybody over the wire: who changes something by it, against a table.

A row of `public_methods.csv` is a public method of ours that changes records when the demo company's records
are handed to it, with the roles that may. A method that is missing there must change nothing for anybody.
After a wanted change write the table anew and read the difference before it is committed:

    DMS_WRITE_MATRIX=1 ./dms test --fast tests/test_public_methods.py
"""

import csv
import inspect
import os
import pathlib
import re

from odoo import sql_db
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tools import mute_logger

from .test_access_matrix import ROLES, users  # noqa: F401 (a fixture)

TABLE = pathlib.Path(__file__).with_name("public_methods.csv")
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Caches, messages to open screens and traces: no record of the shop.
NOISE = re.compile(r"bus_bus|dms_board_(payload|change)|auditlog_|ir_attachment|mail_|res_device")
# Samples per model: records that differ in state meet different refusals.
SAMPLES = 2
# Those who might reach beyond their desk; managers and administrators may nearly everything.
TRIED = ("technician", "storekeeper", "cashier", "hr_officer", "guard", "staff", "portal", "public")
CRUD = {"create", "write", "unlink", "copy", "read", "name_create", "init", "web_save", "onchange"}


class Writes(list):
    """Tables written while the block runs."""

    def __enter__(self):
        self.plain = sql_db.Cursor.execute

        def execute(cursor, query, *args, **kwargs):
            text = getattr(query, "code", query)
            found = WRITES.match(str(text))
            if found and not NOISE.match(found.group(1)):
                self.append(found.group(1))
            return self.plain(cursor, query, *args, **kwargs)

        sql_db.Cursor.execute = execute
        return self

    def __exit__(self, *_error):
        sql_db.Cursor.execute = self.plain


def _public_methods(env):
    """Names ``(model, method)`` of what our addons offer over the wire, beyond Odoo's own methods."""
    for model in sorted(env.registry):
        cls = type(env[model])
        if env[model]._abstract:
            continue
        for name in dir(cls):
            if name.startswith("_") or name in CRUD:
                continue
            function = inspect.getattr_static(cls, name, None)
            owner = getattr(function, "__module__", "") or ""
            if not inspect.isfunction(function) or not owner.startswith("odoo.addons.dms_"):
                continue
            if not getattr(function, "_api_private", False):
                yield model, name


def _arguments(function):
    """Plausible values of the arguments that have no default."""
    values = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        if parameter.default is inspect.Parameter.empty and parameter.kind in (
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            inspect.Parameter.KEYWORD_ONLY,
        ):
            values[name] = [] if name.endswith("s") else "x"
    return values


def _samples(env, model):
    """Some records of a model that differ in their state, as superuser."""
    records = env[model].with_context(active_test=False)
    name = next((one for one in ("repair_stage", "state", "kind") if one in records._fields), None)
    if not name or not records._fields[name].store:
        return records.search([], limit=SAMPLES)
    groups = records._read_group([(name, "!=", False)], [name], ["id:max"])
    return records.browse([found for _state, found in groups[:SAMPLES]])


def _call(env, user, model, method, records):
    """Tables a person changes by a call; none when refused."""
    written = set()
    function = getattr(type(env[model]), method)
    for record in records or env[model]:
        target = record.with_user(user).with_context(
            lang="zh_CN", allowed_company_ids=user.company_id.ids
        )
        seen = Writes()
        point = env.cr.savepoint(flush=False)
        try:
            with seen:
                getattr(target, method)(**_arguments(function))
                env.flush_all()
            written |= set(seen)
        except (AccessDenied, AccessError, UserError, TypeError, ValueError, KeyError):
            pass
        except Exception as error:  # pylint: disable=broad-except
            written.add(f"broke with {type(error).__name__}")
        finally:
            env.invalidate_all(flush=False)
            env.cr.precommit.clear()
            env.cr.postcommit.clear()
            point.rollback()
            point.close(rollback=True)
    return written


def _live(env, users):  # noqa: F811
    """Methods that change something: ``{name: {role: tables}}``."""
    live = {}
    for model, method in _public_methods(env):
        records = _samples(env, model) if not env[model]._transient else env[model]
        function = getattr(type(env[model]), method)
        if getattr(function, "_api_model", False):
            records = env[model]
        for role in TRIED:
            user = users[role]
            tables = _call(env, user, model, method, records or env[model])
            if tables:
                live.setdefault(f"{model}.{method}", {})[role] = sorted(tables)
    return live


def test_public_methods(env, users):  # noqa: F811
    with mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"):
        live = _live(env, users)
    if os.environ.get("DMS_WRITE_MATRIX"):
        with open(TABLE, "w", encoding="utf8", newline="") as stream:
            rows = csv.writer(stream, lineterminator="\n")
            rows.writerow(["method", "roles"])
            rows.writerows([name, " ".join(found)] for name, found in sorted(live.items()))
    with open(TABLE, encoding="utf8", newline="") as stream:
        table = {row["method"]: row["roles"].split() for row in csv.DictReader(stream)}
    wrong = [
        f"{name}: {role} changes {', '.join(tables)}"
        for name, roles in live.items()
        for role, tables in roles.items()
        if role not in table.get(name, [])
    ]
    assert not wrong, "\n".join(wrong)
    assert set(ROLES) >= {role for roles in table.values() for role in roles}
