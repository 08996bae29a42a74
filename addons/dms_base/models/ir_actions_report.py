import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models
from odoo.tools import parse_version

from odoo.addons.base.models import ir_actions_report as core

# Older engines draw 75 CSS pixels to the inch instead of 96: pages come out 28 % too large.
PIXEL_SHARE = 75 / 96


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def barcode_data_uri(self, text, kind="Code128", width=380, height=60):
        """A barcode drawn into the page itself, so that printing asks the server for nothing.

        It is drawn as SVG: sharp at any size, and without the bitmap backend of reportlab, which is a package of its
        own and missing on many machines.

        :param text: what the scanner reads
        :param kind: ``Code128`` or ``QR``
        :return: data URI of an SVG
        """
        options = {"barBorder": 0} if kind == "QR" else {"quiet": 0, "humanReadable": False}
        drawing = createBarcodeDrawing(kind, value=text, width=width, height=height, **options)
        return (
            "data:image/svg+xml;base64,"
            + base64.b64encode(drawing.asString("svg").encode()).decode()
        )

    @api.model
    def _build_wkhtmltopdf_args(self, paperformat_id, landscape, *args, **kwargs):
        """A CSS pixel is 1/96 inch on our forms, whatever the version of the engine."""
        command = super()._build_wkhtmltopdf_args(paperformat_id, landscape, *args, **kwargs)
        engine = core._wkhtml().version
        old = bool(engine) and parse_version(engine) < parse_version("0.12.5")
        if old and paperformat_id.disable_shrinking and "--zoom" in command:
            at = command.index("--zoom") + 1
            command[at] = f"{float(command[at]) * PIXEL_SHARE:.5f}"
        return command
