from odoo import api, models

SECRETS = ("password", "new_password", "totp_secret", "pin", "signature", "token", "access_token")


class AuditlogRule(models.Model):
    """Which records of the shop keep a trace of who changed what."""

    _inherit = "auditlog.rule"

    @api.model
    def _watch(self, names, changes=True):
        """Keep a trace of the records of some models; addons call it from their ``post_init_hook``.

        Changes cost one read before and one after each write: watch what is changed by hand (rights, prices,
        accounts, settings), never what each repair writes.

        :param names: names of models; unknown ones and those watched already are left alone
        :param changes: whether creations, changes and deletions are kept; exports always are
        :return: the rules, new and old
        """
        rules = self.search([("model_id.model", "in", names)])
        known = set(rules.mapped("model_id.model"))
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
                    "log_create": changes,
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
