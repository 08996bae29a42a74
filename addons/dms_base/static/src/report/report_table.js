import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const STEP = 200; // rows added to the page at once
const TEXTS = ["text", "date", "datetime", "bool"];
const SIGNS = { red: "▼", amber: "●", green: "▲" };

/** One table of a report; a figure with records behind it is a link. */
export class ReportTable extends Component {
    static template = "dms_base.ReportTable";
    static props = { table: Object, drill: Function };

    setup() {
        this.state = useState({ limit: STEP, sort: null, down: true });
    }

    get rows() {
        const rows = this.props.table.rows;
        const { sort, down } = this.state;
        if (!sort || rows.some((row) => row._style === "head")) {
            return rows.slice(0, this.state.limit);
        }
        const fixed = (row) => (["total", "sub"].includes(row._style) ? 1 : 0);
        const compare = (one, two) => {
            const [a, b] = [one[sort] ?? "", two[sort] ?? ""];
            const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
            return fixed(one) - fixed(two) || (down ? -order : order);
        };
        return [...rows].sort(compare).slice(0, this.state.limit);
    }

    get hidden() {
        return Math.max(0, this.props.table.rows.length - this.state.limit);
    }

    get moreText() {
        const more = Math.min(STEP, this.hidden);
        return _t("Show %(more)s more of %(hidden)s", { more, hidden: this.hidden });
    }

    showMore() {
        this.state.limit += STEP;
    }

    sortBy(column) {
        this.state.down = this.state.sort === column.key ? !this.state.down : true;
        this.state.sort = column.key;
    }

    isText(column) {
        return TEXTS.includes(column.type);
    }

    style(row, column) {
        return row._styles?.[column.key];
    }

    sign(row, column) {
        return SIGNS[this.style(row, column)] || "";
    }

    hasDrill(row, column) {
        return row._drill?.[column.key] && ![null, undefined, false, 0].includes(row[column.key]);
    }

    cellClass(row, column) {
        const style = this.style(row, column);
        return `${this.isText(column) ? "" : "num"} ${style ? "dms-cell-" + style : ""}`;
    }
}
