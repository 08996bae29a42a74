from odoo import fields, models


class DmsRegisterField(models.Model):
    """Fields of supplementary forms that the store brings: parts with their code, unit and stock."""

    _inherit = "dms.register.field"

    kind = fields.Selection(selection_add=[("product", "Part")], ondelete={"product": "cascade"})

    def _relation_models(self):
        return {**super()._relation_models(), "product": "product.product"}

    def _link_columns(self):
        return {**super()._link_columns(), "product": "product_id"}

    def _autofill_catalogue(self):
        # Kinds in variables: inside a translated row Odoo takes them for terms.
        texts, numbers = ("text", "long_text"), ("decimal", "integer")
        return {
            **super()._autofill_catalogue(),
            "product.code": (self.env._("Part Code"), "product", "default_code", texts),
            "product.unit": (self.env._("Unit of Measure"), "product", "uom_id.name", texts),
            "product.stock": (
                self.env._("Stock on Hand"),
                "product",
                "qty_available",
                numbers,
            ),
        }


class DmsRegisterEntry(models.Model):
    """Entries by part."""

    _inherit = "dms.register.entry"

    product_id = fields.Many2one(
        "product.product", string="Part", index="btree_not_null", readonly=True
    )


class DmsRegister(models.Model):
    """Starter forms of the store."""

    _inherit = "dms.register"

    def _starter_addons(self):
        return [*super()._starter_addons(), "dms_parts"]
