from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Open the home screen of the user's first role, unless the user chose one."""
        info = super().session_info()
        user = self.env.user
        if user._is_internal() and not user.action_id:
            # sudo: users may not read groups; only the id of an action leaves this method
            groups = user.sudo().all_group_ids.filtered("home_action_id").sorted("home_sequence")
            if groups:
                info["home_action_id"] = groups[0].home_action_id.id
        return info
