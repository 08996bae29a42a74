import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { shrink } from "../checklist/checklist_line";
import { SignaturePad } from "../checklist/signature_pad";
import { useTyping } from "../typing/typing";
import { RecordPicker } from "./record_picker";
import { isVisible, localToUtc, utcToLocal } from "./register_values";

const NUMBERS = ["integer", "decimal", "money", "score"];
const WAIT_MS = 350;

/** One value of a form: the right keyboard, thumb-sized, with its unit and its hint. */
export class RegisterField extends Component {
    static template = "dms_base.RegisterField";
    static components = { RecordPicker, SignaturePad };
    static props = {
        field: Object,
        value: { optional: true },
        name: { type: String, optional: true },
        media: { type: Array, optional: true },
        editable: Boolean,
        bare: { type: Boolean, optional: true },
        onChange: Function,
        onMedia: { type: Function, optional: true },
        search: Function,
    };

    setup() {
        this.file = useRef("file");
        this.state = useState({ signing: false });
    }

    get locked() {
        const { field } = this.props;
        return !this.props.editable || field.kind === "computed" || Boolean(field.autofill_key);
    }

    get isNumber() {
        return NUMBERS.includes(this.props.field.kind);
    }

    get isFigure() {
        return Number.isFinite(this.props.value) && !this.props.field.model;
    }

    lightSign(key) {
        return { green: "○", amber: "△", red: "×" }[key];
    }

    get text() {
        const { field, value } = this.props;
        if (value === undefined || value === null || value === false) {
            return "";
        }
        if (field.kind === "datetime") {
            return utcToLocal(value);
        }
        return String(value);
    }

    /** What a locked value looks like. */
    get shown() {
        const { field, value, name } = this.props;
        if (field.model) {
            return name || "";
        }
        if (typeof value === "boolean") {
            return value ? _t("Yes") : _t("No");
        }
        if (field.kind === "multi") {
            return (value || []).map((key) => this.optionLabel(key)).join("、");
        }
        if (field.options.length) {
            return this.optionLabel(value);
        }
        if (field.kind === "datetime") {
            return this.text.replace("T", " ");
        }
        if (typeof value === "number") {
            const digits = field.kind === "integer" ? 0 : field.kind === "money" ? 2 : field.digits;
            return value.toFixed(digits);
        }
        return this.text;
    }

    get limits() {
        const { min, max, unit } = this.props.field;
        if (min === null && max === null) {
            return "";
        }
        const span = min === null ? `≤ ${max}` : max === null ? `≥ ${min}` : `${min} – ${max}`;
        return unit ? `${span} ${unit}` : span;
    }

    optionLabel(key) {
        const found = this.props.field.options.find((option) => option[0] === key);
        return found ? found[1] : key || "";
    }

    onText(ev) {
        this.props.onChange(ev.target.value.trim() || null);
    }

    onNumber(ev) {
        const text = ev.target.value.trim().replace("，", ".");
        const value = Number(text);
        this.props.onChange(text === "" ? null : Number.isNaN(value) ? text : value);
    }

    onMoment(ev) {
        this.props.onChange(ev.target.value ? localToUtc(ev.target.value) : null);
    }

    onOption(key) {
        this.props.onChange(this.props.value === key ? null : key);
    }

    onMulti(key) {
        const chosen = new Set(this.props.value || []);
        if (!chosen.delete(key)) {
            chosen.add(key);
        }
        this.props.onChange(this.props.field.options.map(([one]) => one).filter((one) => chosen.has(one)));
    }

    async onFile(ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        const added = [];
        for (const file of files) {
            const picture = file.type.startsWith("image/");
            // What the browser cannot draw is sent as it is; the server judges it.
            const data = await (picture ? shrink(file).catch(() => readFile(file)) : readFile(file));
            const url = picture ? `data:${file.type};base64,${data}` : "";
            added.push({ name: file.name, data, url, picture });
        }
        this.props.onMedia([...(this.props.media || []), ...added]);
    }

    removeMedia(index) {
        this.props.onMedia(this.props.media.filter((file, number) => number !== index));
    }

    onSignature(data) {
        this.props.onMedia(data ? [{ name: "signature.png", data }] : []);
    }
}

function readFile(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1]);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}

/**
 * A supplementary form to fill: at the desk, on a phone, at the kiosk and in the designer.
 * Talks to the server through its callbacks only, so that it works with and without a login.
 */
export class RegisterForm extends Component {
    static template = "dms_base.RegisterForm";
    static components = { RegisterField };
    static props = {
        screen: Object,
        compute: Function,
        search: Function,
        save: Function,
        button: { type: Function, optional: true },
        print: { type: Function, optional: true },
        next: { type: Function, optional: true },
        preview: { type: Boolean, optional: true },
    };

    setup() {
        this.top = useRef("top");
        useTyping(this.top);
        this.wait = { timer: 0 };
        this.state = useState(this.fresh(this.props.screen));
        onWillUpdateProps((next) => {
            if (next.screen !== this.props.screen) {
                const { answers, lines, media, saved } = this.state;
                Object.assign(this.state, this.fresh(next.screen));
                // While a form is drawn, what was typed to try it stays.
                if (next.preview && !saved) {
                    Object.assign(this.state, { answers, lines, media });
                }
            }
        });
    }

