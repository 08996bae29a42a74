from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsSignoff(models.Model):
    """A signature on any document: who, as what, when and how."""

    _name = "dms.signoff"
    _description = "Signature"
    _order = "res_model, res_id, sequence, id"
    _rec_name = "role"

    res_model = fields.Char(string="Document Kind", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    role = fields.Char(required=True, readonly=True)
    role_id = fields.Many2one(
        "dms.checklist.role", string="Template Role", ondelete="set null", readonly=True
    )
    stage = fields.Integer(default=1, readonly=True)
    sequence = fields.Integer(default=10, readonly=True)
    required = fields.Boolean(default=True, readonly=True)
    independent = fields.Boolean(readonly=True)
    user_id = fields.Many2one("res.users", string="Login", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Signed by", readonly=True)
    signed_name = fields.Char(readonly=True)
    signature = fields.Binary(attachment=True, readonly=True)
    date = fields.Datetime(string="Signed on", readonly=True)
    decision = fields.Selection(
        [("signed", "Signed"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        default="signed",
        readonly=True,
    )
    comment = fields.Char(readonly=True)
    channel = fields.Selection(
        [
            ("desk", "Desk"),
            ("kiosk", "Kiosk"),
            ("portal", "Portal"),
            ("paper", "Paper"),
            ("phone", "Phone"),
        ],
        default="desk",
        required=True,
        readonly=True,
    )

    _document_idx = models.Index("(res_model, res_id)")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        raise UserError(self.env._("Signatures cannot be deleted: withdraw them with a reason."))

    def _is_by(self, employee, user, name):
        """Whether this signature is of that person.

        :param employee: hr.employee, may be empty
        :param user: res.users of the signer, empty for somebody without a login
        :param name: printed name, compared for outsiders only
        """
        self.ensure_one()
        if employee and self.employee_id:
            return employee == self.employee_id
        if user and self.user_id:
            return user == self.user_id
        outsiders = not employee and not self.employee_id and not user and not self.user_id
        return outsiders and bool(name) and name == self.signed_name
