import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RecordPicker } from "../register/record_picker";

const NUMBERS = ["integer", "decimal", "money", "computed", "score"];
const HEAD_ONLY = ["photo", "file", "signature", "section", "note"];

/** Everything about one field that is not needed every time. */
export class DesignerRow extends Component {
    static template = "dms_base.DesignerRow";
    static props = { row: Object, designer: Object, stamp: Number };

    get row() {
        return this.props.row;
    }

    get off() {
        return !this.props.designer.editable;
    }

    get wordable() {
        return this.props.designer.wordable;
    }

    get definition() {
        return this.props.designer.definition;
    }

    get isSlip() {
        return this.definition.kind === "slip";
    }

    get isCheck() {
        return this.definition.kind === "checklist";
    }

    get footers() {
        return [
            ["none", _t("Nothing")],
            ["sum", _t("Sum")],
            ["mean", _t("Mean")],
            ["count", _t("Count")],
        ];
    }

    get patterns() {
        return this.props.designer.catalogue.patterns;
    }

    get functions() {
        return this.props.designer.catalogue.functions;
    }

    /** Whether a setting makes sense for the kind of this field. */
    fits(setting) {
        const { kind } = this.row;
        const plain = !HEAD_ONLY.includes(kind);
        return {
            area: plain,
            number: NUMBERS.includes(kind),
            text: ["text", "long_text"].includes(kind),
            default: plain && kind !== "computed" && !this.isCheck && !this.row.autofill,
            help: kind !== "section" && kind !== "note",
            visible: !this.isCheck,
            list: !["section", "note", "signature"].includes(kind),
            unique: ["text", "integer", "vehicle", "employee", "date"].includes(kind),
        }[setting];
    }

    labelOf(row) {
        return this.props.designer.labelOf(row);
    }

    get others() {
        return this.definition.fields.filter((one) => one !== this.row && !HEAD_ONLY.includes(one.kind));
    }

    get operands() {
        return this.others.map((one) => ({ key: one.key, label: this.labelOf(one) })).filter((one) => one.label);
    }

    get conditions() {
        return this.others.map((one) => ({ key: one.key, label: this.labelOf(one) }));
    }

    get conditionOptions() {
        const source = this.definition.fields.find((one) => one.key === this.row.visible_key);
        if (source?.kind === "boolean") {
            return [
                ["1", _t("Yes")],
                ["0", _t("No")],
            ];
        }
        if (source?.kind === "light") {
            return [
                ["green", _t("Green")],
                ["amber", _t("Amber")],
                ["red", _t("Red")],
            ];
        }
        return (source?.options || []).map((one) => [one.key, one.zh || one.en]);
    }

    /** Automatic values this field may take, one entry per field they may start from. */
    get autofills() {
        const offered = [];
        for (const one of this.props.designer.catalogue.autofill) {
            if (!one.kinds.includes(this.row.kind) || this.isCheck) {
                continue;
            }
            if (!one.source) {
                offered.push({ value: `${one.code}|`, label: one.label });
                continue;
            }
            for (const field of this.others.filter((other) => other.kind === one.source)) {
                offered.push({ value: `${one.code}|${field.key}`, label: `${this.labelOf(field)}: ${one.label}` });
            }
        }
        return offered;
    }

    get autofillValue() {
        return this.row.autofill ? `${this.row.autofill}|${this.row.autofill_key || ""}` : "";
    }

    setAutofill(value) {
        const [code, key] = value.split("|");
        this.row.autofill = code || "";
        this.set("autofill_key", key || "");
    }

    get optionText() {
        return (this.row.options || []).map((one) => (one.en ? `${one.zh} / ${one.en}` : one.zh)).join("\n");
    }

    /** Choices keep their keys while their wording is corrected line by line. */
    setOptions(text) {
        const old = this.row.options || [];
        const rows = text.split("\n").map((line) => line.trim()).filter(Boolean);
        let last = Math.max(0, ...old.map((one) => Number(one.key.slice(1)) || 0));
        const options = rows.map((line, index) => {
            // The columns of a table have slashes of their own, between the options of a cell.
            const [zh, en] = this.row.kind === "table" ? [line] : line.split(" / ");
            const same = old.find((one) => one.zh === zh) || (rows.length === old.length && old[index]);
            return { key: same ? same.key : `o${++last}`, zh, en: en || "" };
        });
        this.set("options", options);
    }

    set(name, value) {
        this.props.designer.setRow(this.row, name, value);
    }

    insert(text) {
        this.set("formula", `${this.row.formula || ""}${text}`);
    }
}

/** The form as a whole: number, frequency, paper, who fills it, who signs it. */
export class DesignerSettings extends Component {
    static template = "dms_base.DesignerSettings";
    static components = { RecordPicker };
    static props = { designer: Object, stamp: Number };

    get definition() {
        return this.props.designer.definition;
    }

    get settings() {
        return this.props.designer.state.settings;
    }

    get catalogue() {
        return this.props.designer.catalogue;
    }

    get version() {
        return this.props.designer.state.version;
    }

    get off() {
        return !this.props.designer.editable;
    }

    get kinds() {
        return [
            ["register", _t("Register")],
            ["slip", _t("Slip")],
            ["checklist", _t("Check sheet")],
        ];
    }

    get papers() {
        return [
            ["auto", _t("By the columns")],
            ["portrait", _t("A4 portrait")],
            ["landscape", _t("A4 landscape")],
        ];
    }

    set(name, value) {
        this.props.designer.setForm(name, value);
    }

    setSetting(name, value) {
        this.settings[name] = value;
        this.props.designer.changed();
    }

    search(kind, text) {
        return this.props.designer.callbacks.search(kind, text);
    }

    add(name, id, label) {
        if (id && !this.settings[name].some((pair) => pair[0] === id)) {
            this.setSetting(name, [...this.settings[name], [id, label]]);
        }
    }

    drop(name, pair) {
        this.setSetting(name, this.settings[name].filter((one) => one !== pair));
    }

    addBox() {
        this.definition.boxes.push({ name: "", approval: false, approver: "group", group: "", user: "" });
        this.props.designer.changed();
    }

    setBox(box, name, value) {
        box[name] = value;
        this.props.designer.changed();
    }

    removeBox(box) {
        this.definition.boxes.splice(this.definition.boxes.indexOf(box), 1);
        this.props.designer.changed();
    }
}
