import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** The technician's cards at the shared screen: start, pause, finish, report a finding; thumbs and gloves. */
export class TechnicianKiosk extends Component {
    static template = "dms_workshop.TechnicianKiosk";
    static props = { employee: Object, call: Function, close: Function };

    setup() {
        this.state = useState({ jobs: [], reasons: [], hours_today: 0, mode: "jobs", job: false, error: "", note: "", text: "", photo: "", message: "", find: "", parts: [], now: Date.now() });
        this.hasCamera = isBarcodeScannerSupported();
        this.ticker = setInterval(() => (this.state.now = Date.now()), 1000);
        onWillUnmount(() => clearInterval(this.ticker));
        onWillStart(() => this.run("jobs"));
    }

    async run(method, kwargs = {}) {
        this.state.error = "";
        this.state.message = "";
        try {
            const data = await this.props.call(method, kwargs);
            if (data.jobs) {
                Object.assign(this.state, { ...data, mode: "jobs", job: false, note: "" });
            }
            return data;
        } catch (error) {
            this.state.error = error.message;
            return false;
        }
    }

    /** Jobs of what was scanned: number of the job sheet, the order or the plate. */
    get jobs() {
        const text = this.state.find.trim().toUpperCase();
        const found = this.state.jobs.filter((job) =>
            [job.name, job.order, job.plate].some((value) => (value || "").toUpperCase().includes(text))
        );
        return found.length ? found : this.state.jobs;
    }

    async scan() {
        try {
            this.state.find = await scanBarcode(this.env);
        } catch (error) {
            this.state.error = error.message;
        }
    }

    async showParts(job) {
        const data = await this.run("parts", { dispatch_id: job.id });
        if (data) {
            Object.assign(this.state, { job, mode: "parts", parts: data.rows });
        }
    }

    async askParts() {
        const data = await this.run("ask_parts", { dispatch_id: this.state.job.id });
        if (data) {
            Object.assign(this.state, { mode: "jobs", job: false, message: data.text });
        }
    }

    get running() {
        return this.state.jobs.find((job) => job.running);
    }

    elapsed(job) {
        const start = new Date(`${job.since.replace(" ", "T")}Z`).getTime();
        const seconds = Math.max(0, Math.floor((this.state.now - start) / 1000));
        const pad = (number) => String(number).padStart(2, "0");
        return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
    }

    start(job) {
        return this.run("start", { dispatch_id: job.id, switch: Boolean(this.running && this.running.id !== job.id) });
    }

    ask(job, mode) {
        Object.assign(this.state, { job, mode, error: "", message: "" });
    }

    pause(reason) {
        if (reason.note && !this.state.note.trim()) {
            this.state.error = _t("Type a remark first.");
            return;
        }
        return this.run("pause", { dispatch_id: this.state.job.id, reason_id: reason.id, note: this.state.note });
    }

    finish(job) {
        return this.run("finish", { dispatch_id: job.id });
    }

    takePhoto(ev) {
        const file = ev.target.files[0];
        if (!file) {
            return;
        }
        const reader = new FileReader();
        reader.onload = () => (this.state.photo = reader.result);
        reader.readAsDataURL(file);
    }

    async sendFinding() {
        const data = await this.run("finding", { dispatch_id: this.state.job.id, text: this.state.text, photo: this.state.photo || null });
        if (data) {
            Object.assign(this.state, { mode: "jobs", job: false, text: "", photo: "" });
            this.state.message = _t("The advisor has your finding %s.", data.number);
        }
    }
}

registry.category("dms_kiosk_apps").add("technician", {
    title: _t("My Jobs"),
    component: TechnicianKiosk,
    sequence: 10,
});
