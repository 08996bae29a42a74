"""Who pays, and money taken before: payer rules of the shop, deposits for ordered parts."""

WEAR_PARTS = ("JL-", "KL-", "CL-", "QP-", "HP-", "QD-", "HD-", "WIP-", "BAT-", "TYR-", "OIL-")


def create_payer_rules(env, company, parts):
    """Rules by which the manufacturer or the shop pays a line, and the switch that asks for them.

    :param parts: {code: product.product}
    """
    wear = [part.id for code, part in parts.items() if code.startswith(WEAR_PARTS)]
    base = {"company_id": company.id, "private_only": True}
    env["dms.payer.rule"].create(
        [
            {
                **base,
                "name": "整车质保（易损件除外）",
                "payer_type": "warranty",
                "basis": "file",
                "excluded_product_ids": [(6, 0, wear)],
            },
            {
                **base,
                "name": "本店配件质保 12 个月或 2 万公里",
                "sequence": 20,
                "payer_type": "goodwill",
                "basis": "part",
                "months": 12,
                "km": 20000,
                "private_only": False,
            },
            {
                **base,
                "name": "质保期外善意补偿：购车 4 年或 12 万公里内",
                "sequence": 30,
                "payer_type": "goodwill",
                "basis": "sale",
                "months": 48,
                "km": 120000,
            },
        ]
    )
    company.payer_rules_required = True


def decide_payers(shop, order):
    """The rules decide who pays; what none of them allows is the service manager's decision."""
    order.action_decide_payers()
    open_lines = order._get_undecided_lines()
    if open_lines:
        for line in open_lines:
            line.payer_basis = "厂家售后特批，见索赔单"
        order.with_env(shop.at("manager")).action_approve_payers()


def take_deposit(shop, subject, amount, kind="refundable"):
    """The cashier takes a deposit by WeChat for parts that must be ordered.

    :param subject: sale.order or dms.appointment
    :return: dms.deposit
    """
    env = shop.at("cashier")
    tender = {
        "journal_id": shop.journals["wechat"].id,
        "amount": amount,
        "reference": f"4200{subject._name == 'sale.order':d}{subject.id:011d}",
    }
    return env["dms.deposit"]._take(subject.with_env(env), [tender], kind=kind)


def deposit_for_parts(shop, order, always=False):
    """About one order in twenty waits for ordered parts: thirty per cent of it is taken before."""
    if not always and order.id % 19:
        return
    amount = order.amount_total * 0.3 // 100 * 100
    if amount >= 100:
        take_deposit(shop, order, amount)


def booked_deposits(shop, appointments):
    """Two appointments for ordered parts with a deposit; of one a part is given back."""
    for appointment, amount in zip(appointments, (500.0, 300.0), strict=False):
        deposit = take_deposit(shop, appointment, amount)
        if amount == 300.0:
            payment = deposit.payment_ids
            row = {"payment_id": payment.id, "amount": 100.0, "reference": f"T{payment.id:015d}"}
            deposit._refund([row], "配件改为现货，多收部分退回")


def refund_overcharge(shop):
    """Oil was billed above the price of the campaign: a credit note, and the money goes back by WeChat."""
    payment = shop.env["account.payment"].search(
        [
            ("settlement_id.state", "=", "paid"),
            ("journal_id", "=", shop.journals["wechat"].id),
            ("payment_type", "=", "inbound"),
            ("amount", ">=", 200.0),
        ],
        order="id desc",
        limit=1,
    )
    settlement = payment.settlement_id
    bill = settlement.payer_ids.filtered(lambda payer: payer.payer_type == "customer").move_id
    note = bill.with_env(shop.at("accountant"))._reverse_moves([{"ref": "机油按活动价，多收退回"}])
    line = note.invoice_line_ids.filtered(lambda one: one.display_type == "product")[:1]
    (note.invoice_line_ids - line).unlink()
    line.write({"quantity": 1.0, "price_unit": 60.0, "discount": 0.0})
    note.action_post()
    row = {
        "payment_id": payment.id,
        "amount": note.amount_total,
        "reference": f"T{payment.id:015d}",
    }
    return settlement.with_env(shop.at("cashier"))._refund([row], "机油按活动价，多收退回")
