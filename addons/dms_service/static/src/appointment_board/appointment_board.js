import { Component, useRef, useState } from "@odoo/owl";
import { useBoardPager, useGlide } from "@dms_base/board/board_hooks";
import { registry } from "@web/core/registry";

const SIGNS = {
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
const ROWS_A_PAGE = 14;

/**
 * SA-02: appointments of the day. At the entrance it welcomes customers (masked, no click); inside it
 * opens the appointment of a row.
 */
export class AppointmentBoard extends Component {
    static template = "dms_service.AppointmentBoard";
    static props = { data: Object, publicMode: Boolean };

    setup() {
        this.state = useState({ tab: "today" });
        useGlide(useRef("root"));
        this.pager = useBoardPager(
            () => this.rows.length,
            () => ROWS_A_PAGE
        );
    }

    get rows() {
        const { rows, tomorrow } = this.props.data;
        return (this.state.tab === "today" ? rows : tomorrow) || [];
    }

    get shown() {
        return this.pager.slice(this.rows);
    }

    sign(row) {
        return SIGNS[row.color] || "fa-circle-o";
    }

    open(row) {
        if (!this.props.publicMode && this.env.boardOpen) {
            this.env.boardOpen("dms.appointment", row.id);
        }
    }
}

registry.category("dms_board_views").add("SA-02", AppointmentBoard);
