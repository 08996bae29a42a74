from odoo import fields, models


class DmsBay(models.Model):
    """A place in the shop where one or several vehicles stand while something is done to them."""

    _name = "dms.bay"
    _description = "Bay"
    _order = "sequence, code, id"
    _check_company_auto = True
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    kind = fields.Selection(
        [
            ("reception", "Reception"),
            ("express", "Express Service"),
            ("mechanical", "Mechanical"),
            ("electrical", "Electrical"),
            ("body", "Body"),
            ("paint", "Paint"),
            ("alignment", "Alignment"),
            ("inspection", "Inspection"),
            ("wash", "Wash"),
            ("parking", "Parking"),
        ],
        default="mechanical",
        required=True,
    )
    capacity = fields.Integer(default=1, help="Vehicles at the same time.")
    team_id = fields.Many2one("dms.team", check_company=True, index="btree_not_null")
    productive = fields.Boolean(
        default=True, help="Counts in bay utilisation and in the capacity for appointments."
    )
    state = fields.Selection(
        [("free", "Free"), ("occupied", "Occupied"), ("blocked", "Out of Use")],
        default="free",
        required=True,
    )
    note = fields.Char()

    _code_company_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "A bay with this code exists already."
    )
    _capacity_positive = models.Constraint(
        "CHECK(capacity > 0)", "A bay holds at least one vehicle."
    )
