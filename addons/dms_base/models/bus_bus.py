from odoo import models
from odoo.tools.misc import OrderedSet

from odoo.addons.bus.models.bus import get_notify_payloads

from ..tools.notifier import notifier

CHANNELS = "bus.bus.channels"


class BusBus(models.Model):
    """Messages to open screens, sent over a connection that stays open."""

    _inherit = "bus.bus"

    def _ensure_hooks(self):
        """Send what the transaction collected after its commit, in place of Odoo's own hook.

        Odoo adds its hook only where no channels are collected yet.
        """
        postcommit = self.env.cr.postcommit
        if CHANNELS not in postcommit.data:
            postcommit.data[CHANNELS] = OrderedSet()

            @postcommit.add
            def notify():
                notifier.send(get_notify_payloads(list(postcommit.data.pop(CHANNELS))))

        return super()._ensure_hooks()
