import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ReportChart } from "./report_chart";
import { ReportIssueDialog } from "./report_issue_dialog";
import { ReportNoteDialog } from "./report_note_dialog";
import { ReportTable } from "./report_table";

/**
 * Any report of the shop: period, filters, figures that open their records, chart, PDF, spreadsheet, issue, archive.
 */
export class ReportAction extends Component {
    static template = "dms_base.ReportAction";
    static components = { Layout, ReportTable, ReportChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.display = { controlPanel: {} };
        const { context = {}, params = {} } = this.props.action;
        this.code = context.report_code || params.report_code;
        this.state = useState({
            data: null,
            loading: false,
            params: this.props.state?.params || context.report_params || {},
        });
        useSetupAction({ getLocalState: () => ({ params: { ...this.state.params } }) });
        onWillStart(() => this.load(this.state.params));
    }

    get choices() {
        return this.state.data.choices;
    }

    /** Ask for the report; the answer's dates become the dates of the next question. */
    async load(params) {
        this.state.loading = true;
        try {
            const data = await this.orm.call("dms.report", "get_report", [this.code, params]);
            this.state.data = data;
            this.state.params = {
                kind: data.kind,
                day: data.date_from,
                date_from: data.date_from,
                date_to: data.date_to,
                company_id: data.company[0],
                options: data.options,
            };
            this.env.config.setDisplayName(`${data.report.form_code} ${data.report.name}`);
        } finally {
            this.state.loading = false;
        }
    }

    change(values) {
        return this.load({ ...this.state.params, ...values });
    }

    step(steps) {
        return this.change({ steps });
    }

    today() {
        const { kind, company_id, options } = this.state.params;
        return this.load({ kind, company_id, options });
    }

    setKind(kind) {
        return this.change({ kind });
    }

    setDay(ev) {
        if (ev.target.value) {
            this.change({ day: ev.target.value });
        }
    }

    setSpan(key, ev) {
        if (ev.target.value) {
            this.change({ [key]: ev.target.value });
        }
    }

    setFilter(key, value) {
        this.change({ options: { ...this.state.params.options, [key]: value || false } });
    }

    isChosen(filter, option) {
        return `${option[0]}` === `${this.state.params.options[filter.key] ?? ""}`;
    }

    async drill(drill) {
        const action = await this.orm.call("dms.report", "open_drill", [this.code, drill, this.state.params]);
        this.action.doAction(action);
    }

    file(ending) {
        const params = { ...this.state.params, company_ids: user.context.allowed_company_ids };
        return download({
            url: `/dms/report/${ending}`,
            data: { code: this.code, params: JSON.stringify(params) },
        });
    }

    issue() {
        this.dialog.add(ReportIssueDialog, {
            title: _t("Issue %s", this.state.data.label),
            texts: this.choices.texts,
            written: this.choices.note.texts,
            issue: async (texts, reason) => {
                const id = await this.orm.call("dms.report.issue", "issue", [
                    this.code,
                    this.state.params,
                    texts,
                    reason || null,
                ]);
                this.action.doAction({
                    type: "ir.actions.act_window",
                    res_model: "dms.report.issue",
                    res_id: id,
                    views: [[false, "form"]],
                });
            },
        });
    }

    /** Texts and remarks before the report is issued; submitted by its author, reviewed by the manager. */
    write() {
        const { texts, note } = this.choices;
        this.dialog.add(ReportNoteDialog, {
            title: this.state.data.label,
            texts: [...note.rows, ...texts],
            written: note.texts,
            steps: note.steps,
            save: async (written, step) => {
                await this.orm.call("dms.report", "save_note", [this.code, this.state.params, written, step]);
                await this.load(this.state.params);
            },
        });
    }

    /** A list that belongs to the report, such as its measures. */
    async openLink(key) {
        this.action.doAction(await this.orm.call("dms.report", "open_link", [this.code, this.state.params, key]));
    }

    archive() {
        this.action.doAction("dms_base.dms_report_issue_action", {
            additionalContext: { search_default_report_id: this.choices.report_id },
        });
    }
}

registry.category("actions").add("dms_base.report", ReportAction);
