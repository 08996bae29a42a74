from odoo import fields, models

from . import duration


class DmsDispatch(models.Model):
    """Sharing flat-rate hours between the technicians when the final inspection has passed."""

    _inherit = "dms.dispatch"

    def _share_weights(self, workers=None):
        """Technicians, the main one first, with the weights of the dispatch's method.

        :param workers: dms.dispatch.worker of the dispatch when they are read already
        """
        self.ensure_one()
        workers = (workers or self.worker_ids).sorted(lambda worker: worker.role != "main")
        if self.split_method == "main":
            return workers, [1.0] + [0.0] * (len(workers) - 1)
        if self.split_method == "equal":
            return workers, [1.0] * len(workers)
        if self.split_method == "clock":
            hours = workers.mapped("net_hours")
            if sum(hours):
                return workers, hours
        return workers, [worker.coef for worker in workers]

    def _freeze_shares(self, lines=None):
        """Write the final shares and credit them to the people; once per dispatch.

        Rework pays nothing here: who bears it is decided when its cause is known.

        :param lines: dms.dispatch.line of the dispatches when they are read already
        :return: the ledger rows
        """
        rows = []
        today = fields.Date.context_today(self)
        open_ones = self.filtered(lambda item: not item.share_frozen)
        lines = open_ones.line_ids if lines is None else lines
        names = {
            dispatch: ", ".join(group.mapped("name"))
            for dispatch, group in lines.grouped("dispatch_id").items()
        }
        people = self.env["dms.dispatch.worker"]._search_together(
            [("dispatch_id", "in", open_ones.ids)], "employee_id.current_version_id"
        )
        for dispatch, group in people.grouped("dispatch_id").items():
            workers, weights = dispatch._share_weights(group)
            hours = 0.0 if dispatch.kind == "rework" else dispatch.flat_hours
            for worker, share in zip(workers, duration.split(hours, weights), strict=True):
                worker.write({"share_hours": share, "share_date": today})
                rows.append(
                    dispatch._prepare_credit_vals(worker, share, today, names.get(dispatch, ""))
                )
        open_ones.write({"share_frozen": True})
        # sudo: the ledger belongs to HR; the passed inspection alone writes it
        return self.env["dms.labour.credit"].sudo().create(rows)

    def _prepare_credit_vals(self, worker, hours, day, operation):
        """Ledger row of one technician.

        :param operation: names of the operations of the dispatch
        """
        self.ensure_one()
        return {
            "date": day,
            "company_id": self.company_id.id,
            "employee_id": worker.employee_id.id,
            "team_id": self.team_id.id,
            "role": "technician",
            "order_ref": self.order_id.name,
            "operation": operation,
            "trade": self.trade,
            "service_type": self.order_id.service_type_id.code,
            "hours": hours,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _withdraw_shares(self):
        """A withdrawn inspection takes the credits back with opposite rows."""
        frozen = self.filtered("share_frozen")
        credits = (
            self.env["dms.labour.credit"]
            # sudo: same reason as for writing them
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", frozen.ids),
                    ("state", "=", "accrued"),
                ]
            )
        )
        credits.write({"state": "reversed"})
        frozen.write({"share_frozen": False})
