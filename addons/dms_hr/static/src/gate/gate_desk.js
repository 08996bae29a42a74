import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const REFRESH_MS = 20000;

/** The guard's screen: one box for plate or pass, three big buttons, who is inside and who may leave. */
export class GateDesk extends Component {
    static template = "dms_hr.GateDesk";
    static props = { call: Function };

    setup() {
        this.box = useRef("box");
        this.state = useState({
            released: [], inside: [], outside: [], visitors: [], exit_types: [],
            text: "", mode: "", exit_type: "", odometer: "", person: "", purpose: "", passRow: false, error: [], message: "", busy: false,
        });
        onWillStart(() => this.run("state"));
        onMounted(() => {
            this.focus();
            this.timer = setInterval(() => this.refresh(), REFRESH_MS);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get released() {
        return this.match(this.state.released);
    }

    get inside() {
        const leaving = this.state.released.map((row) => row.plate);
        return this.match(this.state.inside.filter((row) => !leaving.includes(row.plate)));
    }

    match(rows) {
        const text = this.state.text.trim().toUpperCase().replace(/[\s·.\-]/g, "");
        const hits = text ? rows.filter((row) => row.plate.includes(text) || row.token === text) : rows;
        return hits.length ? hits : rows;
    }

    focus() {
        this.box.el?.focus();
    }

    async refresh() {
        if (!this.state.busy && !this.state.mode) {
            await this.run("state", {}, true);
        }
    }

    /** One step at the server; a refusal is shown in its own words and changes nothing. */
    async run(step, values = {}, quiet = false) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        try {
            const data = await this.props.call(step, values);
            if (!quiet) {
                Object.assign(this.state, { error: [], message: "" });
            }
            Object.assign(this.state, data);
            return true;
        } catch (error) {
            if (!quiet) {
                Object.assign(this.state, { message: "", error: (error.data?.message || error.message).split("\n") });
            }
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    clear() {
        Object.assign(this.state, { text: "", mode: "", exit_type: "", odometer: "", person: "", purpose: "" });
        this.focus();
    }

    back() {
        Object.assign(this.state, { error: [], message: "" });
        this.clear();
    }

    async carIn() {
        if (await this.run("car_in", { text: this.state.text })) {
            this.clear();
        }
    }

    async carOut(text = false) {
        const done = await this.run("car_out", {
            text: text || this.state.text,
            exit_type: this.state.exit_type || null,
            odometer: Number(this.state.odometer) || 0,
            person: this.state.person || null,
        });
        if (done) {
            this.clear();
        }
    }

    async visitor() {
        if (this.state.mode !== "visitor") {
            this.state.mode = "visitor";
            return;
        }
        const { person, purpose, text } = this.state;
        if (await this.run("visitor_in", { person, purpose, text })) {
            this.clear();
        }
    }

    visitorLeft(row) {
        return this.run("visitor_out", { log_id: row.id });
    }

    async onKeydown(ev) {
        if (ev.key !== "Enter" || !this.state.text.trim()) {
            return;
        }
        ev.preventDefault();
        const code = this.state.text.trim().toUpperCase();
        const pass = this.state.released.find((row) => row.token === code || row.name === code);
        if (pass) {
            // A scanned pass needs one tap more: the guard looks at the plate first.
            Object.assign(this.state, { mode: "pass", passRow: pass, error: [], message: "" });
        } else {
            this.state.error = [];
            this.state.message = _t("Press Car In or Car Out.");
        }
    }

    pick(row) {
        this.state.text = row.plate;
        this.focus();
    }
}
