import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Unassigned jobs at the left, technicians as lanes at the right: drag a job on a lane, or click both. */
export class DispatchDesk extends Component {
    static template = "dms_workshop.DispatchDesk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            jobs: [], lanes: [], bays: [], absent: [], risk: [], axis: { labels: [], now: 0, hours: 1 },
            picked: false, moved: false, over: false, by: "people",
        });
        onWillStart(() => this.load());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("dms.dispatch", "get_dispatch_desk", []));
    }

    get lanes() {
        return this.state.by === "people" ? this.state.lanes : this.state.bays;
    }

    pick(job) {
        this.state.picked = this.state.picked && this.state.picked.id === job.id ? false : job;
    }

    dragStart(ev, job) {
        this.state.picked = job;
        this.state.moved = false;
        ev.dataTransfer.setData("text/plain", String(job.id));
    }

    dragOver(ev, lane) {
        ev.preventDefault();
        this.state.over = lane.id;
    }

    /** Dispatched work may be carried to another lane: that is a transfer, with its reason. */
    dragBlock(ev, item) {
        this.state.moved = item;
        this.state.picked = false;
        ev.dataTransfer.setData("text/plain", String(item.id));
    }

    /** Let go somewhere else: nothing is carried any more. */
    dragEnd() {
        Object.assign(this.state, { moved: false, over: false });
    }

    async drop(lane) {
        this.state.over = false;
        const { picked: job, moved: item, by } = this.state;
        Object.assign(this.state, { picked: false, moved: false });
        if (item) {
            return this.transfer(item, lane);
        }
        if (!job) {
            return;
        }
        if (by === "bays") {
            return this.ask("dms.dispatch.create", _t("Dispatch"), {
                default_order_id: job.order_id, default_line_ids: job.line_ids, default_bay_id: lane.id,
            });
        }
        await this.orm.call("dms.dispatch", "dispatch_lines", [job.line_ids, lane.id]);
        await this.load();
    }

    transfer(item, lane) {
        const target = this.state.by === "bays"
            ? { default_bay_id: lane.id }
            : { default_main_employee_id: lane.id, default_team_id: lane.team_id };
        if (lane.dispatches.some((other) => other.id === item.id)) {
            return;
        }
        return this.ask("dms.dispatch.transfer", _t("Transfer"), { default_dispatch_ids: [item.id], ...target });
    }

    ask(model, name, context) {
        return this.action.doAction(
            { type: "ir.actions.act_window", name, res_model: model, views: [[false, "form"]], target: "new", context },
            { onClose: () => this.load() }
        );
    }

    /** A click on a block opens it, unless a job waits to be put on the lane. */
    openBlock(lane, item) {
        return this.state.picked ? this.drop(lane) : this.open("dms.dispatch", item.id);
    }

    async open(model, id) {
        await this.action.doAction(await this.orm.call(model, "get_formview_action", [[id]]));
    }

    openBoard() {
        this.action.doAction("dms_workshop.progress_board_action");
    }
}

registry.category("actions").add("dms_workshop.dispatch_desk", DispatchDesk);
