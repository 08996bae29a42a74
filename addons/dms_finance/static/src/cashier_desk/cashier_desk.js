import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The cashier's first screen: cars to settle, money to collect, the own drawer. */
export class CashierDesk extends Component {
    static template = "dms_finance.CashierDesk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ search: "", to_settle: [], to_collect: [], session: false, currency: "¥" });
        onWillStart(() => this.load());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("dms.settlement", "get_cashier_desk", []));
    }

    matching(cards) {
        const text = this.state.search.trim().toUpperCase().replace(/[\s·]/g, "");
        if (!text) {
            return cards;
        }
        return cards.filter((card) =>
            [card.plate, card.name, card.customer, card.order || ""].some((value) =>
                value.toUpperCase().replace(/[\s·]/g, "").includes(text)
            )
        );
    }

    money(value) {
        return `${this.state.currency}${value.toLocaleString("zh-CN", {
            minimumFractionDigits: 2,
            maximumFractionDigits: 2,
        })}`;
    }

    async run(model, method, id) {
        await this.action.doActionButton({
            type: "object",
            name: method,
            resModel: model,
            resId: id,
            resIds: [id],
            context: user.context,
            onClose: () => this.load(),
        });
        await this.load();
    }

    openDayClose() {
        return this.action.doAction("dms_base.dms_day_close_action");
    }

    settle(card) {
        return this.run("sale.order", "action_settle_and_collect", card.id);
    }

    collect(card) {
        return this.run("dms.settlement", "action_register_payment", card.id);
    }

    async openDrawer() {
        await this.orm.call("dms.cash.session", "action_open_mine", []);
        await this.load();
    }

    async openRecord(model, id) {
        await this.action.doAction(await this.orm.call(model, "get_formview_action", [[id]]));
    }

    closeDrawer() {
        return this.run("dms.cash.session", "action_count", this.state.session.id);
    }
}

registry.category("actions").add("dms_finance.cashier_desk", CashierDesk);
