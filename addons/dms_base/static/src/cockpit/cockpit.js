import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useEvery } from "../board/board_hooks";

const REFRESH = 300000; // milliseconds
const WIDTH = 140;
const HEIGHT = 36;

/** Home of a manager: exceptions first, then the day in figures. */
export class Cockpit extends Component {
    static template = "dms_base.Cockpit";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.code = this.props.action.context.cockpit_code || this.props.action.params?.cockpit_code || "manager";
        this.state = useState({ data: null });
        onWillStart(() => this.load());
        useEvery(REFRESH, () => this.load());
    }

    async load() {
        this.state.data = await this.orm.silent.call("dms.cockpit", "get_cockpit", [this.code]);
    }

    /** Points of a sparkline, missing days left out. */
    points(tile) {
        const values = tile.trend.filter((value) => value !== null);
        if (values.length < 2) {
            return "";
        }
        const [low, high] = [Math.min(...values), Math.max(...values)];
        const step = WIDTH / (values.length - 1);
        const y = (value) => HEIGHT - 3 - ((value - low) / (high - low || 1)) * (HEIGHT - 6);
        return values.map((value, index) => `${(index * step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    }

    barStyle(tile) {
        return `width: ${Math.min(100, Math.round((tile.progress || 0) * 100))}%`;
    }

    markStyle(tile) {
        return `left: ${Math.min(100, Math.round(tile.expected * 100))}%`;
    }

    async openTile(tile) {
        if (tile.report) {
            return this.openReport(tile.report);
        }
        const { code, date_from, date_to } = tile.drill;
        const action = await this.orm.call("dms.cockpit.tile", "open_drill", [code, date_from, date_to]);
        return this.action.doAction(action);
    }

    openException(exception) {
        if (exception.action) {
            return this.action.doAction(exception.action);
        }
        if (exception.res_model) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                name: exception.text,
                res_model: exception.res_model,
                domain: exception.domain || [],
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            });
        }
    }

    openReport(code) {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "dms_base.report",
            context: { report_code: code },
        });
    }

    openBoard(code) {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "dms_base.board",
            context: { board_code: code },
        });
    }

    async openForm(id) {
        return this.action.doAction(await this.orm.call("dms.form", "action_open", [[id]]));
    }

    openRoutine() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "dms.checklist",
            res_id: this.state.data.routine.id,
            views: [[false, "form"]],
        });
    }

    openIssue(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "dms.report.issue",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("dms_base.cockpit", Cockpit);
