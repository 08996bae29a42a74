import { onMounted, onPatched, onWillPatch, onWillUnmount, useEnv, useExternalListener, useState } from "@odoo/owl";

// A phone is held in the hand: it scrolls through everything instead of turning pages.
const PHONE = window.matchMedia("(max-width: 767.98px)");

/**
 * Pages of a long list on a board. The frame turns them; a view shows `pager.slice(rows)`.
 *
 * @param {() => number} count how many rows there are now
 * @param {() => number} perPage rows of one page
 */
export function useBoardPager(count, perPage) {
    const pager = useState(useEnv().boardPager);
    const size = () => (PHONE.matches ? Math.max(1, count()) : perPage());
    const update = () => pager.setPages(Math.max(1, Math.ceil(count() / size())));
    onMounted(update);
    onPatched(update);
    return {
        slice: (rows) => rows.slice(pager.page * size(), (pager.page + 1) * size()),
        get page() {
            return pager.page;
        },
    };
}

/**
 * How many rows of a table find room below its head, so that no row is cut at the foot of the screen.
 *
 * Only shrinks while rows come and go, or pages of different height would turn each other; a new size of the
 * window starts afresh.
 *
 * @param {{el: HTMLElement}} ref element as high as the screen, around one table
 * @param {number} most rows of a page at the most
 * @returns {() => number}
 */
export function useFittingRows(ref, most) {
    const state = useState({ rows: most });
    const measure = () => {
        const rows = [...(ref.el?.querySelectorAll("tbody > tr") || [])];
        if (rows.length) {
            const room = ref.el.getBoundingClientRect().bottom - rows[0].parentElement.getBoundingClientRect().top;
            const fit = Math.max(1, Math.floor(room / Math.max(...rows.map((row) => row.offsetHeight))));
            if (fit < rows.length && fit < state.rows) {
                state.rows = fit;
            }
        }
    };
    const observer = new ResizeObserver(measure);
    onMounted(() => {
        observer.observe(ref.el);
        measure();
    });
    onPatched(measure);
    onWillUnmount(() => observer.disconnect());
    useExternalListener(window, "resize", () => (state.rows = most));
    return () => state.rows;
}

/**
 * Let elements that carry `data-flip` glide to their new place instead of jumping there.
 *
 * @param {{el: HTMLElement}} ref element around them
 */
export function useGlide(ref) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    let before = new Map();
    const elements = () => ref.el?.querySelectorAll("[data-flip]") || [];
    onWillPatch(() => {
        before = new Map([...elements()].map((el) => [el.dataset.flip, el.getBoundingClientRect()]));
    });
    onPatched(() => {
        if (still) {
            return;
        }
        for (const el of elements()) {
            const old = before.get(el.dataset.flip);
            const now = el.getBoundingClientRect();
            if (!old) {
                el.animate([{ opacity: 0 }, { opacity: 1 }], 400);
            } else if (old.x !== now.x || old.y !== now.y) {
                const start = `translate(${old.x - now.x}px, ${old.y - now.y}px)`;
                el.animate([{ transform: start }, { transform: "none" }], { duration: 500, easing: "ease" });
            }
        }
    });
}

/**
 * Call something every so many milliseconds while the component is on the screen.
 */
export function useEvery(milliseconds, callback) {
    let handle;
    onMounted(() => (handle = setInterval(callback, milliseconds)));
    onWillUnmount(() => clearInterval(handle));
}
