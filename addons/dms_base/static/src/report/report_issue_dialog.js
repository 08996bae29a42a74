import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Texts people add before a report is frozen, and the reason when it corrects an earlier one. */
export class ReportIssueDialog extends Component {
    static template = "dms_base.ReportIssueDialog";
    static components = { Dialog };
    static props = { title: String, texts: Array, written: Object, issue: Function, close: Function };

    setup() {
        const texts = this.props.texts.map(([key, label]) => ({ key, label, value: this.props.written[key] || "" }));
        this.state = useState({ texts, reason: "", busy: false });
    }

    async confirm() {
        this.state.busy = true;
        try {
            const texts = Object.fromEntries(this.state.texts.map((text) => [text.key, text.value]));
            await this.props.issue(texts, this.state.reason);
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
