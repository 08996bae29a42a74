import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models


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
