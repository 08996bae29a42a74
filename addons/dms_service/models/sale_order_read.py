from odoo import api, models


class SaleOrder(models.Model):
    """What the steps of a repair ask of an order, read at the start of a step by few statements."""

    _inherit = "sale.order"

    def _read_head(self, *paths, lock=None):
        """Read the orders, the shop, who is at work and what else the step needs by one statement.

        :param paths: many2one paths of the step, see :meth:`_read_together`
        :param lock: see :meth:`_read_together`
        """
        return self._read_together("company_id", *paths, beside=(self.env.user,), lock=lock)

    def _read_offer(self, *paths, lock=None):
        """Read what an estimate is made of: the orders with car, customer, kind of visit and currency.

        :param paths: further many2one paths, see :meth:`_read_together`
        :param lock: see :meth:`_read_together`
        """
        own = ("company_id.currency_id", "vehicle_id", "partner_id", "service_type_id")
        return self._read_head(*own, *paths, lock=lock)

    @api.model
    def _read_for_new(self, vals_list):
        """Cars and what else new orders are opened from, by one statement."""
        companies = self._get_named(vals_list, "company_id") or self.env.company
        others = ("partner_id", "ticket_id", "appointment_id")
        self._get_named(vals_list, "vehicle_id")._read_together(
            beside=(
                self.env.user,
                *((company, "currency_id", "partner_id") for company in companies),
                *(record for name in others for record in self._get_named(vals_list, name)),
            ),
        )

    def _read_lines(self, *paths):
        """Read the order lines with their jobs and products by one statement.

        :param paths: further many2one paths of the lines
        """
        return self._read_children("order_line", "job_id", "product_id.product_tmpl_id", *paths)
