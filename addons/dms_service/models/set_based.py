"""Different values for many records by one statement."""

import json
from datetime import date, datetime

from odoo import fields
from odoo.tools import SQL

EMPTY = {"boolean": False, "integer": 0, "float": 0.0}


def update_rows(records, vals_by_id):
    """Write values that differ from record to record by one UPDATE, without constraints, tracking or access checks.

    For figures that only the system writes. Dependent fields are computed again as after a write.

    :param records: recordset with the rights to write, flushed
    :param vals_by_id: {id: {field name: value}}, the same names for all; relations by id
    """
    if not vals_by_id:
        return
    names = list(next(iter(vals_by_id.values())))
    stamp = {"write_uid": records.env.uid, "write_date": fields.Datetime.now()}
    rows = [{"id": row_id, **vals, **stamp} for row_id, vals in vals_by_id.items()]
    table = SQL.identifier(records._table)
    columns = SQL(", ").join(
        SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name)) for name in [*names, *stamp]
    )
    records.env.cr.execute(
        SQL(
            "UPDATE %s AS old SET %s FROM jsonb_populate_recordset(NULL::%s, %s) AS new WHERE old.id = new.id",
            table,
            columns,
            table,
            json.dumps([_to_row(records, row) for row in rows], default=_to_json),
        )
    )
    changed = records.browse(vals_by_id)
    changed.invalidate_recordset([*names, *stamp], flush=False)
    changed.modified(names)


def _to_row(records, row):
    """As the columns have it: False is no value, zero for numbers; integers have no decimals."""
    result = {}
    for name, value in row.items():
        kind = records._fields[name].type
        if value is False:
            value = EMPTY.get(kind)
        elif kind == "integer":
            value = int(value)
        result[name] = value
    return result


def _to_json(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be a value of a row")
