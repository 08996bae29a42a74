import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";

/**
 * SA-02: appointments of the day. At the entrance it welcomes customers (masked, no click); inside it
 * opens the appointment of a row.
 */
export class AppointmentBoard extends Component {
    static template = "dms_service.AppointmentBoard";
    static props = {
        data: Object,
        publicMode: { type: Boolean, optional: true },
        "*": true,
    };

    setup() {
        this.state = useState({ tab: "today" });
    }

    get rows() {
        return (this.state.tab === "today" ? this.props.data.rows : this.props.data.tomorrow) || [];
    }

    get signs() {
        return {
            violet: "fa-bell",
            amber: "fa-hourglass-half",
            orange: "fa-clock-o",
            red: "fa-times-circle",
            green: "fa-check-circle",
            green_light: "fa-check-circle",
            blue: "fa-check",
            grey: "fa-circle-o",
            cancelled: "fa-ban",
        };
    }

    async open(row) {
        const action = this.env.services.action;
        if (this.props.publicMode || !action) {
            return;
        }
        await action.doAction({
            type: "ir.actions.act_window",
            res_model: "dms.appointment",
            res_id: row.id,
            views: [[false, "form"]],
            target: "new",
        });
    }
}

registry.category("dms_board_views").add("SA-02", AppointmentBoard);
