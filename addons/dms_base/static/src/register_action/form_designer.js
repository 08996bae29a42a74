import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RegisterForm } from "../register/register_form";
import { useTyping } from "../typing/typing";
import { DesignerRow, DesignerSettings } from "./designer_parts";
import { registerCallbacks } from "./register_entry_action";

const MODEL = "dms.checklist.template";
const WAIT_MS = 500;
const CHECK_KINDS = ["pass_fail", "light", "decimal", "score", "choice", "text", "photo", "table", "section", "note"];
const ICONS = {
    text: "fa-font",
    long_text: "fa-align-left",
    integer: "fa-hashtag",
    decimal: "fa-tachometer",
    money: "fa-cny",
    date: "fa-calendar",
    datetime: "fa-calendar-check-o",
    time: "fa-clock-o",
    boolean: "fa-toggle-on",
    choice: "fa-dot-circle-o",
    multi: "fa-check-square-o",
    light: "fa-lightbulb-o",
    employee: "fa-user",
    department: "fa-users",
    team: "fa-users",
    vehicle: "fa-car",
    partner: "fa-address-book-o",
    product: "fa-cube",
    equipment: "fa-wrench",
    order: "fa-file-text-o",
    photo: "fa-camera",
    file: "fa-paperclip",
    signature: "fa-pencil",
    computed: "fa-calculator",
    section: "fa-header",
    note: "fa-info-circle",
    pass_fail: "fa-check",
    score: "fa-star-o",
    table: "fa-table",
};

