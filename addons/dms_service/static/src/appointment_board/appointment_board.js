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
 * SA-02: appointments of the day. At the entrance it welcomes customers (masked, no click); inside a row
 * opens its card with the steps of the desk.
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
            this.env.boardOpen("dms.appointment", row.id, "action_open_card");
        }
    }

    /** The calendar of the day, where a card is dragged to another slot. */
    openCalendar() {
        this.env.boardAction("dms_service.dms_appointment_action_calendar");
    }
}

registry.category("dms_board_views").add("SA-02", AppointmentBoard);
