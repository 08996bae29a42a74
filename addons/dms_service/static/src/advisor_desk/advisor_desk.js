import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REFRESH_SECONDS = 60;

/**
 * First screen of a service advisor: who waits, my cars by stage, who is expected; and one box that
 * finds any vehicle by plate, VIN, phone or owner.
 */
export class AdvisorDesk extends Component {
    static template = "dms_service.AdvisorDesk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.searchBox = useAutofocus({ refName: "search" });
        this.state = useState({
            data: { tickets: [], columns: [], appointments: [], urls: {} },
            mine: true,
            text: "",
            found: null,
            stamp: "",
        });
        this.titles = {
            received: _t("Inspect and Estimate"),
            quoted: _t("Waiting for Signature"),
            working: _t("In Work"),
            qc: _t("Check and Wash"),
            ready: _t("Ready"),
            settled: _t("Settled"),
        };
        this.find = useDebounced(this.search, 200);
        onWillStart(() => this.load());
        this.onQueue = () => this.load();
        this.bus.subscribe("dms_service/queue", this.onQueue);
        this.timer = setInterval(() => this.load(), REFRESH_SECONDS * 1000);
        onWillUnmount(() => {
            clearInterval(this.timer);
            this.bus.unsubscribe("dms_service/queue", this.onQueue);
        });
    }

    async load() {
        this.state.data = await this.orm.silent.call("dms.queue.ticket", "get_desk_data", [
            this.state.mine,
        ]);
        this.state.stamp = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    }

    async toggleMine() {
        this.state.mine = !this.state.mine;
        await this.load();
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.find();
    }

    async search() {
        const text = this.state.text.trim();
        if (text.length < 2) {
            this.state.found = null;
            return;
        }
        const found = await this.orm.silent.call("dms.queue.ticket", "find_for_desk", [text]);
        if (text === this.state.text.trim()) {
            this.state.found = found;
        }
    }

    async onKeydown(ev) {
        if (ev.key === "Escape") {
            this.clear();
        } else if (ev.key === "Enter") {
            await this.search();
            const found = this.state.found;
            if (found && found.rows.length === 1) {
                this.openFound(found.rows[0]);
            } else if (found && !found.rows.length && found.plate) {
                this.receive({ plate: found.plate });
            }
        }
    }

    clear() {
        this.state.text = "";
        this.state.found = null;
    }

    openFound(row) {
        if (row.order_id) {
            this.clear();
            return this.openOrder(row.order_id);
        }
        return this.receive({ vehicle_id: row.id });
    }

    openVehicle(id) {
        this.clear();
        return this.openRecord("fleet.vehicle", id, "dms_service.fleet_vehicle_action");
    }

    async receive(params) {
        this.clear();
        const action = await this.orm.call("dms.queue.ticket", "action_desk_receive", [], params);
        return this.doAction(action);
    }

    newArrival() {
        return this.receive({});
    }

    async openRecord(model, id, xmlid) {
        const action = await this.action.loadAction(xmlid);
        const form = action.views.find((view) => view[1] === "form");
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[form ? form[0] : false, "form"]],
            context: {},
        });
    }

    openOrder(id) {
        return this.openRecord("sale.order", id, "dms_service.sale_order_action_repair");
    }

    openAppointment(id) {
        return this.openRecord("dms.appointment", id, "dms_service.dms_appointment_action");
    }

    openAppointments() {
        return this.action.doAction("dms_service.dms_appointment_action_today");
    }

    async ticketStep(ticket, method) {
        const action = await this.orm.call("dms.queue.ticket", method, [[ticket.id]]);
        if (action && action.type) {
            return this.doAction(action);
        }
        return this.load();
    }

    async bookingStep(booking, method) {
        const action = await this.orm.call("dms.appointment", method, [[booking.id]]);
        if (action && action.type) {
            return this.doAction(action);
        }
        return this.load();
    }

    doAction(action) {
        return this.action.doAction(action, { onClose: () => this.load() });
    }
}

registry.category("actions").add("dms_service.advisor_desk", AdvisorDesk);
