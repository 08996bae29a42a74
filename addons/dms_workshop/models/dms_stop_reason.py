from odoo import fields, models


class DmsStopReason(models.Model):
    """Why a clock was stopped, and what that means for the job and the order."""

    _name = "dms.stop.reason"
    _description = "Stop Reason"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    target_state = fields.Selection(
        [
            ("paused", "Paused"),
            ("wait_parts", "Waiting for Parts"),
            ("wait_approval", "Waiting for Approval"),
        ],
        required=True,
        default="paused",
    )
    hold_reason = fields.Selection(
        [
            ("parts", "Waiting for Parts"),
            ("customer", "Waiting for the Customer"),
            ("insurer", "Waiting for the Insurer"),
            ("manufacturer", "Waiting for the Manufacturer"),
            ("outside", "Work Outside"),
            ("bay", "Waiting for a Bay"),
            ("equipment", "Equipment Down"),
        ],
        help="Opens a hold of this kind on the repair order until the work goes on.",
    )
    note_required = fields.Boolean(string="Remark Required")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "A stop reason with this code exists already.")
