"""What the flow has left in the database: rows that are new since a mark, and how they hang together."""

from collections import defaultdict

TABLES = """
    SELECT c.relname FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
       AND a.atttypid = 'int4'::regtype
     ORDER BY 1
"""
RELATION_TABLES = """
    SELECT c.relname FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'id')
     ORDER BY 1
"""
FOREIGN_KEYS = """
    SELECT k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text
      FROM pg_constraint k
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
     WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace
       AND array_length(k.conkey, 1) = 1
"""
# Every table refers to these; nothing hangs together by them.
NO_LINKS = {"create_uid", "write_uid"}


def get_watermark(cr):
    """Highest id of every table.

    :return: {table: id}
    """
    cr.execute(TABLES)
    tables = [row[0] for row in cr.fetchall()]
    cr.execute(
        " UNION ALL ".join(f"SELECT '{table}', max(id) FROM \"{table}\"" for table in tables)
    )
    return {table: highest or 0 for table, highest in cr.fetchall()}


class Delta:
    """Rows of the sample, and nothing else that happened meanwhile.

    :param env: Odoo environment
    :param sample: :class:`drive.Sample`
    """

    def __init__(self, env, sample):
        self.env, self.sample, self.mark = env, sample, sample.watermark
        self.links = self._read_links()
        self.references = self._read_references()
        self.ids = self._read_new_ids()
        self.relations = self._read_relations()
        self.unit_of = self._follow()
        self.pairs = self._get_pairs()

    def _read_links(self):
        """{table: {column: table it refers to}}."""
        self.env.cr.execute(FOREIGN_KEYS)
        links = defaultdict(dict)
        for table, column, target in self.env.cr.fetchall():
            links[table.strip('"')][column] = target.strip('"')
        return links

    def _read_references(self):
        """{table: {column of an id: column of its model}}, ids without a foreign key."""
        references = defaultdict(dict)
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                if field.type == "many2one_reference" and field.store:
                    references[model._table][field.name] = field.model_field
        references["mail_message"]["res_id"] = "model"
        references["mail_followers"]["res_id"] = "res_model"
        references["auditlog_log"]["res_id"] = "model_model"
        return references

    def _read_new_ids(self):
        """{table: set of ids above its mark}, dialogs left out."""
        now = get_watermark(self.env.cr)
        dialogs = {model._table for model in self.env.registry.values() if model._transient}
        found = {}
        for table, highest in now.items():
            before = self.mark.get(table, 0)
            if highest > before and table not in dialogs:
                self.env.cr.execute(f'SELECT id FROM "{table}" WHERE id > %s', [before])
                found[table] = {row[0] for row in self.env.cr.fetchall()}
        return found

    def _read_edges(self):
        """Links between new rows, both ways: {(table, id): set of (table, id)}."""
        edges = defaultdict(set)
        for table in self.ids:
            columns = {
                column: target
                for column, target in self.links[table].items()
                if target in self.ids and column not in NO_LINKS
            }
            for column, target in columns.items():
                self.env.cr.execute(
                    f'SELECT id, "{column}" FROM "{table}" WHERE id > %s AND "{column}" > %s',
                    [self.mark.get(table, 0), self.mark.get(target, 0)],
                )
                self._add_edges(edges, table, target, self.env.cr.fetchall())
            for column, model_column in self.references.get(table, {}).items():
                for target, rows in self._read_reference(table, column, model_column).items():
                    self._add_edges(edges, table, target, rows)
        for table in self.relations:
            self._add_relation(edges, table)
        return edges

    def _add_relation(self, edges, table):
        """Rows of a many2many table between new rows."""
        links = {
            column: target for column, target in self.links[table].items() if target in self.ids
        }
        if len(links) != 2:
            return
        (one, first), (other, second) = links.items()
        self.env.cr.execute(
            f'SELECT "{one}", "{other}" FROM "{table}" WHERE "{one}" > %s AND "{other}" > %s',
            [self.mark.get(first, 0), self.mark.get(second, 0)],
        )
        rows = [row for row in self.env.cr.fetchall() if row[0] in self.ids[first]]
        self._add_edges(edges, first, second, rows)

    def _add_edges(self, edges, table, target, rows):
        for one, other in rows:
            if other in self.ids[target]:
                edges[table, one].add((target, other))
                edges[target, other].add((table, one))

    def _read_reference(self, table, column, model_column):
        """Rows that refer to new rows by model and id: {target table: list of (id, target id)}."""
        self.env.cr.execute(
            f'SELECT id, "{model_column}", "{column}" FROM "{table}" WHERE id > %s AND "{column}" > 0',
            [self.mark.get(table, 0)],
        )
        found = defaultdict(list)
        for one, model, other in self.env.cr.fetchall():
            target = self.env[model]._table if model in self.env else None
            if target in self.ids:
                found[target].append((one, other))
        return found

    def _follow(self):
        """The unit each row belongs to: the car it is nearest to.

        :return: {table: {id: unit number}}; rows that hang on no car are missing
        """
        edges = self._read_edges()
        level = {}
        for unit in self.sample.units:
            level["fleet_vehicle", unit.vehicle_id] = unit.number
            level["res_partner", unit.owner_id] = unit.number
            level.update({("sale_order", order): unit.number for order in unit.order_ids})
        # What came into the store for the visits hangs on no car.
        level.update(dict.fromkeys([("stock_move", move) for move in self.sample.receipt_ids], 0))
        unit_of = defaultdict(dict)
        while level:
            for (table, row), unit in level.items():
                unit_of[table][row] = unit
            level = {
                near: unit
                for key, unit in level.items()
                for near in edges[key]
                if near[1] not in unit_of[near[0]]
            }
        return {table: units for table, units in sorted(unit_of.items())}

    def _read_relations(self):
        """Names of the many2many tables."""
        self.env.cr.execute(RELATION_TABLES)
        return [row[0] for row in self.env.cr.fetchall()]

    def _get_pairs(self):
        """Many2many tables that may have rows of the sample: {table: {column: target}}."""
        pairs = {
            table: {
                column: target
                for column, target in self.links[table].items()
                if target in self.unit_of
            }
            for table in self.relations
        }
        return {table: links for table, links in pairs.items() if links}

    def stride(self, table):
        """Distance between the ids of a row and of its next copy."""
        return max(self.ids[table]) - self.mark.get(table, 0)
