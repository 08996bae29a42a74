from odoo import api, models, tools
from odoo.exceptions import LockError
from odoo.tools import SQL

from ..tools.together import Together, children, keep_children, knows, select

# A rule with one of these looks at other tables while its SQL is made; the tree of companies is kept anyhow.
WANDERING = frozenset(("any", "not any", "any!", "not any!", "child_of", "parent_of"))
# What the rules of a table depend on, as keys of a cache.
READER = (
    "self._name",
    "self.env.uid",
    "self.env.su",
    "tuple(self.env['ir.rule']._compute_domain_context_values())",
)


def _unknown(beside):
    """Tuples (record, *paths) of what is not in memory yet, each record once."""
    found = {}
    for one in beside:
        record, *paths = one if isinstance(one, tuple) else (one,)
        paths = [path for path in paths if not knows(record, path)]
        if record and (paths or not knows(record, "")):
            found.setdefault(record, []).extend(paths)
    return [(record, *paths) for record, paths in found.items()]


class Base(models.AbstractModel):
    """Records and what hangs on them read by one statement, for steps that begin with empty memory."""

    _inherit = "base"

    @api.model
    @tools.ormcache("self._name", "self.env.uid", "self.env.su")
    def _get_loadable_names(self):
        """Names of the columns that are read along, translated ones last.

        All that Odoo reads with the first field of a record that is asked for, but who wrote the record and when;
        or of these the columns that the steps of a visit need (:meth:`_get_step_names`).
        """
        wanted = self._get_step_names()
        names = [
            name
            for name, field in self._fields.items()
            if field.prefetch is True
            and field.store
            and field.column_type
            and name not in models.MAGIC_COLUMNS
            and (not wanted or name in wanted)
            and self._has_field_access(field, "read")
        ]
        return tuple(sorted(names, key=lambda name: bool(self._fields[name].translate)))

    @api.model
    def _get_step_names(self):
        """Columns that the steps of a visit need of a record that only stands beside, like the company.

        Odoo fetches the other columns when one of them is asked for.

        :return: set of names; empty for all columns
        """
        return set()

    @api.model
    @tools.ormcache(*READER)
    def _has_fixed_rules(self):
        """Whether the rules of the reader compare columns of this table only, so that their SQL stays the same."""
        if self.env.su:
            return True
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        return all(
            (field := self._fields.get(leaf.field_expr))
            and field.store
            and field.column_type
            and (leaf.operator not in WANDERING or field.comodel_name == "res.company")
            for leaf in rules.iter_conditions()
        )

    @api.model
    @tools.ormcache(*READER, "self.env.lang", "names")
    def _get_row_sql(self, names):
        """What :meth:`_build_row_sql` makes, kept for the next reader with the same rights."""
        return self._build_row_sql(names)

    @api.model
    def _build_row_sql(self, names):
        """The row of this table with a certain id, as its reader may read it.

        :param names: columns to read, translated ones last
        :return: SELECT statement that ends with the id, to be compared
        """
        rows = self.with_context(active_test=False)._search([])
        rows.add_where(SQL.identifier(self._table, "id"))
        return rows.select(*select(self, self._table, names, rows))

    def _read_together(self, *paths, beside=(), lock=None):
        """Read these records, what paths of many2one fields lead to, and single records beside them.

        What is in memory already is not asked for again. Nothing is returned that may not be read: a row that
        the rules close to the user is simply not read here, and is refused when it is used.

        :param paths: names of many2one fields, dotted, like ``vehicle_id.model_id``
        :param beside: recordsets of one record each, like ``self.env.user``, or tuples of such a record and
            paths that begin at it
        :param lock: ``update`` holds these rows for writing until the transaction ends, ``no key update``
            lets others go on referring to them
        :return: self
        :raises LockError: with `lock`, when somebody else holds one of the rows
        """
        records = self._origin
        paths = [path for path in paths if not knows(records, path)]
        beside = _unknown(beside)
        if not records or not (lock or paths or beside or not knows(records, "")):
            return self
        if not lock and not self.browse().has_access("read"):
            return self
        self.env["res.company"]._keep_tree()
        reading = Together(
            records.browse(), records._search([("id", "in", records.ids)], active_test=False)
        )
        for path in paths:
            reading.follow(path)
        for one in beside:
            reading.beside(*one)
        missing = records - reading.run(lock)
        if lock and missing:
            missing.check_access("read")
            raise LockError(
                self.env._(
                    "Somebody else is working on this at this moment: wait a little and press again."
                )
            )
        return self

    @api.model
    def _search_together(self, domain, *paths, beside=(), order=None, limit=None):
        """Find records and read them, what paths lead to and single records beside them.

        :param paths: names of many2one fields, dotted
        :param beside: see :meth:`_read_together`
        :return: the records, in their order
        """
        self.env["res.company"]._keep_tree()
        query = self._search(domain, order=order or self._order, limit=limit)
        if query.is_empty():
            return self.browse()
        reading = Together(self.browse(), query)
        for path in paths:
            reading.follow(path)
        for one in _unknown(beside):
            reading.beside(*one)
        return reading.run()

    @api.model
    def _get_named(self, vals_list, name):
        """Records that values of new records name in a many2one field.

        :param vals_list: values as for `create`
        :param name: many2one field of this model
        """
        ids = {vals[name] for vals in vals_list if vals.get(name)}
        return self.env[self._fields[name].comodel_name].browse(ids)

    def _read_children(self, name, *paths):
        """Read the rows of a one2many field and what paths from these rows lead to.

        :param name: one2many field of these records
        :param paths: names of many2one fields of the rows, dotted
        :return: the rows
        """
        records = self._origin
        field = self._fields[name]
        if not records:
            return self.env[field.comodel_name]
        if not next(iter(field._cache_missing_ids(records)), None):
            return self[name]._read_together(*paths)
        self.env["res.company"]._keep_tree()
        model, query = children(records, name)
        reading = Together(model, query)
        for path in paths:
            reading.follow(path)
        keep_children(records, name, reading.run())
        return self[name]
