from odoo.exceptions import UserError


class Refusal(UserError):
    """A refused step that also offers the way out: one button under the sentence.

    The button calls a method of the record that was refused, in a request of its own (whatever the
    refused request wrote is gone by then), or opens an action.
    """

    def __init__(self, message, button, records=None, method=None, action=None):
        """
        :param message: what is wrong and what to do, translated
        :param button: name of the step that helps, translated
        :param records: recordset the method is called on
        :param method: public method that answers with an action, or with nothing
        :param action: dictionary of an action, instead of records and method
        """
        super().__init__(message)
        # Sent to the browser with the message; the class chooses the dialog there.
        self.context = {
            "exception_class": "dms_base.refusal",
            "button": button,
            "model": records._name if records is not None else False,
            "ids": list(records.ids) if records is not None else [],
            "method": method or False,
            "action": action or False,
        }
