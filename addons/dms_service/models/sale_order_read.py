from odoo import api, models


class SaleOrder(models.Model):
    """What the steps of a repair ask of an order, read at the start of a step by few statements."""

    _inherit = "sale.order"

    def _read_head(self, *paths, lock=None):
        """Read the orders, the car, its owner, the shop and who is at work by one statement.

        :param paths: further many2one paths, see :meth:`_read_together`
        :param lock: see :meth:`_read_together`
        """
        return self._read_together(
            "company_id.currency_id",
            "company_id.partner_id",
            "vehicle_id.model_id",
            "partner_id",
            "service_type_id",
            *paths,
            beside=((self.env.user, "partner_id"),),
            lock=lock,
        )

    @api.model
    def _read_for_new(self, vals_list):
        """Cars and what else new orders are opened from, by one statement."""

        def named(name, model):
            return self.env[model].browse({vals[name] for vals in vals_list if vals.get(name)})

        companies = named("company_id", "res.company") or self.env.company
        named("vehicle_id", "fleet.vehicle")._read_together(
            "owner_id",
            "model_id.brand_id",
            beside=(
                self.env.user,
                *((company, "currency_id", "partner_id") for company in companies),
                *named("partner_id", "res.partner"),
                *named("ticket_id", "dms.queue.ticket"),
                *named("appointment_id", "dms.appointment"),
                *named("service_type_id", "dms.service.type"),
            ),
        )

    def _read_lines(self, *paths):
        """Read the order lines with their jobs and products by one statement.

        :param paths: further many2one paths of the lines
        """
        return self._read_children(
            "order_line", "job_id", "product_id.product_tmpl_id", "product_uom_id", *paths
        )
