from odoo import api, fields, models
from odoo.tools import SQL


class DmsReceptionRota(models.Model):
    """Today's advisors in the order in which they receive customers; nobody picks, nobody passes."""

    _name = "dms.reception.rota"
    _description = "Reception Rota"
    _order = "date desc, last_turn_at NULLS FIRST, turn_count, sequence, id"
    _rec_name = "user_id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", string="Service Advisor", required=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        [("on", "On Duty"), ("break", "On Break"), ("absent", "Absent")],
        default="on",
        required=True,
    )
    turn_count = fields.Integer(string="Turns", readonly=True)
    last_turn_at = fields.Datetime(string="Last Turn", readonly=True)
    refused_count = fields.Integer(string="Turns Not Taken", readonly=True)

    _advisor_day_uniq = models.Constraint(
        "UNIQUE(company_id, date, user_id)", "This advisor is on the rota of that day already."
    )

    @api.model
    def _get_advisors(self, company):
        """Users who receive customers in this shop: advisors by role, not their managers."""
        group_id = self.env["ir.model.data"]._xmlid_to_res_id("dms_base.group_dms_advisor")
        return (
            self.env["res.users"]
            # sudo: the guard and the public page may not read users; only the users leave this method.
            .sudo()
            .search(
                [
                    ("group_ids", "in", [group_id]),
                    ("company_ids", "in", company.ids),
                    ("share", "=", False),
                ]
            )
        )

    @api.model
    def _ensure_day(self, company, day):
        """Today's rows, made at the first arrival: absent people are skipped, order goes on.

        The order continues from the day before: who had the oldest turn comes first.
        """
        # sudo: written for everybody who may bring a customer in, guard included.
        rota = self.sudo()
        rows = rota.search_fetch(
            [("company_id", "=", company.id), ("date", "=", day)],
            ["user_id", "state", "turn_count", "refused_count"],
        )
        if rows:
            return rows
        advisors = self._get_advisors(company)
        away = self._get_absent_users(advisors, day)
        last = dict(
            rota._read_group(
                [("company_id", "=", company.id), ("user_id", "in", advisors.ids)],
                ["user_id"],
                ["last_turn_at:max"],
            )
        )
        self._insert_rows(company, day, advisors, away, last)
        return rota.search([("company_id", "=", company.id), ("date", "=", day)])

    @api.model
    def _insert_rows(self, company, day, advisors, away, last):
        """Insert the rows; two first arrivals of the day at once must not fail on the unique key."""
        for sequence, user in enumerate(advisors.sorted("id"), 1):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO dms_reception_rota
                           (company_id, date, user_id, sequence, state, last_turn_at,
                            turn_count, refused_count)
                         VALUES (%s, %s, %s, %s, %s, %s, 0, 0)
                    ON CONFLICT (company_id, date, user_id) DO NOTHING
                    """,
                    company.id,
                    day,
                    user.id,
                    sequence,
                    "absent" if user in away else "on",
                    last.get(user) or None,
                )
            )
        self.invalidate_model()

    @api.model
    def _get_absent_users(self, users, day):
        """Users with approved leave on a day."""
        # sudo: leave is private to HR; only who is away leaves this method.
        model = self.env["hr.leave"].sudo()
        leaves = model.search(
            [
                ("employee_id.user_id", "in", users.ids),
                ("state", "=", "validate"),
                ("request_date_from", "<=", day),
                ("request_date_to", ">=", day),
            ]
        )
        return leaves.employee_id.user_id

    @api.model
    def _take_turn(self, company, skip=None):
        """The advisor whose turn it is; the turn is used up.

        The row is locked while it is decided: a second arrival at the same moment skips it and
        takes the next advisor, so two customers never wait for one another.

        :param skip: users who just refused or did not answer
        :return: res.users, empty only when the shop has no advisor and no manager
        """
        day = company._local_date()
        rows = self._ensure_day(company, day).filtered(lambda row: row.state == "on")
        if skip:
            rows = (rows - rows.filtered(lambda row: row.user_id in skip)) or rows
        if not rows:
            return self._get_stand_in(company)
        row = rows.try_lock_for_update(limit=1) or rows[0]
        row.write({"last_turn_at": fields.Datetime.now(), "turn_count": row.turn_count + 1})
        row.flush_recordset()
        return row.user_id.with_env(self.env)

    @api.model
    def _get_stand_in(self, company):
        """Nobody on the rota: the service manager receives."""
        for xmlid in ("dms_base.group_dms_service_manager", "dms_base.group_dms_advisor"):
            users = company._get_role_users(xmlid)
            if users:
                return users.sorted("id")[-1:].with_env(self.env)
        return self.env["res.users"]

    @api.model
    def _is_on_duty(self, company, user):
        """Whether an advisor receives today."""
        rows = self._ensure_day(company, company._local_date())
        return bool(rows.filtered(lambda row: row.user_id == user and row.state == "on"))

    @api.model
    def _mark_refused(self, company, user):
        """An advisor did not take a customer: logged, and last in line."""
        rows = self._ensure_day(company, company._local_date())
        for row in rows.filtered(lambda row: row.user_id == user):
            row.write(
                {"refused_count": row.refused_count + 1, "last_turn_at": fields.Datetime.now()}
            )

    def action_break(self):
        """Back in a moment: customers go to the next advisor."""
        self.write({"state": "break"})
        return True

    def action_on_duty(self):
        """On duty again."""
        self.write({"state": "on"})
        return True

    def action_absent(self):
        """Not here today."""
        self.write({"state": "absent"})
        return True
