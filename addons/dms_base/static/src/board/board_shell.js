import { Component, onMounted, onWillUnmount, reactive, useChildSubEnv, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { BoardRows } from "./board_rows";
import { useEvery } from "./board_hooks";

const NOTIFICATION = "dms_base/board_changed";
const LOST_AFTER = 60000; // milliseconds without an answer until the red banner
const RETRY = 5000;
const APART = 600; // milliseconds within which the screens told of a change ask
const OLD_AFTER = 120000; // milliseconds until the time of the data turns red

export const boardViews = registry.category("dms_board_views");

function createPager() {
    const pager = reactive({
        page: 0,
        pages: 1,
        setPages(pages) {
            if (pager.pages !== pages) {
                pager.pages = pages;
                pager.page = Math.min(pager.page, pages - 1);
            }
        },
    });
    return pager;
}

/**
 * Frame of every board: clock, age of the data, lost connection, turning pages, dark and light.
 *
 * The view is the component registered under the board's code in `dms_board_views`; it gets `data` and `publicMode`. What
 * else it may need is in its environment: `boardPager` (see useBoardPager) and, on a desk only,
 * `boardOpen(resModel, resId, method, ...args)` and `boardAction(action)`.
 */
export class BoardShell extends Component {
    static template = "dms_base.BoardShell";
    static props = {
        load: Function, // (stamp) => Promise of the payload
        channel: String,
        publicMode: Boolean,
        company: { type: String, optional: true },
        open: { type: Function, optional: true },
        action: { type: Function, optional: true },
    };

    setup() {
        this.bus = useService("bus_service");
        this.root = useRef("root");
        this.pager = useState(createPager());
        this.state = useState({
            board: null,
            data: null,
            stamp: null,
            at: null,
            now: luxon.DateTime.now(),
            dark: true,
            failedSince: null,
            refused: false,
        });
        this.heardAt = Date.now();
        this.turnedAt = Date.now();
        useChildSubEnv({
            boardPager: this.pager,
            boardOpen: this.props.open,
            boardAction: this.props.action,
        });
        this.onChanged = this.onChanged.bind(this);
        onMounted(() => {
            this.bus.addChannel(this.props.channel);
            this.bus.subscribe(NOTIFICATION, this.onChanged);
            this.fetch();
        });
        onWillUnmount(() => {
            this.closed = true;
            clearTimeout(this.timer);
            this.bus.unsubscribe(NOTIFICATION, this.onChanged);
            this.bus.deleteChannel(this.props.channel);
        });
        useEvery(1000, () => this.tick());
    }

    get view() {
        return boardViews.get(this.state.board.code, BoardRows);
    }

    get clock() {
        return this.state.now.toFormat("HH:mm:ss");
    }

    get today() {
        const locale = user.lang || document.documentElement.lang || "zh-CN";
        return this.state.now.setLocale(locale).toFormat("yyyy-MM-dd cccc");
    }

    get updatedAt() {
        return this.state.at ? this.state.at.toFormat("HH:mm:ss") : "";
    }

    get isLost() {
        return Boolean(this.state.failedSince) && this.state.now.toMillis() - this.heardAt > LOST_AFTER;
    }

    /** The data is older than two minutes, or than the board asks for; told by the clock of the screen alone. */
    get isOld() {
        const limit = Math.max(OLD_AFTER, 2000 * (this.state.board?.refresh || 0));
        return Boolean(this.freshAt) && this.state.now.toMillis() - this.freshAt > limit;
    }

    get lostText() {
        return _t("No connection: data of %s", this.updatedAt);
    }

    tick() {
        this.state.now = luxon.DateTime.now();
        const seconds = this.state.board?.page_seconds || 12;
        if (Date.now() - this.turnedAt >= seconds * 1000) {
            this.turnedAt = Date.now();
            this.pager.page = (this.pager.page + 1) % this.pager.pages;
        }
    }

    /** A change was pushed: screens ask a little apart, so that one of them computes for all. */
    onChanged({ board }) {
        if (this.state.board && board !== this.state.board.id) {
            return;
        }
        if (this.fetching) {
            // The answer on its way may have been made before this change.
            this.outdated = true;
        } else {
            this.schedule(Math.random() * APART);
        }
    }

    schedule(delay) {
        clearTimeout(this.timer);
        if (!this.closed) {
            this.timer = setTimeout(() => this.fetch(), delay);
        }
    }

    async fetch() {
        let delay = RETRY;
        this.fetching = true;
        this.outdated = false;
        try {
            const answer = await this.props.load(this.state.stamp);
            if (this.closed) {
                return;
            }
            delay = this.receive(answer);
        } catch {
            this.state.failedSince ||= Date.now();
        } finally {
            this.fetching = false;
        }
        this.schedule(this.outdated ? Math.random() * APART : delay);
    }

    /** @returns {number} milliseconds until the next question */
    receive(answer) {
        this.heardAt = Date.now();
        this.state.failedSince = null;
        this.state.refused = Boolean(answer.refused);
        if (answer.refused) {
            this.state.data = null;
            return 60000;
        }
        if (!this.state.board) {
            this.state.dark = answer.board.dark;
        }
        this.state.board = answer.board;
        if (answer.data) {
            this.state.data = answer.data;
            this.state.stamp = answer.stamp;
        }
        if (answer.at) {
            const at = luxon.DateTime.fromSQL(answer.at, { zone: "utc" }).toLocal();
            if (this.state.at?.toMillis() !== at.toMillis()) {
                this.freshAt = Date.now();
            }
            this.state.at = at;
        }
        return answer.busy ? 700 + Math.random() * 600 : answer.board.refresh * 1000;
    }

    toggleTheme() {
        this.state.dark = !this.state.dark;
    }

    toggleScreen() {
        if (document.fullscreenElement) {
            document.exitFullscreen();
        } else {
            this.root.el.requestFullscreen();
        }
    }
}
