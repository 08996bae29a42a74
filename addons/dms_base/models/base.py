from odoo import api, models
from odoo.exceptions import LockError


class Base(models.AbstractModel):
    _inherit = "base"

    @api.private
    def lock_for_update(self, *, allow_referencing=False):
        """Lock rows as Odoo does; who comes second reads what to do.

        :raises LockError: somebody else works on a row at this moment
        """
        try:
            return super().lock_for_update(allow_referencing=allow_referencing)
        except LockError as error:
            raise LockError(
                self.env._(
                    "Somebody else is working on this at this moment: wait a little and press again."
                )
            ) from error