/** Draws a form: rows of fields to drag, what it looks like on a phone, at a desk and on paper, and a try. */
export class FormDesigner extends Component {
    static template = "dms_base.FormDesigner";
    static components = { DesignerRow, DesignerSettings, Layout, RegisterForm };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        const { context = {}, params = {} } = this.props.action;
        this.templateId = context.template_id || params.template_id;
        this.display = { controlPanel: {} };
        this.rows = useRef("rows");
        useTyping(useRef("root"));
        this.catalogue = {};
        // Templates call methods on a copy of the component: what changes lives in objects.
        this.self = this;
        this.work = { dirty: false, pending: Promise.resolve(), timer: 0 };
        this.state = useState({ ready: false, tab: "fields", view: "phone", open: "", saving: "", stamp: 0, rev: 0, note: "" });
        const calls = registerCallbacks(this.orm, this.action, () => this.templateId);
        this.callbacks = {
            compute: calls.compute,
            search: calls.search,
            save: async (values) => {
                await this.saveNow();
                return (await calls.send(values)).entry.name;
            },
            next: () => this.reload(),
        };
        useSortable({
            ref: this.rows,
            elements: ".o_dms_designer_row",
            handle: ".o_dms_handle",
            onDrop: ({ element, previous }) => this.moveRow(element.dataset.key, previous?.dataset.key),
        });
        onWillStart(() => this.reload());
        onWillUnmount(() => this.saveNow());
    }

    get definition() {
        return this.state.definition;
    }

    get editable() {
        return this.state.state === "draft";
    }

    /** Labels are corrected on the published version too. */
    get wordable() {
        return this.editable || this.state.state === "published";
    }

    get screen() {
        return this.state.trial;
    }

    get stateName() {
        return {
            draft: _t("Draft"),
            review: _t("In review"),
            published: _t("Published"),
            retired: _t("Retired"),
        }[this.state.state];
    }

    get savedText() {
        return { saving: _t("Saving…"), saved: _t("Saved") }[this.state.saving] || "";
    }

    get kindsOffered() {
        const check = this.definition.kind === "checklist";
        return this.catalogue.kinds.filter(([kind]) =>
            check ? CHECK_KINDS.includes(kind) : !["pass_fail", "score", "table"].includes(kind)
        );
    }

    get formProblems() {
        return this.state.problems.filter((problem) => !problem.key);
    }

    get paperUrl() {
        const name =
            this.definition.kind === "checklist" ? "report_checklist_blank" : "report_register_blank";
        return `/report/html/dms_base.${name}/${this.templateId}?stamp=${this.state.stamp}`;
    }

    icon(kind) {
        return ICONS[kind] || "fa-square-o";
    }

    labelOf(row) {
        const chinese = user.lang.startsWith("zh");
        return (chinese ? row.label_zh || row.label_en : row.label_en || row.label_zh) || "";
    }

    problemOf(row) {
        return this.state.problems.find((problem) => problem.key === row.key)?.text || "";
    }

    async reload() {
        const data = await this.orm.call(MODEL, "designer_load", [[this.templateId]]);
        Object.assign(this.catalogue, data.catalogue);
        Object.assign(this.state, data, { ready: true, returning: false });
        await this.renew();
    }

    /** A fresh try of the form as it stands. */
    async renew() {
        const trial = await this.orm.call("dms.register.entry", "entry_load", [], { template_id: this.templateId });
        const reviewing = this.state.state === "review";
        if (reviewing || this.definition.kind === "checklist" || this.state.problems.length) {
            trial.can = {};
        }
        this.state.trial = trial;
        this.state.stamp += 1;
    }

    toggle(row) {
        this.state.open = this.state.open === row.key ? "" : row.key;
    }

    show(view) {
        this.state.view = view;
        this.state.stamp += 1;
    }

    setForm(name, value) {
        this.definition[name] = value;
        this.changed();
    }

    setRow(row, name, value) {
        row[name] = value;
        this.changed();
    }

    /** A corrected label is corrected in the formulas that name it. */
    setLabel(row, name, value) {
        const old = this.labelOf(row);
        row[name] = value.trim();
        if (!this.editable) {
            return this.relabel(row);
        }
        const label = this.labelOf(row);
        for (const other of this.definition.fields) {
            if (old && label && other.formula) {
                other.formula = other.formula.replaceAll(`{${old}}`, `{${label}}`);
            }
        }
        this.changed();
    }

    async relabel(row) {
        this.state.saving = "saving";
        const labels = { [row.key]: [row.label_zh || "", row.label_en || ""] };
        await this.orm.call(MODEL, "designer_relabel", [[this.templateId], labels]);
        await this.reload();
        this.state.saving = "saved";
    }

    setKind(row, kind) {
        row.kind = kind;
        this.changed();
    }

    nextKey() {
        const numbers = this.definition.fields.map((row) => Number(row.key.slice(1)) || 0);
        const last = Math.max(this.definition.field_count || 0, 0, ...numbers) + 1;
        this.definition.field_count = last;
        return `f${last}`;
    }

    addRow(kind, values = {}) {
        const last = this.definition.fields.at(-1);
        const area = last?.area === "line" && !["photo", "file", "signature", "section", "note"].includes(kind);
        const row = {
            area: area ? "line" : "head",
            digits: 2,
            footer: "none",
            label_zh: "",
            ...values,
            kind,
            key: this.nextKey(),
        };
        this.definition.fields.push(row);
        this.state.open = row.key;
        this.changed();
        setTimeout(() => this.rows.el?.querySelector(`[data-key="${row.key}"] .o_dms_label_zh`)?.focus());
    }

    copyRow(row) {
        const copy = JSON.parse(JSON.stringify(row));
        this.addRow(row.kind, { ...copy, label_zh: `${row.label_zh || ""} 2` });
    }

    removeRow(row) {
        this.definition.fields.splice(this.definition.fields.indexOf(row), 1);
        this.changed();
    }

    moveRow(key, previousKey) {
        const { fields } = this.definition;
        const [row] = fields.splice(fields.findIndex((one) => one.key === key), 1);
        const index = previousKey ? fields.findIndex((one) => one.key === previousKey) + 1 : 0;
        fields.splice(index, 0, row);
        this.changed();
    }

    /** Keep the draft once the hand rests. */
    changed() {
        if (!this.editable) {
            return;
        }
        this.work.dirty = true;
        this.state.rev += 1;
        this.state.saving = "saving";
        clearTimeout(this.work.timer);
        this.work.timer = setTimeout(() => this.saveNow(), WAIT_MS);
    }

    async saveNow() {
        clearTimeout(this.work.timer);
        if (!this.work.dirty) {
            return this.work.pending;
        }
        this.work.dirty = false;
        // One after the other: two savings side by side would each make the new fields.
        this.work.pending = this.work.pending.catch(() => {}).then(() => this.send());
        return this.work.pending;
    }

    async send() {
        const definition = JSON.parse(JSON.stringify(this.definition));
        const { departments, responsible, remind_hour } = this.state.settings;
        const settings = {
            departments: departments.map((pair) => pair[0]),
            responsible: responsible.map((pair) => pair[0]),
            remind_hour,
        };
        let data;
        try {
            data = await this.orm.silent.call(MODEL, "designer_save", [[this.templateId], definition, settings]);
        } catch (error) {
            this.work.dirty = true; // what was drawn is kept and sent with the next change
            this.state.saving = "";
            throw error;
        }
        if (this.work.dirty) {
            return; // typed meanwhile: the next answer counts
        }
        // A changed kind is a new field: take over the keys the server gave.
        data.definition.fields.forEach((row, index) => {
            const mine = this.definition.fields[index];
            if (mine && mine.key !== row.key) {
                this.state.open = this.state.open === mine.key ? row.key : this.state.open;
                mine.key = row.key;
            }
        });
        const { problems, landscape } = data;
        Object.assign(this.state, { problems, landscape, saving: "saved", rev: this.state.rev + 1 });
        await this.renew();
    }

    async sendToReview() {
        await this.saveNow();
        await this.orm.call(MODEL, "action_submit_review", [[this.templateId]]);
        this.notification.add(_t("The form was sent to review."), { type: "success" });
        await this.reload();
    }

    async publish() {
        await this.orm.call(MODEL, "action_publish", [[this.templateId]]);
        this.notification.add(_t("The form is published and stands in the Form Centre."), { type: "success" });
        await this.reload();
    }

    async sendBack() {
        await this.orm.call(MODEL, "action_return_review", [[this.templateId], this.state.note]);
        await this.reload();
    }

    async withdraw() {
        await this.orm.call(MODEL, "action_withdraw_review", [[this.templateId]]);
        await this.reload();
    }

    remove() {
        this.dialog.add(ConfirmationDialog, {
            body: _t("Delete this draft? Published versions stay as they are."),
            confirmLabel: _t("Delete"),
            confirm: async () => {
                this.work.dirty = false;
                await this.orm.call(MODEL, "action_delete_draft", [[this.templateId]]);
                this.action.restore();
            },
            cancel: () => {},
        });
    }
}

registry.category("actions").add("dms_base.form_designer", FormDesigner);
