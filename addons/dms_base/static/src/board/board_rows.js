import { Component, useRef } from "@odoo/owl";
import { useBoardPager, useGlide } from "./board_hooks";

export const SIGNS = { green: "●", amber: "▲", red: "■", blue: "◆", violet: "◧", grey: "○" };

/**
 * View of boards that bring none of their own: a strip of figures and a list of rows.
 *
 * data = {summary: [{label, value, color}], columns: [{key, label, width, big}], rows: [{id, color, …, model}],
 *         per_page, empty}; colours are green, amber, red, blue, violet and grey.
 */
export class BoardRows extends Component {
    static template = "dms_base.BoardRows";
    static props = { data: Object, publicMode: Boolean };

    setup() {
        useGlide(useRef("root"));
        this.pager = useBoardPager(
            () => this.rows.length,
            () => this.props.data.per_page || 12
        );
    }

    get rows() {
        return this.props.data.rows || [];
    }

    get shown() {
        return this.pager.slice(this.rows);
    }

    sign(row) {
        return SIGNS[row.color] || "";
    }

    open(row) {
        if (this.env.boardOpen && row.model) {
            this.env.boardOpen(row.model, row.id);
        }
    }
}
