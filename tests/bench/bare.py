"""Bare Odoo: quotation, delivery, invoice and payment of seven lines, as its own screens do it."""

from .meter import fresh


def run(env, meter, partner, lines, journal):
    """One sale by Odoo's own methods, one request per click.

    :param lines: list of (product, quantity), three services and four goods
    :param journal: journal that takes the payment
    :return: the paid invoice
    """
    fresh(env)
    with meter.step("quotation"):
        order = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in lines
                ],
            }
        )
    fresh(env)
    with meter.step("confirmation"):
        order.action_confirm()
    fresh(env)
    with meter.step("delivery"):
        picking = order.picking_ids
        picking.button_validate()
        for line in order.order_line.filtered(lambda item: item.product_id.type == "service"):
            line.qty_delivered = line.product_uom_qty
    fresh(env)
    with meter.step("invoice"):
        invoice = order._create_invoices()
        invoice.action_post()
    fresh(env)
    with meter.step("payment"):
        wizard = (
            env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": journal.id})
        )
        wizard._create_payments()
    return invoice
