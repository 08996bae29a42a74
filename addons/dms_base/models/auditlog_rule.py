from odoo import api, models

# Of these a trace says nothing: the rows behind a one2many keep their own, a picture is not text.
UNTRACED = ("one2many", "binary")
SECRETS = ("password", "new_password", "totp_secret", "pin", "signature", "token", "access_token")


class AuditlogRule(models.Model):
    """Which records of the shop keep a trace of who changed what."""

    _inherit = "auditlog.rule"

    def _register_hook(self):
        """Keep traces of people: what the data files of an addon write while it is installed is in its code."""
        return super()._register_hook() if self.pool.loaded else False

    def get_auditlog_fields(self, model):
        """Values worth a trace: less to read before and after each change."""
        names = super().get_auditlog_fields(model)
        return [name for name in names if model._fields[name].type not in UNTRACED]

    @api.model
    def _watch(self, names, changes=True, creations=True):
        """Keep a trace of the records of some models; addons call it from a data file.

        Changes cost one read before and one after each write: watch what is changed by hand (rights, prices,
        accounts, settings), never what each repair writes.

        :param names: names of models; unknown ones are left alone, those watched already gain what is asked
        :param changes: whether changes and deletions are kept; exports always are
        :param creations: whether new records are kept with all their values, besides who made them when
        :return: the rules, new and old
        """
        rules = self.search([("model_id.model", "in", names)])
        known = set(rules.mapped("model_id.model"))
        if changes:
            rules.filtered(lambda rule: not rule.log_write).write(
                {"log_write": True, "log_unlink": True, "capture_record": True}
            )
        found = self.env["ir.model"].search(
            [("model", "in", [name for name in names if name not in known])]
        )
        secret = self.env["ir.model.fields"].search(
            [("model_id", "in", found.ids), ("name", "in", SECRETS)]
        )
        fresh = self.create(
            [
                {
                    "name": self.env._("Repair shop: %(name)s", name=model.name),
                    "model_id": model.id,
                    "log_read": False,
                    "log_create": changes and creations,
                    "log_write": changes,
                    "log_unlink": changes,
                    "log_export_data": True,
                    "capture_record": changes,
                    "fields_to_exclude_ids": [
                        (
                            6,
                            0,
                            secret.filtered(lambda item, model=model: item.model_id == model).ids,
                        )
                    ],
                }
                for model in found
            ]
        )
        fresh.set_to_confirmed()
        return rules | fresh
