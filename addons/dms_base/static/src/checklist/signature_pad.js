import { Component, onMounted, useRef, useState } from "@odoo/owl";

/** A plain drawing area for a finger or pen; works without any service, so also at the kiosk. */
export class SignaturePad extends Component {
    static template = "dms_base.SignaturePad";
    static props = { onChange: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ empty: true });
        onMounted(() => this.resize());
    }

    resize() {
        const canvas = this.canvas.el;
        canvas.width = canvas.clientWidth;
        canvas.height = canvas.clientHeight;
        const context = canvas.getContext("2d");
        context.lineWidth = 2.5;
        context.lineCap = "round";
        context.strokeStyle = "#00008b";
    }

    point(ev) {
        const box = this.canvas.el.getBoundingClientRect();
        return [ev.clientX - box.left, ev.clientY - box.top];
    }

    onDown(ev) {
        ev.preventDefault();
        this.canvas.el.setPointerCapture(ev.pointerId);
        this.drawing = true;
        const context = this.canvas.el.getContext("2d");
        context.beginPath();
        context.moveTo(...this.point(ev));
    }

    onMove(ev) {
        if (!this.drawing) {
            return;
        }
        const context = this.canvas.el.getContext("2d");
        context.lineTo(...this.point(ev));
        context.stroke();
        this.state.empty = false;
    }

    onUp() {
        if (this.drawing) {
            this.drawing = false;
            this.props.onChange(this.state.empty ? "" : this.canvas.el.toDataURL("image/png").split(",")[1]);
        }
    }

    clear() {
        this.resize();
        this.state.empty = true;
        this.props.onChange("");
    }
}
