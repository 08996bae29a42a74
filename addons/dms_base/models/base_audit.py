from odoo import models
from odoo.fields import Command


class Base(models.AbstractModel):
    """A trace of single values of records that each repair writes: a rule of the audit log would read each
    record twice at every write, this reads a value when it is about to change.
    """

    _inherit = "base"

    def _remember(self, names):
        """Readable values of some fields before a change, for `_keep_changes`.

        :param names: field names; none gives an empty answer at no cost
        """
        names = [name for name in names if name in self._fields]
        if not names:
            return {}
        # sudo: the trace is complete whoever changes the record
        return {
            record.id: {name: record._get_trace(name) for name in names} for record in self.sudo()
        }

    def _get_trace(self, name):
        value = self._fields[name].convert_to_export(self[name], self)
        return str(value) if value is not None else ""

    def _keep_deleted(self, before):
        """Write to the audit log what is about to be deleted.

        :param before: what `_remember` answered
        """
        rows = []
        # sudo: the trace is complete whoever deletes the record
        for record in self.sudo() if before else ():
            old = before[record.id]
            vals = record._prepare_trace_vals(list(old), old, dict.fromkeys(old, ""))
            rows.append({**vals, "method": "unlink"})
        if rows:
            # sudo: nobody writes the log by hand
            self.env["auditlog.log"].sudo().create(rows)

    def _keep_changes(self, before):
        """Write to the audit log what became different since `_remember`: who, when, old, new.

        :param before: what `_remember` answered
        """
        rows = []
        # sudo: the trace is complete whoever changes the record
        for record in self.sudo() if before else ():
            old = before.get(record.id, {})
            new = {name: record._get_trace(name) for name in old}
            changed = [name for name in old if old[name] != new[name]]
            if changed:
                rows.append(record._prepare_trace_vals(changed, old, new))
        if rows:
            # sudo: nobody writes the log by hand
            self.env["auditlog.log"].sudo().create(rows)

    def _prepare_trace_vals(self, names, old, new):
        """Values of one row of the audit log with a line per field."""
        get_field = self.env["ir.model.fields"]._get
        return {
            "name": (self.display_name or "")[:64],
            "model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "method": "write",
            "log_type": "full",
            "user_id": self.env.uid,
            "line_ids": [
                Command.create(
                    {
                        "field_id": get_field(self._name, name).id,
                        "old_value": old[name],
                        "old_value_text": old[name],
                        "new_value": new[name],
                        "new_value_text": new[name],
                    }
                )
                for name in names
            ],
        }
