from odoo import api, models

from .dms_fact_line import TYPE_CODES
from .ro_const import PAYER_TYPES

TYPE_COUNTS = [
    f"K-01.{code}" for code in ("fs", "pm", "gr", "bp", "wt", "rc", "rw", "ac", "pdi", "in")
]


class DmsReportDatasetService(models.AbstractModel):
    """What the business reports of the service desk share: their rows, their columns, their subjects.

    The blocks are those of SM-04; SA-09 and SA-11 show the same rows over a week and a month. Indicators of addons
    that are not installed are left out, and so is a block without any.
    """

    _name = "dms.report.dataset.service"
    _description = "Business Reports of the Service Desk"
    _inherit = "dms.report.dataset"

    @api.model
    def _blocks(self):
        """Rows of the business reports: (heading, indicator codes), in the order they are printed."""
        return [(heading, codes) for __, heading, codes in sorted(self._all_blocks())]

    @api.model
    def _all_blocks(self):
        return [*self._desk_blocks(), *self._shop_blocks(), *self._extra_blocks()]

    @api.model
    def _extra_blocks(self):
        """Hook for other addons: list of (order, heading, indicator codes) besides the nine blocks (10 to 90)."""
        return []

    @api.model
    def _desk_blocks(self):
        """Blocks fed by the service desk: (order, heading, indicator codes)."""
        return [
            (
                10,
                self.env._("1 Traffic"),
                ["K-01", "K-02", "K-03", *TYPE_COUNTS, "K-82", "K-04", "K-05"]
                + ["K-06", "K-06.night", "K-07", "K-01.left", "K-01.unserved"],
            ),
            (
                20,
                self.env._("2 Output"),
                ["K-10", "K-11", "K-12", "K-13", "K-14", "K-16.mechanical", "K-16.body"]
                + ["K-16.paint", "K-16.beauty", "K-15.customer", "K-15.insurer", "K-15.warranty"]
                + ["K-15.internal", "K-17", "K-17.rate"],
            ),
            (
                30,
                self.env._("3 Yield"),
                ["K-20", "K-21", "K-22", "K-23", "K-24", "K-25", "K-30", "K-31", "K-32"],
            ),
            (
                40,
                self.env._("4 Appointments and Delivery"),
                ["K-40", "K-41", "K-42", "K-43", "K-44", "K-50", "K-51", "K-52", "K-70", "K-72"],
            ),
        ]

    @api.model
    def _shop_blocks(self):
        """Blocks fed by workshop, parts, care and money."""
        return [
            (
                50,
                self.env._("5 Workshop"),
                ["K-60.present", "K-60.attended", "K-60.clocked", "K-61.hours", "K-60", "K-61"]
                + ["K-62", "K-63", "K-65"],
            ),
            (
                60,
                self.env._("6 Quality"),
                ["K-55.first", "K-55", "K-54.count", "K-54", "K-53"],
            ),
            (
                70,
                self.env._("7 Parts"),
                ["K-32.cost", "K-73", "K-73.waiting", "K-73.stock", "K-73.purchase"],
            ),
            (
                80,
                self.env._("8 Customers"),
                ["K-85.count", "K-85", "K-85.satisfied", "K-86.count", "K-86.closed"]
                + ["K-41.invited", "K-41.invited_arrived", "K-80.lost"],
            ),
            (
                90,
                self.env._("9 Finance"),
                ["K-90.received", "K-90.cash", "K-90.electronic", "K-94.credit", "K-91"]
                + ["K-91.customer", "K-91.insurer", "K-91.warranty", "K-90"],
            ),
        ]

    @api.model
    def _type_keys(self, codes=TYPE_CODES):
        """Service types as subjects of a table: [(code, name)]."""
        # sudo: names of kinds of work are part of the report
        types = self.env["dms.service.type"].sudo().with_context(active_test=False)
        names = {kind.code: kind.name for kind in types.search([("code", "in", list(codes))])}
        return [(code, names.get(code, code)) for code in codes]

    @api.model
    def _business_keys(self, codes):
        """Kinds of business: service types with accident work split by who pays it."""
        names = dict(self._type_keys())
        names["BPI"] = self.env._("%(type)s (insurer)", type=names["BP"])
        names["BPC"] = self.env._("%(type)s (customer)", type=names["BP"])
        return [(code, names[code]) for code in codes]

    @api.model
    def _payer_keys(self, codes=None):
        """Payers as subjects of a table."""
        labels = dict(
            self.env["dms.settlement.payer"]._fields["payer_type"]._description_selection(self.env)
        )
        return [(code, labels[code]) for code in codes or dict(PAYER_TYPES)]

    @api.model
    def _advisor_keys(self, span, company):
        """Advisors with a presence, a visit or a statement in a span, by name: [(id, name)]."""
        figures = self.env["dms.kpi"]._values(
            ["K-66.days", "K-01", "K-10.all"], *span, company.ids, group_by="user"
        )
        ids = {key for groups in figures.values() for key in groups if key}
        # sudo: names of colleagues are part of the report
        users = self.env["res.users"].sudo().with_context(active_test=False).browse(ids)
        return [(user.id, user.name) for user in users.sorted(lambda user: (user.name, user.id))]

    @api.model
    def _structure_tables(self, span, company, limit=20):
        """How the output of a period is made up: kind of work by payer, brands, models, age of the cars."""
        types, payers = self._type_keys(), self._payer_keys(("customer", "insurer", "warranty"))
        ages = [
            (0, self.env._("Under 1 year")),
            (1, self.env._("1 to 3 years")),
            (3, self.env._("3 to 5 years")),
            (5, self.env._("Over 5 years")),
            (None, self.env._("Unknown")),
        ]
        return [
            self._cross_table(
                self.env._("Output by Kind of Work and Payer"),
                self.env._("Kind of Work"),
                "K-10",
                ("type_code", types),
                ("payer", payers),
                span,
                company,
            ),
            self._grid_table(
                self.env._("By Age of the Vehicle"),
                self.env._("Age"),
                ages,
                ["K-04", "K-10", "K-11", "K-12"],
                span,
                company,
                "vehicle_age",
                share="K-10",
            ),
            self._top_table(
                self.env._("By Brand"),
                self.env._("Brand"),
                ["K-10", "K-04"],
                "brand",
                span,
                company,
                model="fleet.vehicle.model.brand",
                limit=limit,
            ),
            self._top_table(
                self.env._("By Model"),
                self.env._("Model"),
                ["K-10", "K-04"],
                "model",
                span,
                company,
                model="fleet.vehicle.model",
                limit=limit,
            ),
        ]
