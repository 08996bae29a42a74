"""Copies of the sample in SQL: ids and links move by a stride, days by the copy's age, texts get its number.

Rows never leave the database server: ``COPY`` brings the rows of the sample, with marks where texts change, and the
identities of the cars into staging tables; one ``INSERT … SELECT`` per table does the rest.
"""

import io
import random
import re
from collections import defaultdict

from odoo.tools import SQL

from demo import names

from .drive import CREWS

# Marks in the texts of the staged rows. They are no characters of any language, so no text has them.
NUMBER, PLATE, VIN, PHONE, OWNER = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
COLUMNS = {NUMBER: "suffix", PLATE: "plate", VIN: "vin", PHONE: "phone", OWNER: "owner"}
# What counts as the number of a document: capital letters, digits, four of them at the end.
DOCUMENT = re.compile(r"[A-Z][A-Z0-9/\-]*\d{3,}")
TEXTS = {"varchar", "text", "bpchar", "jsonb"}
MOMENTS = {"timestamp", "timestamptz"}
# Repairs a day, at every size: a fixed month has the same rows whatever lies around it.
PER_DAY = 50
SEED = 7
PLATE_PROVINCES = "赣鄂皖闽苏"


class Multiplier:
    """Fills a database up to a number of repair orders.

    :param delta: :class:`delta.Delta`
    :param copies: copies of the whole sample that are made
    """

    def __init__(self, delta, copies):
        self.delta, self.copies = delta, copies
        self.env, self.cr = delta.env, delta.env.cr
        self.units = delta.sample.units
        self.width = len(str(copies))
        self.columns = self._read_columns()
        self.unique = self._read_unique()
        self.numbers = self._read_numbers()
        self.marks = self._get_marks()
        self.marked = defaultdict(set)
        self.rows = 0

    # Schema

    def _read_columns(self):
        """{table: {column: type}} of the tables of the sample, in the order of the columns."""
        self.cr.execute(
            """SELECT c.relname, a.attname, t.typname
                 FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                 JOIN pg_type t ON t.oid = a.atttypid
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relname IN %s
                  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                ORDER BY c.relname, a.attnum""",
            [tuple(self.delta.unit_of)],
        )
        columns = defaultdict(dict)
        for table, column, kind in self.cr.fetchall():
            columns[table][column] = kind
        return columns

    def _read_unique(self):
        """{table: text columns of which no two rows may have the same}."""
        self.cr.execute(
            """SELECT c.relname, a.attname
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                 JOIN pg_type t ON t.oid = a.atttypid
                WHERE i.indisunique AND t.typname IN ('varchar', 'text')
                  AND c.relname IN %s""",
            [tuple(self.delta.unit_of)],
        )
        unique = defaultdict(set)
        for table, column in self.cr.fetchall():
            unique[table].add(column)
        for table, columns in self.columns.items():
            unique[table] |= {column for column in columns if "token" in column} & {
                column for column, kind in columns.items() if kind == "varchar"
            }
        return unique

    # Texts

    def _read_numbers(self):
        """Numbers of the documents of the sample, as they stand in their column ``name``."""
        numbers = set()
        for table, columns in self.columns.items():
            if columns.get("name") != "varchar":
                continue
            self.cr.execute(
                f'SELECT DISTINCT name FROM "{table}" WHERE id IN %s AND name IS NOT NULL',
                [tuple(self.delta.unit_of[table])],
            )
            numbers.update(name for (name,) in self.cr.fetchall() if DOCUMENT.fullmatch(name))
        return numbers

    def _get_marks(self):
        """What is marked in every text: (expression that finds it, {text found: text with the mark})."""
        marked = {number: number + NUMBER for number in self.numbers}
        by_unit = []
        for unit in self.units:
            dotted = f"{unit.plate[:2]}·{unit.plate[2:]}"
            by_unit.append(
                {
                    unit.plate: PLATE,
                    dotted: PLATE,
                    unit.vin: VIN,
                    unit.phone: PHONE,
                    unit.owner: OWNER,
                }
            )
        return marked, by_unit

    def _mark(self, unit):
        """Function that sets the marks of a unit in a text."""
        numbers, by_unit = self.marks
        known = {**numbers, **by_unit[unit]}
        found = re.compile(
            "|".join(
                re.escape(text) + (r"(?!\d)" if text in numbers else "")
                for text in sorted(known, key=len, reverse=True)
            )
        )
        return lambda text: found.sub(lambda match: known[match.group()], text)

    # Staging

    def _stage_identities(self):
        """One row per copy of a car: its number, age, plate, VIN, owner."""
        rng = random.Random(SEED)
        self.cr.execute(
            """CREATE UNLOGGED TABLE scale_identity (
                   unit int, k int, days int, suffix text, plate text, vin text, phone text, owner text)"""
        )
        # Not more copies a day than there are crews.
        per_day = min(PER_DAY / len(self.delta.sample.order_ids), CREWS)
        lines, serial = [], 0
        for copy in range(1, self.copies + 1):
            # The last copy is the youngest: ids grow with time, as they do in a shop.
            days = 1 + int((self.copies - copy) / per_day)
            for unit in self.units:
                serial += 1
                fields = (
                    unit.number,
                    copy,
                    days,
                    f"{copy:0{self.width}d}",
                    _plate(serial),
                    names.vin(rng, "LSV"),
                    f"139{serial:08d}",
                    names.person(rng),
                )
                lines.append("\t".join(map(str, fields)))
        self._copy_in("scale_identity", lines)
        self.cr.execute("ANALYZE scale_identity")

    def _copy_in(self, table, lines):
        stream = io.StringIO("\n".join(lines) + "\n")
        self.cr._obj.copy_expert(f'COPY "{table}" FROM STDIN', stream)

    def _stage(self, table):
        """Rows of the sample with marks in their texts, and the unit each belongs to."""
        columns = list(self.columns[table])
        names_sql = ", ".join(f'"{column}"' for column in columns)
        units = self.delta.unit_of[table]
        stream = io.StringIO()
        ids = ", ".join(map(str, sorted(units)))
        self.cr._obj.copy_expert(
            f'COPY (SELECT id, {names_sql} FROM "{table}" WHERE id IN ({ids}) ORDER BY id) TO STDOUT',
            stream,
        )
        markers = [self._mark(unit.number) for unit in self.units]
        kinds = list(self.columns[table].items())
        lines = []
        for line in stream.getvalue().split("\n")[:-1]:
            row_id, *values = line.split("\t")
            unit = units[int(row_id)]
            values = [
                self._mark_value(table, column, kind, value, markers[unit])
                for (column, kind), value in zip(kinds, values, strict=True)
            ]
            lines.append("\t".join([*values, str(unit)]))
        self.cr.execute(
            f'CREATE UNLOGGED TABLE "scale_{table}" AS SELECT {names_sql} FROM "{table}" WITH NO DATA'
        )
        self.cr.execute(f'ALTER TABLE "scale_{table}" ADD COLUMN scale_unit int')
        self._copy_in(f"scale_{table}", lines)

    def _mark_value(self, table, column, kind, value, marker):
        """One value with its marks; what must be unique is marked at its end."""
        if kind not in TEXTS or value == r"\N":
            return value
        text = marker(value)
        if column in self.unique[table] and value and not any(mark in text for mark in COLUMNS):
            text += NUMBER
        self.marked[table, column] |= {mark for mark in COLUMNS if mark in text}
        return text

    # Copies

    def _expression(self, table, column, kind):
        """SQL of a column of a copy."""
        own = f's."{column}"'
        if column == "id":
            return f"{own} + i.k * {self.delta.stride(table)}"
        target = self.delta.links[table].get(column)
        if target in self.delta.unit_of:
            return self._moved(own, target)
        if target == "hr_employee":
            return self._crew(own)
        model_column = self.delta.references.get(table, {}).get(column)
        if model_column:
            return self._reference(table, column, model_column)
        if kind == "date":
            return f"{own} - i.days"
        if kind in MOMENTS:
            return f"{own} - i.days * interval '1 day'"
        if column == "sequence_number":
            return f"{own} * {10**self.width} + i.k"
        if marks := self.marked.get((table, column)):
            text = f"{own}::text" if kind == "jsonb" else own
            for mark in sorted(marks):
                text = f"replace({text}, '{mark}', i.{COLUMNS[mark]})"
            return f"{text}::{kind}" if kind == "jsonb" else text
        return own

    def _moved(self, own, target):
        """A link: into the copy when it points into the sample, else unchanged."""
        return (
            f"CASE WHEN {own} > {self.delta.mark.get(target, 0)} "
            f"THEN {own} + i.k * {self.delta.stride(target)} ELSE {own} END"
        )

    def _crew(self, own):
        """A technician of the crew that works on this copy."""
        people = self.delta.sample.technician_ids
        ids = ", ".join(map(str, people))
        return (
            f"CASE WHEN {own} IN ({ids}) THEN {own} + i.k % {CREWS} * {len(people)} ELSE {own} END"
        )

    def _reference(self, table, column, model_column):
        """An id whose model stands in another column."""
        self.cr.execute(f'SELECT DISTINCT "{model_column}" FROM "scale_{table}"')
        cases = []
        for (model,) in self.cr.fetchall():
            target = self.env[model]._table if model in self.env else None
            if target in self.delta.unit_of:
                cases.append(f"""WHEN '{model}' THEN {self._moved(f's."{column}"', target)}""")
        if not cases:
            return f's."{column}"'
        return f"""CASE s."{model_column}" {" ".join(cases)} ELSE s."{column}" END"""

    def _insert(self, table):
        """All copies of the rows of a table, the oldest first."""
        columns = self.columns[table]
        names_sql = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(
            self._expression(table, column, kind) for column, kind in columns.items()
        )
        self.cr.execute(
            f'INSERT INTO "{table}" ({names_sql}) SELECT {values} '
            f'FROM scale_identity i JOIN "scale_{table}" s ON s.scale_unit = i.unit'
        )
        self.rows += self.cr.rowcount

    def _insert_pairs(self, table, links):
        """Copies of the rows of a many2many table that lie in the sample."""
        every = self.delta.links[table]
        values = {column: self._moved(f's."{column}"', target) for column, target in links.items()}
        for column, target in every.items():
            if target == "hr_employee":
                values[column] = self._crew(f's."{column}"')
        columns = ", ".join(f'"{column}"' for column in every)
        chosen = ", ".join(values.get(column, f's."{column}"') for column in every)
        ids = {
            column: ", ".join(map(str, self.delta.unit_of[target]))
            for column, target in links.items()
        }
        inside = " OR ".join(f's."{column}" IN ({ids[column]})' for column in links)
        self.cr.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {chosen} FROM "{table}" s '
            f"CROSS JOIN generate_series(1, {self.copies}) AS i(k) WHERE {inside}"
        )
        self.rows += self.cr.rowcount

    def _drop_indexes(self):
        """Take the indexes off while rows are added.

        :return: statements that put them back, with the definition that Odoo keeps in their comment
        """
        self.cr.execute(
            """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid),
                      obj_description(i.indexrelid, 'pg_class')
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relname IN %s AND NOT EXISTS (
                      SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)""",
            [(*self.delta.unit_of, *self.delta.pairs)],
        )
        statements = []
        for name, definition, comment in self.cr.fetchall():
            self.cr.execute(f"DROP INDEX {name}")
            statements.append(SQL(definition.replace("%", "%%")))
            if comment:
                statements.append(SQL("COMMENT ON INDEX %s IS %s", SQL(name), comment))
        return statements

    def run(self, log=lambda text: None):
        """Make the copies and commit.

        :param log: told what has been done
        """
        self.cr.execute("SET LOCAL session_replication_role = replica")
        self.cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
        self.cr.execute("SET LOCAL work_mem = '256MB'")
        self._stage_identities()
        for table in self.delta.unit_of:
            self._stage(table)
        indexes = self._drop_indexes()
        for table in self.delta.unit_of:
            self._insert(table)
            self.cr.execute(f'DROP TABLE "scale_{table}"')
        for table, links in self.delta.pairs.items():
            self._insert_pairs(table, links)
        log(f"{self.rows} rows")
        for statement in indexes:
            self.cr.execute(statement)
        log(f"{len(indexes)} statements for indexes")
        self._update_quants()
        self._set_sequences()
        self.cr.execute("DROP TABLE scale_identity")
        self.cr.commit()
        self.env.invalidate_all()

    def _update_quants(self):
        """The stock of every place is what the copied moves brought and took."""
        self.cr.execute(
            """WITH moved AS (
                   SELECT company_id, product_id, location_id, SUM(quantity) AS quantity FROM (
                       SELECT company_id, product_id, location_dest_id AS location_id, quantity_product_uom AS quantity
                         FROM stock_move_line WHERE state = 'done' AND id > %(mark)s
                        UNION ALL
                       SELECT company_id, product_id, location_id, -quantity_product_uom
                         FROM stock_move_line WHERE state = 'done' AND id > %(mark)s) l
                    GROUP BY company_id, product_id, location_id HAVING SUM(quantity) != 0)
               UPDATE stock_quant q SET quantity = q.quantity + moved.quantity
                 FROM moved
                WHERE q.product_id = moved.product_id AND q.location_id = moved.location_id
                  AND q.lot_id IS NULL AND q.package_id IS NULL AND q.owner_id IS NULL""",
            {"mark": max(self.delta.ids["stock_move_line"])},
        )

    def _set_sequences(self):
        """New rows come after the copies."""
        for table in self.delta.unit_of:
            self.cr.execute("SELECT pg_get_serial_sequence(%s, 'id')", [f'"{table}"'])
            name = self.cr.fetchone()[0]
            if name:
                self.cr.execute(f'SELECT setval(%s, (SELECT max(id) FROM "{table}"))', [name])


def _plate(serial):
    """A plate of its own for each car: 5 provinces, 24 letters, 100 000 numbers."""
    rest, number = divmod(serial, 100000)
    province, letter = divmod(rest, len(names.PLATE_LETTERS))
    return f"{PLATE_PROVINCES[province]}{names.PLATE_LETTERS[letter]}{number:05d}"


def get_copies(orders, sample):
    """Copies of the sample that bring a database to a number of repair orders."""
    return max(round(orders / len(sample.order_ids)) - 1, 1)
