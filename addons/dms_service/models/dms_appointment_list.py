from odoo import api, models


class DmsAppointment(models.Model):
    """Order of the list: the next first while looking ahead, the latest first while looking back."""

    _inherit = "dms.appointment"

    @api.model
    @api.readonly
    def web_search_read(
        self, domain, specification, offset=0, limit=None, order=None, count_limit=None
    ):
        """The menu opens with today and later; without that filter its list begins with the latest.

        Context: ``dms_latest_first`` is set by the action, ``dms_coming`` by the filters that look ahead.
        """
        context = self.env.context
        if not order and context.get("dms_latest_first") and not context.get("dms_coming"):
            order = "slot_start desc, id desc"
        return super().web_search_read(
            domain, specification, offset=offset, limit=limit, order=order, count_limit=count_limit
        )
