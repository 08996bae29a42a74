from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import period


class DmsRegisterReview(models.Model):
    """Month of a register that was looked through (审核): nothing in it changes any more."""

    _name = "dms.register.review"
    _description = "Monthly Review of a Register"
    _order = "month desc, register_id"
    _rec_name = "month"
    _check_company_auto = True

    register_id = fields.Many2one(
        "dms.register", string="Form", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    month = fields.Date(required=True, readonly=True, help="First day of the month.")
    entry_count = fields.Integer(string="Entries", readonly=True)
    user_id = fields.Many2one("res.users", string="Reviewed by", readonly=True)
    date = fields.Datetime(string="Reviewed on", readonly=True)

    _month_uniq = models.Constraint(
        "UNIQUE(register_id, company_id, month)", "This month has been reviewed already."
    )

    @api.model
    def _is_reviewed(self, register, company, day):
        """Whether the month of a day is closed by its review."""
        # sudo: a reviewed month binds everybody, whoever may read reviews
        return bool(
            self.sudo().search_count(
                [
                    ("register_id", "=", register.id),
                    ("company_id", "=", company.id),
                    ("month", "=", day.replace(day=1)),
                ],
                limit=1,
            )
        )

    @api.model
    def _review(self, register, month, company=None):
        """Sign the month of a register; pressing twice signs once.

        :raises AccessError: neither owner of the chapter nor reviewer
        :raises UserError: the month is not over
        """
        company = company or register.company_id or self.env.company
        if not register.is_mine and not register._is_reviewer():
            raise AccessError(self.env._("A month is reviewed by the owner of the chapter."))
        first, last = period.month_bounds(month)
        if last >= company._local_date():
            raise UserError(
                self.env._("The month %(month)s is not over yet.", month=f"{first:%Y-%m}")
            )
        # sudo: the right was asked above; reviews are written by this method alone
        register.sudo().lock_for_update(allow_referencing=True)
        domain = [
            ("register_id", "=", register.id),
            ("company_id", "=", company.id),
            ("month", "=", first),
        ]
        # sudo: a review is one for all, whoever asks
        done = self.sudo().search(domain, limit=1)
        if done:
            return done
        entries = (
            self.env["dms.register.entry"]
            # sudo: as above
            .sudo()
            .search(
                [
                    ("register_id", "=", register.id),
                    ("company_id", "=", company.id),
                    ("date", ">=", first),
                    ("date", "<=", last),
                    ("is_test", "=", False),
                ]
            )
        )
        entries.filtered(lambda one: one.state == "open").write({"state": "closed"})
        # sudo: nobody has the right to create reviews; this method asked the right above
        return self.sudo().create(
            {
                "register_id": register.id,
                "company_id": company.id,
                "month": first,
                "entry_count": len(entries),
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
            }
        )