    fresh(screen) {
        const { entry } = screen;
        return {
            answers: { ...entry.answers },
            lines: entry.lines.map((line) => ({ ...line })),
            names: { ...entry.names },
            media: { ...entry.media },
            date: entry.date,
            error: "",
            busy: false,
            saved: "",
            comment: "",
            asking: "",
        };
    }

    get form() {
        return this.props.screen.form;
    }

    get entry() {
        return this.props.screen.entry;
    }

    get can() {
        return this.props.screen.can;
    }

    get editable() {
        return Boolean(this.can.save) && !this.state.saved;
    }

    get head() {
        const shown = this.form.fields.filter((field) => field.area !== "line");
        return shown.filter((field) => isVisible(field, this.state.answers));
    }

    get columns() {
        return this.form.fields.filter((field) => field.area === "line");
    }

    /** Fields of this kind take the whole width. */
    isWide(field) {
        return ["long_text", "photo", "file", "signature", "section", "note"].includes(field.kind);
    }

    isBad(field) {
        return Boolean(this.state.error) && this.state.error.includes(`“${field.label}”`);
    }

    nameOf(field, value) {
        return this.state.names[`${field.model},${value}`] || "";
    }

    lineVisible(field, line) {
        return isVisible(field, { ...this.state.answers, ...line });
    }

    lineBad(field, index) {
        const { error } = this.state;
        return Boolean(error) && error.includes(field.label) && new RegExp(`\\b${index + 1}\\b`).test(error);
    }

    total(field) {
        const values = this.state.lines.map((line) => line[field.key]);
        const filled = values.filter((value) => value !== undefined && value !== null && value !== "");
        if (field.footer === "count") {
            return String(filled.length);
        }
        const sum = filled.reduce((one, other) => one + Number(other), 0);
        if (!filled.length || !["sum", "mean"].includes(field.footer)) {
            return "";
        }
        return (field.footer === "sum" ? sum : sum / filled.length).toFixed(field.kind === "integer" ? 0 : field.digits);
    }

    get hasTotals() {
        return this.columns.some((field) => field.footer !== "none");
    }

    set(field, value, name) {
        this.state.answers[field.key] = value;
        this.remember(field, value, name);
        this.recompute();
    }

    setLine(line, field, value, name) {
        line[field.key] = value;
        this.remember(field, value, name);
        this.recompute();
    }

    setMedia(field, files) {
        this.state.media[field.key] = files;
    }

    remember(field, value, name) {
        if (field.model && value) {
            this.state.names[`${field.model},${value}`] = name;
        }
    }

    addLine() {
        this.state.lines.push({});
    }

    removeLine(index) {
        this.state.lines.splice(index, 1);
        this.recompute();
    }

    /** Ask the server for computed values once typing pauses; what was typed meanwhile stays. */
    recompute() {
        clearTimeout(this.wait.timer);
        if (!this.form.live) {
            return;
        }
        this.wait.timer = setTimeout(() => this.askComputed(), WAIT_MS);
    }

    async askComputed() {
        const plain = JSON.parse(JSON.stringify({ answers: this.state.answers, lines: this.state.lines }));
        let answer;
        try {
            answer = await this.props.compute(plain.answers, plain.lines);
        } catch {
            return; // the screen goes on without computed values; saving computes them again
        }
        Object.assign(this.state.names, answer.names);
        for (const field of this.form.fields) {
            if (field.kind !== "computed" && !field.autofill_key) {
                continue;
            }
            if (field.area !== "line") {
                this.state.answers[field.key] = answer.answers[field.key];
            } else {
                answer.lines.forEach((line, index) => {
                    if (this.state.lines[index]) {
                        this.state.lines[index][field.key] = line[field.key];
                    }
                });
            }
        }
    }

    get values() {
        const media = {};
        for (const [key, files] of Object.entries(this.state.media)) {
            media[key] = files.map((file) =>
                file.id ? { id: file.id } : { name: file.name, data: file.data }
            );
        }
        return {
            entry_id: this.entry.id || false,
            register_id: this.form.register_id,
            template_id: this.props.preview ? this.form.template_id : false,
            date: this.state.date,
            answers: this.state.answers,
            lines: this.state.lines,
            media,
        };
    }

    async save(submit = false) {
        await this.run(async () => {
            const number = await this.props.save({ ...this.values, submit });
            this.state.saved = this.entry.id ? "" : number || "";
        });
    }

    async press(button) {
        if (["reject", "void"].includes(button) && this.state.asking !== button) {
            this.state.asking = button;
            return;
        }
        const values = { reject: { comment: this.state.comment }, void: { reason: this.state.comment } }[button] || {};
        await this.run(() => this.props.button(button, values));
    }

    async run(step) {
        if (this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: true, error: "" });
        try {
            await step();
        } catch (error) {
            this.state.error = error.data?.message || error.message || String(error);
            this.showError();
        } finally {
            this.state.busy = false;
        }
    }

    showError() {
        setTimeout(() => {
            const bad = this.top.el?.querySelector(".o_dms_reg_bad");
            bad?.scrollIntoView({ block: "center" });
        });
    }

    next() {
        this.props.next();
    }
}
