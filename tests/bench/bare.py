"""Bare Odoo: quotation, delivery, invoice and payment of seven lines, as its own screens do it.

What a screen knows (the transfer on it, the invoice it opened) is looked up before the step, as in the repair.
"""

from odoo.fields import Command


def run(shop, meter):
    """One sale by the methods behind Odoo's own buttons and dialogs, one transaction per click.

    :param shop: :class:`shop.Shop`
    :return: the order, paid
    """
    env = shop.at("manager")
    with meter.step("quotation"):
        order = env["sale.order"].create(
            {
                "partner_id": shop.partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in shop.lines
                ],
            }
        )
    with meter.step("confirmation"):
        order.action_confirm()
    picking = order.picking_ids.with_env(shop.at("storekeeper"))
    with meter.step("delivery"):
        _deliver(picking, order)
    invoice = _invoice(shop, meter, order)
    _pay(shop, meter, invoice)
    _check(shop, order, invoice)
    return order


def _deliver(picking, order):
    """The store validates the delivery, the seller types the hours of the services."""
    answer = picking.button_validate()
    if answer is not True and answer.get("res_model") == "confirm.stock.sms":
        # Asked once per company, at its first delivery: no text messages to customers.
        wizard = picking.env["confirm.stock.sms"].browse(answer["res_id"])
        wizard.with_context(**answer["context"]).dont_send_sms()
    services = order.order_line.filtered(lambda line: line.product_id.type == "service")
    order.write(
        {
            "order_line": [
                Command.update(line.id, {"qty_delivered": line.product_uom_qty})
                for line in services
            ]
        }
    )


def _invoice(shop, meter, order):
    """The seller's dialog “Create Invoice” with its defaults, then the accountant's “Confirm”."""
    with meter.step("invoice"):
        wizard = (
            order.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids, active_id=order.id)
            .create({})
        )
        action = wizard.create_invoices()
        invoice = shop.at("accountant")["account.move"].browse(action["res_id"])
        invoice.action_post()
    return invoice


def _pay(shop, meter, invoice):
    """The dialog “Pay” with its defaults and the journal chosen."""
    with meter.step("payment"):
        action = invoice.action_register_payment()
        wizard = (
            invoice.env["account.payment.register"]
            .with_context(**action["context"])
            .create({"journal_id": shop.journal.id})
        )
        wizard.action_create_payments()


def _check(shop, order, invoice):
    """The flow has done what it is measured for."""
    # sudo: the end is read whatever the people of the flow may see
    order, invoice = order.sudo(), invoice.sudo()
    picking = order.picking_ids
    assert picking and set(picking.mapped("state")) == {"done"}, picking.mapped("state")
    assert len(picking.move_ids) == len(shop.parts)
    assert all(line.qty_delivered == line.product_uom_qty for line in order.order_line)
    assert len(invoice) == 1 and invoice.state == "posted", invoice.mapped("state")
    products = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product")
    assert products.product_id == shop.labour | shop.parts
    assert shop.is_paid(invoice), invoice.payment_state
