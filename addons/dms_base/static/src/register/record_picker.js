import { Component, onWillUnmount, useExternalListener, useRef, useState } from "@odoo/owl";

const WAIT_MS = 250;

/** Finds a colleague, a car or a customer by a few letters; no service needed, so it works at the kiosk. */
export class RecordPicker extends Component {
    static template = "dms_base.RecordPicker";
    static props = {
        name: { type: String, optional: true },
        disabled: { type: Boolean, optional: true },
        search: Function,
        onPick: Function,
    };

    setup() {
        this.root = useRef("root");
        this.wait = { timer: 0 };
        this.state = useState({ text: null, found: [], open: false, active: 0 });
        onWillUnmount(() => clearTimeout(this.wait.timer));
        useExternalListener(window, "pointerdown", (ev) => {
            if (this.state.open && !this.root.el.contains(ev.target)) {
                this.close();
            }
        });
    }

    get text() {
        return this.state.text === null ? this.props.name || "" : this.state.text;
    }

    async onFocus(ev) {
        ev.target.select();
        await this.look("");
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        clearTimeout(this.wait.timer);
        this.wait.timer = setTimeout(() => this.look(this.state.text), WAIT_MS);
    }

    async look(text) {
        const found = await this.props.search(text);
        Object.assign(this.state, { found, open: true, active: 0 });
    }

    onKeydown(ev) {
        const { found, open, active } = this.state;
        if (ev.key === "ArrowDown" && open) {
            this.state.active = Math.min(active + 1, found.length - 1);
        } else if (ev.key === "ArrowUp" && open) {
            this.state.active = Math.max(active - 1, 0);
        } else if (ev.key === "Enter" && open && found[active]) {
            this.pick(found[active]);
        } else if (ev.key === "Escape" && open) {
            this.close();
        } else {
            return;
        }
        ev.preventDefault();
    }

    pick([id, name]) {
        this.props.onPick(id, name);
        this.close();
    }

    clear() {
        this.props.onPick(null, "");
        this.close();
    }

    close() {
        clearTimeout(this.wait.timer);
        if (this.state.text === "") {
            this.props.onPick(null, "");
        }
        Object.assign(this.state, { text: null, open: false, found: [] });
    }
}
