from odoo import api, fields, models
from odoo.exceptions import UserError

from .ro_const import EVENTS


class DmsRoEvent(models.Model):
    """Append-only log of the time points of a visit: what, when, by whom, from where."""

    _name = "dms.ro.event"
    _description = "Repair Order Time Point"
    _order = "order_id.id desc, date, id"
    _rec_name = "code"
    _log_access = True

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    code = fields.Selection(
        [(code, label) for code, (_column, label) in EVENTS.items()], required=True, readonly=True
    )
    date = fields.Datetime(required=True, readonly=True)
    business_date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    source = fields.Selection(
        [
            ("desk", "Desk"),
            ("kiosk", "Kiosk"),
            ("portal", "Customer Online"),
            ("gate", "Gate"),
            ("auto", "Automatic"),
        ],
        default="desk",
        readonly=True,
    )
    note = fields.Char(readonly=True)
    is_withdrawal = fields.Boolean(readonly=True)
    correction_of_id = fields.Many2one("dms.ro.event", readonly=True, index="btree_not_null")
    corrected_by_ids = fields.One2many("dms.ro.event", "correction_of_id")
    is_live = fields.Boolean(compute="_compute_is_live")

    _period_idx = models.Index("(company_id, business_date, code)")

    @api.depends("corrected_by_ids", "is_withdrawal")
    def _compute_is_live(self):
        for event in self:
            event.is_live = not event.is_withdrawal and not event.corrected_by_ids

    @api.model
    def _append(self, rows):
        """Add log rows in one statement; the business day is that of the event's company."""
        if not rows:
            return self.browse()
        days = {}
        for row in rows:
            key = (row["company_id"], row["date"])
            if key not in days:
                company = self.env["res.company"].browse(row["company_id"])
                days[key] = company._business_date(row["date"])
            row["business_date"] = days[key]
        # sudo: everyone who may press a step may log it, nobody may edit the log afterwards.
        return self.sudo().create(rows).with_env(self.env)

    def _prepare_withdrawal_vals(self, reason):
        """Values of the row that takes this event back."""
        self.ensure_one()
        return {
            "order_id": self.order_id.id,
            "company_id": self.company_id.id,
            "code": self.code,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "source": "desk",
            "note": reason,
            "is_withdrawal": True,
            "correction_of_id": self.id,
        }

    def write(self, vals):  # pylint: disable=method-required-super
        """The log only grows: there is nothing to pass on."""
        raise UserError(self.env._("Time points are never edited: record a correction instead."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Time points are never deleted: record a correction instead."))
