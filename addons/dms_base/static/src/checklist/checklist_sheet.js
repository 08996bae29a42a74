import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ChecklistLine } from "./checklist_line";
import { SignaturePad } from "./signature_pad";

/**
 * A whole sheet for one thumb. It knows no server: what it needs is given as callbacks, so that the
 * desk (orm) and the kiosk (badge session) use the same component.
 *
 * load() -> data of `sheet_load`; save(values), passSection(sectionId), addPhoto(lineId, name, data, mark),
 * removePhoto(lineId, photoId) -> changed lines and progress; submit(), takeBack(),
 * sign({role_id, signature, name}) -> data. onChanged() is called after each step of the sheet.
 */
export class ChecklistSheet extends Component {
    static template = "dms_base.ChecklistSheet";
    static components = { ChecklistLine, SignaturePad };
    static props = {
        load: Function,
        save: Function,
        sign: Function,
        passSection: { type: Function, optional: true },
        addPhoto: { type: Function, optional: true },
        removePhoto: { type: Function, optional: true },
        submit: { type: Function, optional: true },
        takeBack: { type: Function, optional: true },
        onChanged: { type: Function, optional: true },
    };

    setup() {
        this.state = useState({
            data: null,
            folded: {},
            error: "",
            busy: false,
            onlyOpen: false,
            signing: null,
            signature: "",
            signName: "",
        });
        this.signing = useRef("signing");
        useEffect(
            (pad) => {
                pad?.scrollIntoView({ block: "nearest" });
            },
            () => [this.signing.el]
        );
        onWillStart(() => this.reload());
    }

    get data() {
        return this.state.data;
    }

    async reload() {
        this.state.data = await this.props.load();
    }

    get percent() {
        return this.data.total ? Math.round((this.data.filled / this.data.total) * 100) : 0;
    }

    get resultText() {
        const words = {
            pass: _t("Pass"),
            fail: _t("Fail"),
            green: _t("Green"),
            amber: _t("Amber"),
            red: _t("Red"),
        };
        return words[this.data.result] || "";
    }

    isEditable(section) {
        return this.data.can_fill && section.stage === this.data.stage;
    }

    openLines(section) {
        return section.lines.filter((line) => line.required && !line.result).length;
    }

    badLines(section) {
        return section.lines.filter((line) => line.bad).length;
    }

    /** Marks are numbered through the whole sheet: how many stand before this line. */
    marksBefore(line) {
        let count = 0;
        for (const section of this.data.sections) {
            for (const one of section.lines) {
                if (one.id === line.id) {
                    return count;
                }
                count += (one.marks || []).length;
            }
        }
        return count;
    }

    visibleLines(section) {
        return this.state.onlyOpen ? section.lines.filter((line) => !line.result) : section.lines;
    }

    canPass(section) {
        const marks = ["pass_fail", "light", "work"];
        return (
            this.props.passSection &&
            this.isEditable(section) &&
            section.lines.some((line) => !line.result && !line.locked && marks.includes(line.kind))
        );
    }

    toggle(section) {
        this.state.folded[section.id] = !this.state.folded[section.id];
    }

    /** Run a step; a refusal becomes a sentence on the screen instead of a dialog. */
    async attempt(step) {
        this.state.error = "";
        try {
            await step();
            return "";
        } catch (error) {
            const message = error.data?.message || error.message || "";
            if (!message) {
                throw error;
            }
            return message;
        }
    }

    apply(change) {
        const changed = new Map(change.lines.map((line) => [line.id, line]));
        for (const section of this.data.sections) {
            section.lines = section.lines.map((line) => changed.get(line.id) || line);
        }
        const { lines, ...progress } = change;
        Object.assign(this.data, progress);
    }

    saveLine(lineId, values) {
        return this.attempt(async () => this.apply(await this.props.save({ [lineId]: values })));
    }

    savePhoto(lineId, name, data, mark) {
        return this.attempt(async () => this.apply(await this.props.addPhoto(lineId, name, data, mark)));
    }

    dropPhoto(lineId, photoId) {
        return this.attempt(async () => this.apply(await this.props.removePhoto(lineId, photoId)));
    }

    async passSection(section) {
        this.state.error = await this.attempt(async () =>
            this.apply(await this.props.passSection(section.id))
        );
    }

    get canPassAll() {
        return this.props.submit && this.data.sections.some((section) => this.canPass(section));
    }

    /** A clean sheet: everything in order, submitted, and the pad for the own signature. */
    async passAll() {
        this.state.error = await this.attempt(async () => this.apply(await this.props.passSection(false)));
        if (this.state.error || this.data.missing) {
            this.state.onlyOpen = Boolean(this.data.missing);
            return;
        }
        await this.submit();
        const mine = this.data.roles.find((role) => role.can_sign && role.required);
        if (!this.state.error && mine) {
            this.startSigning(mine);
        }
    }

    /** A step of the whole sheet: the screen is drawn anew, and who holds it is told. */
    async step(call) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        const error = await this.attempt(async () => {
            this.state.data = await call();
        });
        this.state.busy = false;
        this.state.error = error;
        if (!error && this.props.onChanged) {
            await this.props.onChanged(this.data);
        }
    }

    async submit() {
        await this.step(() => this.props.submit());
        if (this.state.error && this.data.missing) {
            this.state.onlyOpen = true;
        }
    }

    takeBack() {
        return this.step(() => this.props.takeBack());
    }

    startSigning(role) {
        Object.assign(this.state, { signing: role, signature: "", signName: role.default_name || "" });
    }

    stopSigning() {
        this.state.signing = null;
    }

    async confirmSigning() {
        const { signing, signature, signName } = this.state;
        await this.step(() =>
            this.props.sign({ role_id: signing.id, signature: signature || false, name: signName || false })
        );
        if (this.state.error) {
            return;
        }
        // The customer hands the device back: the own signature follows at once.
        const next = signing.external && this.data.roles.find((role) => role.is_next && role.can_sign && role.required);
        this.state.signing = null;
        if (next) {
            this.startSigning(next);
        }
    }
}
