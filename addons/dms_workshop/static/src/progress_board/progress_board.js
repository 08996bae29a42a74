import { Component, useRef } from "@odoo/owl";
import { useBoardPager, useGlide } from "@dms_base/board/board_hooks";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

const CARDS_A_PAGE = 24;
const ROWS_MOST = 6;
const ROWS_LEAST = 3;
const ROWS_PUBLIC = 12;
const SIGNS = { green: "●", amber: "▲", red: "✖", late: "✖", ready: "✔", grey: "○" };

/** SM-21: every car in the shop by step; customers see masked plates and friendly words only. */
export class ProgressBoard extends Component {
    static template = "dms_workshop.ProgressBoard";
    static props = { data: Object, publicMode: { type: Boolean, optional: true }, "*": true };

    setup() {
        this.root = useRef("root");
        this.pager = useBoardPager(
            () => this.longest,
            () => this.rows
        );
        useGlide(this.root);
    }

    get lengths() {
        return this.allColumns.map((column) => column.cards.length);
    }

    /** Rows of one page: as many as fit on the screen, and at most 24 cards in all. */
    get rows() {
        if (this.props.data.public) {
            return ROWS_PUBLIC;
        }
        let rows = ROWS_MOST;
        while (rows > ROWS_LEAST && this.lengths.reduce((sum, count) => sum + Math.min(count, rows), 0) > CARDS_A_PAGE) {
            rows--;
        }
        return rows;
    }

    get longest() {
        return this.props.data.public ? (this.props.data.cards || []).length : Math.max(0, ...this.lengths);
    }

    get columns() {
        return this.allColumns.map((column) => ({ ...column, count: column.cards.length, cards: this.pager.slice(column.cards) }));
    }

    get publicCards() {
        return this.pager.slice(this.props.data.cards || []);
    }

    get allColumns() {
        return [
            { key: "waiting", name: _t("Waiting") },
            { key: "work", name: _t("In Work") },
            { key: "parts", name: _t("Waiting for Parts") },
            { key: "customer", name: _t("Waiting for Customer") },
            { key: "inspection", name: _t("Inspection") },
            { key: "wash", name: _t("Wash") },
            { key: "ready", name: _t("Ready") },
        ].map((column) => ({
            ...column,
            cards: (this.props.data.cards || []).filter((card) => card.column === column.key),
        }));
    }

    get summary() {
        const data = this.props.data.summary || {};
        return [
            { key: "inside", name: _t("Cars in Shop"), value: data.inside },
            { key: "working", name: _t("In Work"), value: data.working },
            { key: "waiting", name: _t("Waiting"), value: data.waiting },
            { key: "ready", name: _t("Ready"), value: data.ready },
            { key: "risk", name: _t("At Risk"), value: data.risk },
            { key: "late", name: _t("Late"), value: data.late },
            { key: "stay", name: _t("Average Stay"), value: data.stay ? _t("%s h", data.stay) : "—" },
        ];
    }

    get steps() {
        return [_t("Received"), _t("Authorised"), _t("In Work"), _t("Inspection"), _t("Wash"), _t("Ready")];
    }

    friendly(card) {
        return {
            waiting: _t("Waiting"),
            inspecting: _t("Being checked in"),
            working: _t("In Work"),
            checking: _t("Quality check"),
            washing: _t("Being washed"),
            ready: _t("Ready for you"),
        }[card.public_step];
    }

    sign(card) {
        return SIGNS[card.risk] || "○";
    }

    /** The one reason why a car waits. */
    reason(card) {
        const text = { parts: _t("Waiting for Parts"), customer: _t("Waiting for Customer") }[card.waits];
        return text && card.eta ? _t("%(reason)s, expected %(time)s", { reason: text, time: card.eta }) : text || "";
    }

    left(card) {
        if (card.risk === "ready" || !card.promised) {
            return "";
        }
        const minutes = Math.abs(card.minutes);
        const text = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
        return card.minutes < 0 ? `+${text}` : text;
    }

    async open(card) {
        if (this.props.publicMode || !this.env.services.action) {
            return;
        }
        const { action, orm } = this.env.services;
        await action.doAction(await orm.call("sale.order", "get_formview_action", [[card.id]]));
    }
}

registry.category("dms_board_views").add("SM-21", ProgressBoard);
