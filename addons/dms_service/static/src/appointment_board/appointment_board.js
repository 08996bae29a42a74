import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { useBoardPager, useFittingRows, useGlide } from "@dms_base/board/board_hooks";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { AppointmentMove } from "./appointment_move";

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
const ROWS_A_PAGE = 24; // at the most; fewer where the screen is low
const DRAG_FROM = 8; // pixels; less is a click
// Who reschedules: the same people as by the button of the card.
const MOVERS = ["dms_base.group_dms_advisor", "dms_base.group_dms_care_agent"];

/**
 * SA-02: appointments of the day. At the entrance it welcomes customers (masked, no click); inside a row
 * opens its card with the steps of the desk, and is dragged to another time.
 */
export class AppointmentBoard extends Component {
    static template = "dms_service.AppointmentBoard";
    static components = { AppointmentMove };
    static props = { data: Object, publicMode: Boolean };

    setup() {
        this.state = useState({ tab: "today", move: null });
        this.root = useRef("root");
        useGlide(this.root);
        this.pager = useBoardPager(
            () => this.rows.length,
            useFittingRows(this.root, ROWS_A_PAGE)
        );
        this.choose = this.choose.bind(this);
        this.end = this.end.bind(this);
        onWillStart(async () => {
            const roles = this.mayOpen ? await Promise.all(MOVERS.map((group) => user.hasGroup(group))) : [];
            this.isMover = roles.some(Boolean);
        });
    }

    get mayOpen() {
        return !this.props.publicMode && Boolean(this.env.boardOpen);
    }

    get rows() {
        const { rows, tomorrow } = this.props.data;
        return (this.state.tab === "today" ? rows : tomorrow) || [];
    }

    /** Rows of the page; nothing turns or jumps below a row that is being moved. */
    get shown() {
        return this.state.move ? this.held : this.pager.slice(this.rows);
    }

    sign(row) {
        return SIGNS[row.color] || "fa-circle-o";
    }

    mayMove(row) {
        return this.isMover && row.movable;
    }

    open(row) {
        if (this.mayOpen && !this.dropped) {
            this.env.boardOpen("dms.appointment", row.id, "action_open_card");
        }
    }

    /** A mouse takes the row anywhere, a finger by its handle only: the rest of the row scrolls. */
    press(ev, row) {
        const byHandle = ev.pointerType === "mouse" || ev.target.closest(".o_dms_appt_grip");
        if (!this.mayMove(row) || this.state.move || ev.button !== 0 || !byHandle) {
            return;
        }
        const stop = () => {
            window.removeEventListener("pointermove", move);
            window.removeEventListener("pointerup", stop);
            window.removeEventListener("pointercancel", stop);
        };
        const move = (next) => {
            if (Math.hypot(next.clientX - ev.clientX, next.clientY - ev.clientY) >= DRAG_FROM) {
                stop();
                this.begin(row, next.clientY, { clientX: next.clientX, clientY: next.clientY });
            }
        };
        window.addEventListener("pointermove", move);
        window.addEventListener("pointerup", stop);
        window.addEventListener("pointercancel", stop);
    }

    /** The handle was pressed, by finger or keyboard: the times are offered as buttons. */
    pick(ev, row) {
        if (!this.dropped) {
            this.begin(row, ev.target.getBoundingClientRect().top);
        }
    }

    begin(row, y, drag) {
        this.held = this.shown;
        this.state.move = { row, drag, atTop: y > window.innerHeight / 2 };
    }

    end() {
        const { row, drag } = this.state.move;
        this.state.move = null;
        if (drag) {
            // The click that ends a drag opens nothing.
            this.dropped = true;
            setTimeout(() => (this.dropped = false), 100);
        } else {
            this.root.el.querySelector(`[data-flip="${row.id}"] .o_dms_appt_grip`)?.focus();
        }
    }

    choose(start) {
        const { row } = this.state.move;
        this.end();
        this.env.boardOpen("dms.appointment", row.id, "action_move_to", start);
    }

    print() {
        this.env.boardOpen("dms.board", this.props.data.board_id, "action_print_sa02", this.state.tab === "tomorrow");
    }

    /** The calendar, for times beyond tomorrow. */
    openCalendar() {
        this.env.boardAction("dms_service.dms_appointment_action_calendar");
    }
}

registry.category("dms_board_views").add("SA-02", AppointmentBoard);
