from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL

# What an empty column of a type of field counts as; others stay empty.
EMPTY = {"integer": SQL("0"), "float": SQL("0"), "monetary": SQL("0"), "boolean": SQL("FALSE")}


class DmsReportDataset(models.AbstractModel):
    """Lists of many records read by one statement, without a record of each."""

    _inherit = "dms.report.dataset"

    @api.model
    def _read_rows(self, records, domain, columns, order="id", where=None):
        """Values of the records of a domain that the user may read.

        Names of what they lead to (customer, vehicle, advisor) are shown with them, whoever reads.

        :param records: empty recordset of their model
        :param columns: {name: path of stored fields such as ``vehicle_id.license_plate``, or a function of the
            query that gives SQL}; a path that ends in ``:local`` gives the moment on the shop's clock as text
        :param where: function of the query that gives SQL of a condition no domain can say
        :return: list of named tuples in order; empty numbers are 0, everything else that is empty is None
        """
        row = namedtuple("Row", columns)
        query = records._search(domain, order=order)
        if query.is_empty():
            return []
        if where:
            query.add_where(where(query))
        selected = [
            column(query) if callable(column) else self._path_sql(records, query, column)
            for column in columns.values()
        ]
        return list(map(row._make, self.env.execute_query(query.select(*selected))))

    @api.model
    def _path_sql(self, model, query, path):
        """SQL of a path of fields from the table of a query, with the joins it needs."""
        path, __, form = path.partition(":")
        *links, name = path.split(".")
        alias = query.table
        for link in links:
            model, alias = model._fields[link].join(model, alias, query)
            # sudo: the record that leads there may be read, and what is shown of it was chosen by the report
            model = model.sudo()
        value = model._field_to_sql(alias, name, query)
        if form == "local":
            return self._local_sql(value)
        empty = EMPTY.get(model._fields[name].type)
        return SQL("COALESCE(%s, %s)", value, empty) if empty else value

    @api.model
    def _local_sql(self, moment, pattern="YYYY-MM-DD HH24:MI"):
        """SQL of a UTC moment as the shop's clock shows it."""
        zone = self.env.company._get_zone_name()
        return SQL("to_char(%s AT TIME ZONE 'UTC' AT TIME ZONE %s, %s)", moment, zone, pattern)
