import { Component, onMounted, useExternalListener, useRef, useState } from "@odoo/owl";

/**
 * The times a row of SA-02 can be moved to: targets while it is dragged, buttons after its handle was pressed.
 *
 * `choose` gets the beginning of the slot as UTC text, or false for a time that is asked for with the reason.
 */
export class AppointmentMove extends Component {
    static template = "dms_service.AppointmentMove";
    static props = {
        row: Object,
        days: Array,
        drag: { type: Object, optional: true }, // where the pointer was when the row was taken up
        atTop: Boolean,
        choose: Function,
        close: Function,
    };

    setup() {
        this.root = useRef("root");
        this.ghost = useRef("ghost");
        this.state = useState({ over: null });
        useExternalListener(window, "keydown", (ev) => ev.key === "Escape" && this.props.close(), { capture: true });
        if (this.props.drag) {
            useExternalListener(window, "pointermove", (ev) => this.follow(ev));
            useExternalListener(window, "pointerup", () => this.drop());
            useExternalListener(window, "pointercancel", () => this.props.close());
        }
        onMounted(() => {
            if (this.props.drag) {
                this.follow(this.props.drag);
            } else {
                this.root.el.querySelector(".o_dms_appt_move_slots button, button").focus();
            }
        });
    }

    /** The plate goes with the pointer; the slot below it lights up. */
    follow({ clientX, clientY }) {
        this.ghost.el.style.transform = `translate(${clientX + 14}px, ${clientY + 10}px)`;
        const target = document.elementFromPoint(clientX, clientY)?.closest("[data-slot]");
        this.state.over = target ? target.dataset.slot : null;
    }

    drop() {
        if (this.state.over === null) {
            this.props.close();
        } else {
            this.props.choose(this.state.over || false);
        }
    }
}
