import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** What people write to a report of a period before it is issued. */
export class ReportNoteDialog extends Component {
    static template = "dms_base.ReportNoteDialog";
    static components = { Dialog };
    static props = { title: String, texts: Array, written: Object, steps: Array, save: Function, close: Function };

    setup() {
        const texts = this.props.texts.map(([key, label]) => ({
            key,
            label,
            value: this.props.written[key] || "",
        }));
        this.state = useState({ texts, busy: false });
    }

    may(step) {
        return this.props.steps.includes(step);
    }

    async save(step) {
        this.state.busy = true;
        try {
            const texts = Object.fromEntries(this.state.texts.map((text) => [text.key, text.value]));
            await this.props.save(texts, step);
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
