"""One statement for records and all they point at, where Odoo asks table by table."""

from collections import defaultdict
from functools import lru_cache

from odoo.fields import Domain
from odoo.tools import SQL

LOCKS = {"update": SQL("FOR UPDATE"), "no key update": SQL("FOR NO KEY UPDATE")}


@lru_cache(maxsize=1024)
def identifiers(table, names):
    """Columns of one table as SQL; the text is kept, since statements select hundreds of them."""
    return SQL(", ").join(SQL.identifier(table, name) for name in names)


def select(model, alias, names, query):
    """The id and other columns of a table, translated ones last and in the language of the reader."""
    fields = [model._fields[name] for name in names]
    plain = tuple(field.name for field in fields if not field.translate)
    terms = [identifiers(alias, ("id", *plain))]
    # A translated column is written before it is read; of others the cache holds what waits to be written.
    for field in fields[len(plain) :]:
        term = model._field_to_sql(alias, field.name, query)
        terms.append(SQL("%s AS %s", term, SQL.identifier(field.name)))
    return terms


def loadable(model):
    """Columns that are read along; translated ones are the last."""
    return [model._fields[name] for name in model._get_loadable_names()]


def is_known(records, fields):
    """Whether these fields of all records are in memory."""
    return not any(next(iter(field._cache_missing_ids(records)), None) for field in fields)


class Together:
    """Builds the statement part by part, runs it once and puts what it read into the cache of the ORM.

    Rows keep the rules of their reader: what he may not read is not there, and is refused as ever when it is
    asked for. Values that wait to be written stay as they are.

    The database spends more on understanding such a statement than on its rows: each column is named once, in
    the part that reads its table, and the names of the parts are short.

    :param model: empty recordset of the rows of the statement
    :param query: :class:`odoo.tools.Query` of these rows, access rules included
    """

    def __init__(self, model, query):
        self.env, self.query = model.env, query
        # One part per table: (empty recordset, name in the statement, fields, SQL of the id).
        self.parts = [(model, query.table, loadable(model), None)]
        self.walked = {}

    def follow(self, path):
        """Select what a path of many2one fields leads to, each table on the way included."""
        self._walk(self.parts[0], "", path)

    def beside(self, record, *paths):
        """Select a record that the rows do not point at, and what paths from it lead to."""
        part = self._add(record.browse(), SQL("%s", record.id))
        for path in paths:
            self._walk(part, f"{record._name},{record.id}", path)

    def _walk(self, part, walked, path):
        """Add the tables on a path that begins at a part of the statement."""
        for name in path.split("."):
            model, alias, columns, _id = part
            field = model._fields[name]
            if field.comodel_name == model._name and alias == model._table:
                raise ValueError(f"{model._name}.{name} leads to its own table")
            walked = f"{walked}.{name}"
            if walked not in self.walked:
                target = model.env[field.comodel_name]
                if not target.has_access("read"):
                    return
                if alias != model._table and field not in columns:
                    columns.insert(0, field)
                condition = model._field_to_sql(alias, name, self.query)
                self.walked[walked] = self._add(target, condition)
            part = self.walked[walked]

    def _add(self, model, condition):
        """Add the row of a table by its id."""
        part = (model, f"t{len(self.parts)}", loadable(model), condition)
        self.parts.append(part)
        return part

    def _join(self, model, alias, columns, condition):
        """Join the row of a table its reader may read.

        The row is found by its id before the tables are put together (``OFFSET 0``): to plan ten tables in any
        order takes the database longer than to read them.
        """
        names = tuple(field.name for field in columns)
        kept = model._has_fixed_rules() and not model.env.context.get("prefetch_langs")
        build = model._get_row_sql if kept else model._build_row_sql
        self.query.add_join(
            "LEFT JOIN",
            alias,
            SQL("LATERAL (%s = %s OFFSET 0)", build(names), condition),
            SQL("TRUE"),
        )
        return SQL("%s.*", SQL.identifier(alias))

    def run(self, lock=None):
        """Ask the database.

        :param lock: ``update`` or ``no key update``: hold the rows of the first table for writing; those
            held by others are left out
        :return: records of the first table, in the order of the query
        """
        model, table, fields, _id = self.parts[0]
        terms = select(model, table, [field.name for field in fields], self.query)
        terms += [self._join(*part) for part in self.parts[1:]]
        statement = self.query.select(*terms)
        if lock:
            table = SQL.identifier(self.query.table)
            statement = SQL("%s %s OF %s SKIP LOCKED", statement, LOCKS[lock], table)
        rows = self.env.execute_query(statement)
        columns = list(zip(*rows, strict=True))
        found, place = [], 0
        for model, _alias, fields, _id in self.parts:
            part = columns[place : place + 1 + len(fields)] if rows else ()
            place += 1 + len(fields)
            found.append(self._keep(model, fields, part))
        return found[0]

    @staticmethod
    def _keep(model, fields, columns):
        """Fill the cache from the columns of one table, each row once."""
        if not columns:
            return model.browse()
        ids = columns[0]
        first = {id_: place for place, id_ in reversed(list(enumerate(ids))) if id_}
        places = sorted(first.values())
        records = model.browse([ids[place] for place in places])
        for field, values in zip(fields, columns[1:], strict=True):
            field._insert_cache(records, [values[place] for place in places])
        return records


def knows(records, path):
    """Whether records and all a path leads to are in memory."""
    for name in filter(None, path.split(".")):
        field = records._fields[name]
        if next(iter(field._cache_missing_ids(records)), None):
            return False
        if not records.env[field.comodel_name].has_access("read"):
            return True
        records = records[name]
    return is_known(records, loadable(records))


def children(records, name):
    """Query of the rows of a one2many field.

    :return: (empty recordset of the rows, query)
    """
    field = records._fields[name]
    model = records.env[field.comodel_name].with_context(**{"active_test": False, **field.context})
    domain = field.get_comodel_domain(records) & Domain(field.inverse_name, "in", records.ids)
    return model, model._search(domain, order=model._order)


def keep_children(records, name, rows):
    """Put what was read into the one2many field."""
    field = records._fields[name]
    group = defaultdict(list)
    inverse = rows._fields[field.inverse_name]
    for row in rows:
        value = row[field.inverse_name]
        group[value.id if inverse.type == "many2one" else value].append(row.id)
    field._insert_cache(records, [tuple(group[id_]) for id_ in records._ids])
