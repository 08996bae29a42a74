import { Component, useRef, useState } from "@odoo/owl";

const NEAR = 26; // pixels within which a tap means the mark that is there

/** A drawing on which damage is marked: tap the place, choose the kind, take the photo. */
export class ChecklistDrawing extends Component {
    static template = "dms_base.ChecklistDrawing";
    static props = {
        line: Object,
        firstMark: { type: Number, optional: true },
        editable: Boolean,
        onSave: Function,
        onPhoto: Function,
    };

    setup() {
        this.picture = useRef("picture");
        this.file = useRef("file");
        // new: place of a mark whose kind is not chosen yet; chosen: index of the mark being changed
        this.state = useState({ fresh: null, chosen: null });
        this.photoFor = null;
    }

    get marks() {
        return this.props.line.marks;
    }

    get numberOfFresh() {
        return this.number(this.marks.length);
    }

    get asksKind() {
        return this.state.fresh || this.state.chosen !== null;
    }

    number(index) {
        return (this.props.firstMark || 1) + index;
    }

    kindName(kind) {
        const found = this.props.line.drawing.kinds.find(([key]) => key === kind);
        return found ? found[1] : "";
    }

    photoUrl(mark) {
        const photo = mark.photo && this.props.line.photos.find((one) => one.id === mark.photo);
        return photo ? photo.url : "";
    }

    place(mark) {
        return `left: ${mark.x}%; top: ${mark.y}%`;
    }

    onTap(ev) {
        if (!this.props.editable) {
            return;
        }
        const box = this.picture.el.getBoundingClientRect();
        const across = ev.clientX - box.left;
        const down = ev.clientY - box.top;
        const near = this.marks.findIndex(
            (mark) => Math.hypot((mark.x * box.width) / 100 - across, (mark.y * box.height) / 100 - down) < NEAR
        );
        if (near >= 0) {
            this.choose(near);
            return;
        }
        const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((part / whole) * 1000) / 10));
        Object.assign(this.state, {
            chosen: null,
            fresh: { x: percent(across, box.width), y: percent(down, box.height) },
        });
    }

    choose(index) {
        Object.assign(this.state, { fresh: null, chosen: this.state.chosen === index ? null : index });
    }

    stop() {
        Object.assign(this.state, { fresh: null, chosen: null });
    }

    async setKind(kind) {
        const { fresh, chosen } = this.state;
        const marks = this.marks.map((mark) => ({ ...mark }));
        if (fresh) {
            marks.push({ ...fresh, kind, photo: false });
        } else {
            marks[chosen].kind = kind;
        }
        this.stop();
        await this.props.onSave({ marks });
    }

    async remove(index) {
        this.stop();
        await this.props.onSave({ marks: this.marks.filter((mark, at) => at !== index) });
    }

    takePhoto(index) {
        this.photoFor = index;
        this.file.el.click();
    }

    async onFile(ev) {
        const [file] = ev.target.files;
        ev.target.value = "";
        if (file) {
            await this.props.onPhoto(file, this.photoFor);
        }
    }
}
