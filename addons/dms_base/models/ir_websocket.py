from odoo import models

from .dms_board import CHANNEL


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Let screens listen to the boards they may show: by code with a login, by token without."""
        names = [name for name in channels if isinstance(name, str) and name.startswith(CHANNEL)]
        channels = [channel for channel in channels if channel not in names]
        channels += [board for name in names for board in self.env["dms.board"]._get_channel(name)]
        return super()._build_bus_channel_list(channels)
