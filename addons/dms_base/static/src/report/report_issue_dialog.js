import { Component, useState, xml } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Texts people add before a report is frozen, and the reason when it corrects an earlier one. */
export class ReportIssueDialog extends Component {
    static template = xml`
        <Dialog title="props.title" size="'md'">
            <p class="text-muted">An issued report is numbered and cannot be changed afterwards.</p>
            <div t-foreach="props.texts" t-as="text" t-key="text[0]" class="mb-3">
                <label class="form-label" t-att-for="text[0]" t-esc="text[1]"/>
                <textarea class="form-control" rows="3" t-att-id="text[0]" t-model="state.texts[text[0]]"/>
            </div>
            <div class="mb-3">
                <label class="form-label" for="dms_report_reason">Reason, if this corrects an issued report</label>
                <input class="form-control" id="dms_report_reason" t-model="state.reason"/>
            </div>
            <t t-set-slot="footer">
                <button type="button" class="btn btn-primary" t-att-disabled="state.busy" t-on-click="confirm">Issue</button>
                <button type="button" class="btn btn-secondary" t-on-click="props.close">Cancel</button>
            </t>
        </Dialog>`;
    static components = { Dialog };
    static props = { title: String, texts: Array, issue: Function, close: Function };

    setup() {
        this.state = useState({ texts: {}, reason: "", busy: false });
    }

    async confirm() {
        this.state.busy = true;
        try {
            await this.props.issue({ ...this.state.texts }, this.state.reason);
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
