from odoo import api, models
from odoo.exceptions import AccessError

# Cannot come over the wire: only code of ours holds this very object.
STEP_SWITCH = object()


class DmsStepMixin(models.AbstractModel):
    """Some fields are written by the buttons alone: a decision, an amount, a state that opens the gate.

    A field that is read-only on the screen may still be written over the wire by everybody who may write the
    record. Models name such fields in ``_step_fields``; their own methods write through ``_step()``.
    """

    _name = "dms.step.mixin"
    _description = "Fields Written by Buttons Only"

    _step_fields = ()

    def _step(self):
        """The same records, whose guarded fields may be written; for the methods behind the buttons."""
        return self.with_context(dms_step=STEP_SWITCH)

    def _is_step(self):
        return self.env.su or self.env.context.get("dms_step") is STEP_SWITCH

    def _deny_direct(self, names):
        """Refuse values of guarded fields that do not come from a button.

        :raises AccessError: names the first such field
        """
        guarded = [name for name in self._step_fields if name in names]
        if guarded and not self._is_step():
            label = self.fields_get([guarded[0]], ["string"]).get(guarded[0], {}).get("string")
            raise AccessError(
                self.env._("“%(field)s” is written by the button, not by hand.", field=label)
            )

    @api.model_create_multi
    def create(self, vals_list):
        """A new record begins at its first step."""
        given = {name for vals in vals_list for name in vals}
        context = self.env.context
        self._deny_direct(
            given | {name for name in self._step_fields if f"default_{name}" in context}
        )
        return super().create(vals_list)

    def write(self, vals):
        """Later steps are taken by their buttons."""
        self._deny_direct(vals)
        return super().write(vals)
