import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsGatePass(models.Model):
    """Single-use permit to leave the site (放行单): for one plate, for a limited time."""

    _name = "dms.gate.pass"
    _description = "Gate Pass"
    _inherit = ["dms.step.mixin"]
    _order = "id desc"
    _step_fields = ("state", "token", "issued_by_id", "issued_at", "used_at", "print_count")
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    vehicle_id = fields.Many2one("fleet.vehicle", index=True)
    plate = fields.Char(related="vehicle_id.license_plate")
    res_model = fields.Char(string="Subject Model", index=True)
    res_id = fields.Many2oneReference(string="Subject", model_field="res_model", index=True)
    reference = fields.Char(string="Order")
    basis = fields.Char(help="Why the car may leave: paid, on account, third party…")
    token = fields.Char(
        string="Code",
        copy=False,
        readonly=True,
        default=lambda self: secrets.token_hex(6).upper(),
        index=True,
    )
    issued_by_id = fields.Many2one(
        "res.users", string="Issued by", default=lambda self: self.env.user, readonly=True
    )
    issued_at = fields.Datetime(string="Issued", default=fields.Datetime.now, readonly=True)
    valid_to = fields.Datetime(
        string="Valid until", default=lambda self: fields.Datetime.now() + timedelta(hours=1)
    )
    used_at = fields.Datetime(string="Used", readonly=True, copy=False)
    print_count = fields.Integer(string="Prints", readonly=True, copy=False)
    state = fields.Selection(
        [("valid", "Valid"), ("used", "Used"), ("cancelled", "Cancelled")],
        required=True,
        default="valid",
        readonly=True,
        copy=False,
        index=True,
    )
    is_expired = fields.Boolean(string="Expired", compute="_compute_is_expired")

    _valid_idx = models.Index("(vehicle_id) WHERE state = 'valid'")
    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This pass number is taken."
    )

    @api.depends("valid_to", "state")
    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for gate_pass in self:
            gate_pass.is_expired = bool(
                gate_pass.state == "valid" and gate_pass.valid_to and gate_pass.valid_to < now
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the passes."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            vals.setdefault("name", company._next_number("FX"))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("A gate pass is cancelled, never deleted."))

    def action_cancel(self):
        """Withdraw passes that nobody has used."""
        self.filtered(lambda item: item.state == "valid")._step().write({"state": "cancelled"})
        return True

    def _use(self):
        """Consume the pass; of two guards scanning it, one wins.

        :raises UserError: used, cancelled or expired
        """
        self.ensure_one()
        self._read_together(lock="update")
        if self.state != "valid" or self.is_expired:
            raise UserError(
                self.env._(
                    "Gate pass %(name)s is used, cancelled or expired: the desk issues a new one.",
                    name=self.name,
                )
            )
        self._step().write({"state": "used", "used_at": fields.Datetime.now()})

    def _count_print(self):
        """Count one print; a slip printed again says so.

        :return: number of earlier prints
        """
        self.ensure_one()
        # sudo: whoever may print a pass need not be allowed to change it
        record = self.sudo()
        earlier = record.print_count
        record.print_count = earlier + 1
        return earlier

    def _get_desk_row(self):
        """One line of the guard's list of released cars."""
        self.ensure_one()
        logs = self.env["dms.gate.log"]
        return {
            "id": self.id,
            "name": self.name,
            "token": self.token,
            "plate": self.plate or "",
            "model": self.vehicle_id.model_id.display_name or "",
            "reference": self.reference or "",
            "basis": self.basis or "",
            "since": logs._desk_time(self.valid_to),
        }
