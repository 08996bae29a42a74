from odoo import api, fields, models

from ..tools import period


class DmsRegisterLedger(models.TransientModel):
    """Month of a form to print, to export or to sign as reviewed."""

    _name = "dms.register.ledger"
    _description = "Month of a Supplementary Form"

    register_id = fields.Many2one("dms.register", string="Form", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        required=True, default=lambda self: self.env.company._local_date().replace(day=1)
    )
    review_id = fields.Many2one(
        "dms.register.review", string="Reviewed", compute="_compute_review_id"
    )
    may_review = fields.Boolean(compute="_compute_review_id")

    @api.depends("register_id", "company_id", "month")
    def _compute_review_id(self):
        for ledger in self:
            ledger.review_id = self.env["dms.register.review"].search(
                [
                    ("register_id", "=", ledger.register_id.id),
                    ("company_id", "=", ledger.company_id.id),
                    ("month", "=", ledger.month and ledger.month.replace(day=1)),
                ],
                limit=1,
            )
            last = period.month_bounds(ledger.month)[1] if ledger.month else False
            register = ledger.register_id
            ledger.may_review = bool(
                not ledger.review_id
                and last
                and last < ledger.company_id._local_date()
                and (register.is_mine or register._is_reviewer())
            )

    def action_print(self):
        """The ledger of the month."""
        self.ensure_one()
        templates = [table["template"] for table in self._tables()]
        landscape = any(template._is_landscape() for template in templates)
        name = "action_report_register_ledger"
        name += "_landscape" if landscape else ""
        return self.env.ref(f"dms_base.{name}").report_action(self)

    def action_export(self):
        """The rows of the month as a spreadsheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dms/register/{self.register_id.id}/rows?month={self.month:%Y-%m}",
            "target": "download",
        }

    def action_review(self):
        """Sign the month as reviewed."""
        self.ensure_one()
        self.env["dms.register.review"]._review(self.register_id, self.month, self.company_id)
        return {"type": "ir.actions.act_window_close"}

    def _tables(self):
        return self.register_id._ledger(self.month, self.company_id)

    def _signatures(self):
        """Boxes at the foot: who filled, who reviewed."""
        self.ensure_one()
        review = self.review_id
        return [
            {"label": self.env._("Filled by")},
            {
                "label": self.env._("Reviewed"),
                "name": review.user_id.name or "",
                "date": fields.Date.to_string(review.date) if review else "",
            },
        ]
