from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# Calls answered in time, and turned into appointments.
RATES = ("K-47", "K-48")
# Lines of one page of the register, as on paper.
PAGE_LINES = 25


class DmsCallSheet(models.Model):
    """SA-01: the calls of one day on one sheet, which the service manager reads and signs.

    The signature covers what stands on the sheet. A call entered or rewritten afterwards takes it back: nobody
    with a customer on the line is refused, and the manager is shown the sheet again.
    """

    _name = "dms.call.sheet"
    _description = "Day Sheet of Calls"
    _order = "day desc, id desc"
    _rec_name = "day"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    day = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("open", "To Sign"), ("signed", "Signed")], default="open", required=True, readonly=True
    )
    signed_by_id = fields.Many2one("res.users", string="Signed by", readonly=True)
    signed_at = fields.Datetime(string="Signed on", readonly=True)
    note = fields.Text(string="Manager's Remarks")
    signoff_ids = fields.One2many(
        "dms.signoff",
        "res_id",
        string="Signatures",
        domain=[("res_model", "=", "dms.call.sheet")],
        readonly=True,
    )
    call_ids = fields.One2many("dms.call.log", compute="_compute_calls", string="Calls")
    call_count = fields.Integer(string="Calls Taken", compute="_compute_calls")
    open_count = fields.Integer(string="Not Closed", compute="_compute_calls")
    late_count = fields.Integer(string="Late", compute="_compute_calls")
    callback_rate = fields.Float(
        string="Answered in Time",
        compute="_compute_calls",
        help="Calls closed by their deadline, of those that were promised an answer.",
    )
    booked_rate = fields.Float(
        string="Became Appointments",
        compute="_compute_calls",
        help="Appointments made, of the calls about an appointment, a price, technics or parts.",
    )
    has_callback = fields.Boolean(compute="_compute_calls")
    has_bookable = fields.Boolean(compute="_compute_calls")

    _day_company_uniq = models.Constraint(
        "UNIQUE(company_id, day)", "This day has its sheet already."
    )

    @api.depends("day", "company_id")
    def _compute_calls(self):
        """Calls of each sheet with their figures, by one query for all; the quotients are those of the registry."""
        calls = self.env["dms.call.log"].search(
            [("company_id", "in", self.company_id.ids), ("day", "in", self.mapped("day"))],
            order="called_at, id",
        )
        by_sheet = calls.grouped(lambda call: (call.company_id, call.day))
        rates = self._get_rates()
        for sheet in self:
            mine = by_sheet.get((sheet.company_id, sheet.day), calls.browse())
            sheet.call_ids = mine
            sheet.call_count = len(mine)
            sheet.open_count = len(mine.filtered(lambda call: call.state != "done"))
            sheet.late_count = len(mine.filtered("is_late"))
            in_time, booked = (
                rates[code].get((sheet.company_id.id, sheet.day), {}).get("value") for code in RATES
            )
            sheet.has_callback, sheet.callback_rate = in_time is not None, in_time or 0.0
            sheet.has_bookable, sheet.booked_rate = booked is not None, booked or 0.0

    def _get_rates(self):
        """Quotients of the days from the registry, by one statement for all sheets.

        :return: {code: {(company id, day): {"value", …}}}
        """
        days = self.mapped("day")
        # sudo: whoever reads the sheet reads its figures
        kpis = self.env["dms.kpi"].sudo()
        return kpis._values(RATES, min(days), max(days), self.company_id.ids, ["company", "day"])

    @api.depends("day")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = fields.Date.to_string(sheet.day) or ""

    def write(self, vals):
        """People write the remarks; state and signature change by the buttons alone."""
        if not self.env.su and set(vals) - {"note"}:
            raise UserError(self.env._("A day sheet is signed by its button."))
        return super().write(vals)

    @api.model
    def _open_days(self, days):
        """Give each day a sheet, and take back the signature of a sheet that changes after it was signed.

        :param days: set of (company id, date)
        """
        if not days:
            return
        values = SQL(", ").join(
            SQL("(%s, %s, 'open', %s, now() AT TIME ZONE 'UTC')", company, day, self.env.uid)
            for company, day in sorted(days)
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO dms_call_sheet (company_id, day, state, create_uid, create_date)
                        VALUES %s ON CONFLICT (company_id, day) DO NOTHING""",
                values,
            )
        )
        # sudo: whoever takes a call keeps the sheet; the manager alone signs it
        signed = self.sudo().search(
            [
                ("state", "=", "signed"),
                ("company_id", "in", [company for company, _day in days]),
                ("day", "in", [day for _company, day in days]),
            ]
        )
        signed.filtered(lambda sheet: (sheet.company_id.id, sheet.day) in days)._take_back()

    def _take_back(self):
        """The sheet changed after it was signed: the signature stays in the history, the sheet waits anew."""
        if not self:
            return
        marks = self.signoff_ids.filtered(lambda sign: sign.decision == "signed")
        marks.write(
            {
                "decision": "withdrawn",
                "comment": self.env._("A call was entered or changed after signing."),
            }
        )
        self.write({"state": "open", "signed_by_id": False, "signed_at": False})

    def action_sign(self):
        """The service manager has read the day's calls; pressing twice signs once.

        :raise AccessError: another role
        :raise UserError: a late call still waits for its answer
        """
        self.check_access("read")
        if not self.env.user.has_group("dms_base.group_dms_service_manager"):
            raise AccessError(self.env._("The service manager signs the day sheet of calls."))
        # sudo: state and signature are written by this button alone; the role was asked above
        sheets = self.sudo().filtered(lambda sheet: sheet.state == "open")
        if not sheets:
            return True
        sheets.lock_for_update()
        sheets.invalidate_recordset(flush=False)
        sheets._check_answered()
        # sudo: as above
        self.env["dms.signoff"].sudo().create([sheet._prepare_signoff_vals() for sheet in sheets])
        sheets.invalidate_recordset(["signoff_ids"])
        sheets.write(
            {"state": "signed", "signed_by_id": self.env.uid, "signed_at": fields.Datetime.now()}
        )
        return True

    def _check_answered(self):
        """No call is lost: what is late is answered before the day is signed."""
        waiting = self.call_ids.filtered(lambda call: call.is_late and call.state != "done")
        if waiting:
            raise UserError(
                self.env._(
                    "%(count)d late calls still wait for an answer (%(callers)s): close them with their "
                    "result, then sign.",
                    count=len(waiting),
                    callers=", ".join(
                        call.caller or call.masked_phone or "" for call in waiting[:5]
                    ),
                )
            )

    def _prepare_signoff_vals(self):
        """Values of the manager's signature."""
        self.ensure_one()
        user = self.env.user
        employee = user.sudo().employee_id  # sudo: the name that is printed
        return {
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
            "role": self.env._("Service Manager"),
            "user_id": user.id,
            "employee_id": employee.id,
            "signed_name": employee.name or user.name,
            "date": fields.Datetime.now(),
        }

    def _get_pages(self):
        """Pages of the printed register: 25 lines each, the manager's signature on every one.

        :return: list of dicts with sheet, start (lines before the page) and rows
        """
        return [
            {"sheet": sheet, "start": start, "rows": sheet.call_ids[start : start + PAGE_LINES]}
            for sheet in self.sorted("day")
            for start in range(0, max(sheet.call_count, 1), PAGE_LINES)
        ]

    def _get_figures(self):
        """Figures of the day for the print: list of (label, text); a rate of nothing is a dash."""
        self.ensure_one()
        callback = f"{self.callback_rate:.1%}" if self.has_callback else "—"
        booked = f"{self.booked_rate:.1%}" if self.has_bookable else "—"
        return [
            (self.env._("Calls Taken"), self.call_count),
            (self.env._("Not Closed"), self.open_count),
            (self.env._("Late"), self.late_count),
            (self.env._("Answered in Time"), callback),
            (self.env._("Became Appointments"), booked),
        ]

    def _get_signatures(self):
        """Boxes at the foot of the sheet: who recorded, and who signed it when."""
        self.ensure_one()
        names = self.call_ids.user_id.mapped("name")
        signed = self.signoff_ids.filtered(lambda sign: sign.decision == "signed")[-1:]
        when = signed.date and self.company_id._to_local(signed.date)
        return [
            {"label": self.env._("Recorded by"), "name": ", ".join(names)},
            {
                "label": self.env._("Service Manager"),
                "name": signed.signed_name,
                "image": signed.signature,
                "date": f"{when:%Y-%m-%d %H:%M}" if when else "",
            },
        ]
