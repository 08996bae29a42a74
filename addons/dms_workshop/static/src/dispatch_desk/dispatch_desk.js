import { Component, onWillStart, useState } from "@odoo/owl";
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
        this.state = useState({ jobs: [], lanes: [], absent: [], risk: [], picked: false, over: false });
        onWillStart(() => this.load());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("dms.dispatch", "get_dispatch_desk", []));
    }

    pick(job) {
        this.state.picked = this.state.picked && this.state.picked.id === job.id ? false : job;
    }

    dragStart(ev, job) {
        this.state.picked = job;
        ev.dataTransfer.setData("text/plain", String(job.id));
    }

    dragOver(ev, lane) {
        ev.preventDefault();
        this.state.over = lane.id;
    }

    async drop(lane) {
        this.state.over = false;
        const job = this.state.picked;
        if (!job) {
            return;
        }
        this.state.picked = false;
        await this.orm.call("dms.dispatch", "dispatch_lines", [job.line_ids, lane.id]);
        await this.load();
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
