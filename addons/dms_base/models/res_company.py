from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

TIMEZONE = "Asia/Shanghai"


class ResCompany(models.Model):
    """A shop: what its forms print at the head, its business day, its numbers."""

    _inherit = "res.company"

    # The shop's own number stands on every paper: only those of people are closed.
    phone = fields.Char(groups=None)
    repair_license_no = fields.Char(string="Repair Registration No.")
    repair_category = fields.Selection(
        [("1", "Class 1"), ("2", "Class 2"), ("3", "Class 3")], string="Repair Class of the Shop"
    )
    rescue_phone = fields.Char(string="Rescue Phone (24 h)")
    retention_years = fields.Integer(
        string="Records Kept (years)",
        default=6,
        help="Personal data behind an invoice is not erased before this many years have passed.",
    )
    closed_until = fields.Date(
        string="Closed until",
        readonly=True,
        help="Last closed business day: nothing is booked on it or before.",
    )

    @api.model
    def _get_step_names(self):
        """The columns that the steps of a visit ask for, see `base`."""
        return super()._get_step_names() | {
            "active",
            "name",
            "parent_id",
            "parent_path",
            "partner_id",
            "currency_id",
            "resource_calendar_id",
            "closed_until",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """A new shop gets its locations, journals and series at once."""
        companies = super().create(vals_list)
        companies._setup_dms()
        return companies

    def write(self, vals):
        """Another address may lie in another time zone."""
        res = super().write(vals)
        if "partner_id" in vals:
            self.env.registry.clear_cache()
        return res

    def _setup_dms(self):
        """Create what each company needs; addons extend it and every call is safe to repeat."""
        return True

    def _closed_until(self):
        """Last closed business day, or False."""
        self.ensure_one()
        return self.closed_until

    def _local_date(self, moment=None):
        """Calendar day of a UTC datetime at the shop."""
        self.ensure_one()
        moment = moment or fields.Datetime.now()
        local = self.with_context(tz=self._get_zone_name())
        return fields.Datetime.context_timestamp(local, moment).date()

    @tools.ormcache("self.id")
    def _get_zone_name(self):
        """Time zone of the shop, kept in the registry cache: every step of the day asks for it."""
        return self.partner_id.tz or TIMEZONE

    @api.model
    def _keep_tree(self):
        """Put where the user's companies stand in the tree of companies into memory.

        Rules that let rows of parent companies be seen ask for it before anything else is read, and would read
        the whole company for it. The tree never changes: core refuses another parent.
        """
        ids = self.env.context.get("allowed_company_ids") or self.env.user._get_company_ids()
        companies = self.browse(ids)
        paths = [self._get_parent_path(company.id) for company in companies]
        self._fields["parent_path"]._insert_cache(companies, paths)

    @api.model
    @tools.ormcache("company_id")
    def _get_parent_path(self, company_id):
        # sudo: the place in the tree is no secret, the rules of every user ask for it
        return self.sudo().browse(company_id).parent_path

    def _business_date(self, moment=None):
        """Business day of an event: its local day, or the first open day when that one is closed.

        :param moment: UTC datetime, now by default
        :return: date
        """
        self.ensure_one()
        day = self._local_date(moment)
        closed = self._closed_until()
        return closed + timedelta(days=1) if closed and day <= closed else day

    def _check_day_open(self, day):
        """Refuse to book on a closed day.

        The company's row is held against a close that runs at the same moment: either the booking is in the
        day before it closes, or it is refused.

        :raises UserError: the day is closed
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL("SELECT closed_until FROM res_company WHERE id = %s FOR SHARE", self.id)
        )
        closed = self._closed_until()
        if closed and day <= closed:
            raise UserError(
                self.env._(
                    "%(day)s is closed: nothing can be added or changed; book it on the current business day.",
                    day=day,
                )
            )

    def _next_number(self, prefix, day=None, gapless=False):
        """Next number of a series of the company, e.g. ``WT20250316-0023``.

        :param prefix: capital letters of the series
        :param day: date in the number, the current business day by default
        :param gapless: without gaps, for numbered books; others who take one wait until this transaction ends
        """
        self.ensure_one()
        return self._next_numbers(prefix, 1, day, gapless)[0]

    def _next_numbers(self, prefix, count, day=None, gapless=False):
        """Several numbers of a series by one statement, ascending."""
        self.ensure_one()
        if not count:
            return []
        day = day or self._business_date()
        series = self.env["dms.number.series"]
        take = series._take if gapless else series._take_fast
        numbers = take(self, prefix, day, count)
        return [f"{prefix}{day:%Y%m%d}-{number:04d}" for number in numbers]

    def _get_role_users(self, role):
        """People of this shop with a role: those who have it themselves, else those another role gives it to.

        :param role: external id of the group
        :return: active res.users, with superuser rights
        """
        self.ensure_one()
        # sudo: who has a role is no secret, but most roles do not read users
        group = self.env.ref(role).sudo()
        mine = group.all_user_ids.filtered(lambda one: one.active and self in one.company_ids)
        return mine & group.user_ids or mine
