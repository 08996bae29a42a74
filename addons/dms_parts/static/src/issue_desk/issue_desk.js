import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { useEvery } from "@dms_base/board/board_hooks";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const key = (text) => (text || "").replace(/[\s.\-/]/g, "").toUpperCase();

/** The storekeeper's counter: scan a slip, an order, a part or a badge; one press hands out what is there. */
export class IssueDesk extends Component {
    static template = "dms_parts.IssueDesk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.scanBox = useRef("scan");
        this.chosen = {}; // who takes which slip, as long as it is on the screen
        this.state = useState({
            slips: [], people: [], arrivals: 0, shortages: 0, text: "", focus: [], error: "", message: "", busy: false,
        });
        onWillStart(() => this.load());
        onMounted(() => this.scanBox.el.focus());
        // What the floor asks for appears by itself.
        useEvery(20000, () => this.state.busy || this.load());
    }

    get slips() {
        if (!this.state.focus.length) {
            return this.state.slips;
        }
        return this.state.slips.filter((slip) => this.state.focus.includes(slip.id));
    }

    async load() {
        Object.assign(this.state, await this.orm.silent.call("stock.picking", "get_issue_desk", []));
        for (const slip of this.state.slips) {
            slip.receiver_id = this.chosen[slip.id] || slip.receiver_id;
        }
        const ids = this.state.slips.map((slip) => slip.id);
        this.state.focus = this.state.focus.filter((id) => ids.includes(id));
    }

    async scan() {
        const text = this.state.text.trim();
        Object.assign(this.state, { text: "", error: "", message: "" });
        if (!text) {
            // Enter on the empty box confirms the slip that was scanned.
            if (this.state.focus.length === 1) {
                await this.issue(this.slips[0]);
            }
            return;
        }
        const code = key(text);
        const byPart = this.state.slips.filter((slip) =>
            slip.rows.some((row) => [row.code, row.barcode, row.oe].some((value) => value && key(value) === code))
        );
        if (byPart.length) {
            this.state.focus = byPart.map((slip) => slip.id);
            return;
        }
        const found = await this.orm.call("stock.picking", "scan_issue", [text]);
        if (found.slips) {
            this.state.focus = found.slips;
        } else if (found.receiver) {
            for (const slip of this.slips) {
                this.choose(slip, found.receiver.id);
            }
            this.state.message = _t("%s takes the parts.", found.receiver.name);
        } else {
            this.state.error = _t("Nothing to issue belongs to %s.", text);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            return this.scan();
        }
        if (ev.key === "Escape") {
            this.showAll();
        }
    }

    showAll() {
        Object.assign(this.state, { focus: [], error: "", message: "" });
        this.scanBox.el.focus();
    }

    setReceiver(slip, ev) {
        this.choose(slip, Number(ev.target.value) || false);
    }

    choose(slip, receiverId) {
        slip.receiver_id = receiverId;
        this.chosen[slip.id] = receiverId;
    }

    async issue(slip) {
        if (this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: true, error: "", message: "" });
        try {
            this.state.message = await this.orm.silent.call("stock.picking", "issue_from_desk", [[slip.id]], {
                receiver_id: slip.receiver_id || null,
            });
            this.state.focus = [];
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        }
        this.state.busy = false;
        await this.load();
        this.scanBox.el.focus();
    }

    open(slip) {
        this.action.doAction("dms_parts.stock_picking_issue_action", {
            props: { resId: slip.id }, viewType: "form",
        });
    }

    openAction(xmlid) {
        this.action.doAction(xmlid);
    }

    print(slip) {
        this.action.doAction("dms_parts.action_report_issue", {
            additionalContext: { active_ids: [slip.id], active_id: slip.id, active_model: "stock.picking" },
        });
    }
}

registry.category("actions").add("dms_parts.issue_desk", IssueDesk);
