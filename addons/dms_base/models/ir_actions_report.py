import base64

from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def barcode_data_uri(self, text, kind="Code128", width=380, height=60):
        """A barcode drawn into the page itself, so that printing asks the server for nothing.

        :param text: what the scanner reads
        :param kind: ``Code128`` or ``QR``
        :return: data URI of a PNG
        """
        image = self.barcode(kind, text, width=width, height=height, quiet=0)
        return "data:image/png;base64," + base64.b64encode(image).decode()
