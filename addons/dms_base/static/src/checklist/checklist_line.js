import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useTyping } from "../typing/typing";
import { ChecklistDrawing } from "./checklist_drawing";
import { ChecklistTable } from "./checklist_table";

const LONGEST_SIDE = 1600;

/** One line of a sheet: big marks, a number, points, a choice or a text, with remark and photo. */
export class ChecklistLine extends Component {
    static template = "dms_base.ChecklistLine";
    static components = { ChecklistDrawing, ChecklistTable };
    static props = {
        line: Object,
        firstMark: { type: Number, optional: true },
        editable: Boolean,
        onSave: Function,
        onPhoto: Function,
        onRemovePhoto: Function,
    };

    setup() {
        this.file = useRef("file");
        useTyping(useRef("root"));
        this.state = useState({ open: false, error: "", typed: null });
    }

    get line() {
        return this.props.line;
    }

    get editable() {
        return this.props.editable && !this.line.locked;
    }

    /** Marks offered as buttons: value, sign, word and colour. */
    get marks() {
        const { kind } = this.line;
        if (this.line.drawing) {
            return [{ value: "pass", sign: "✓", label: _t("No damage"), css: "ok" }];
        }
        if (kind === "pass_fail") {
            return [
                { value: "pass", sign: "✓", label: _t("Pass"), css: "ok" },
                { value: "fail", sign: "✗", label: _t("Fail"), css: "urgent" },
            ];
        }
        if (kind === "light" || kind === "work" || this.line.by_hand) {
            return [
                { value: "ok", sign: "✓", label: _t("In order"), css: "ok" },
                { value: "attention", sign: "△", label: _t("Attention"), css: "attention" },
                { value: "urgent", sign: "✗", label: _t("Urgent"), css: "urgent" },
            ];
        }
        return [];
    }

    get works() {
        return [
            ["inspect", _t("Inspected")],
            ["adjust", _t("Adjusted")],
            ["clean", _t("Cleaned")],
            ["lubricate", _t("Lubricated")],
            ["tighten", _t("Tightened")],
            ["replace", _t("Replaced")],
        ];
    }

    get isNumber() {
        return ["measure", "computed", "linked", "score"].includes(this.line.kind);
    }

    get sign() {
        const signs = { pass: "✓", ok: "✓", attention: "△", fail: "✗", urgent: "✗", na: "—" };
        return signs[this.line.result] || "";
    }

    get css() {
        const { result } = this.line;
        return { pass: "ok", ok: "ok", attention: "attention", fail: "urgent", urgent: "urgent", na: "na" }[result] || "open";
    }

    /** Number of the point as on paper; a word as code is for the system alone. */
    get number() {
        return /\d/.test(this.line.code || "") ? this.line.code : "";
    }

    get hint() {
        const { line } = this;
        const parts = [line.standard, line.limits && `${line.limits} ${line.uom}`];
        return parts.filter(Boolean).join(" · ");
    }

    get asksRemark() {
        return this.line.bad && this.line.needs_remark && !this.line.remark;
    }

    get asksPhoto() {
        return this.line.bad && this.line.needs_photo && !this.line.photos.length && !this.line.drawing;
    }

    /** Photos that belong to no mark: those of marks stand beside them. */
    get loosePhotos() {
        const marked = new Set((this.line.marks || []).map((mark) => mark.photo));
        return this.line.photos.filter((photo) => !marked.has(photo.id));
    }

    get showsDetails() {
        return this.state.open || this.line.remark || this.loosePhotos.length || this.asksRemark || this.asksPhoto;
    }

    mark(value) {
        this.save({ result: this.line.result === value ? false : value });
    }

    /** What stands in the number field; a refused entry stays there to be corrected. */
    get numberText() {
        if (this.state.typed !== null) {
            return this.state.typed;
        }
        return this.line.value === null ? "" : String(this.line.value);
    }

    async onNumber(ev) {
        const text = ev.target.value.trim().replace(/[,，]/, ".");
        const value = text === "" ? null : Number(text);
        this.state.typed = text;
        if (Number.isNaN(value)) {
            this.state.error = _t("A number is needed here.");
            return;
        }
        await this.save({ value });
        if (!this.state.error) {
            this.state.typed = null;
        }
    }

    onChoice(id) {
        this.save({ choice_id: this.line.choice_id === id ? false : id });
    }

    onWork(ev) {
        this.save({ work: ev.target.value });
    }

    async save(values) {
        this.state.error = "";
        this.state.error = (await this.props.onSave(this.line.id, values)) || "";
    }

    async onFile(ev) {
        const [file] = ev.target.files;
        ev.target.value = "";
        if (file) {
            await this.addMarkPhoto(file);
        }
    }

    /** Send a photo of the line, or of one of the marks on its drawing. */
    async addMarkPhoto(file, mark) {
        this.state.error = (await this.props.onPhoto(this.line.id, file.name, await shrink(file), mark)) || "";
    }
}

/** Picture reduced to what a print needs, so that a phone on a weak network can send it. */
export async function shrink(file) {
    const bitmap = await createImageBitmap(file);
    const factor = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * factor);
    canvas.height = Math.round(bitmap.height * factor);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.85).split(",")[1];
}
