import { onMounted, onPatched, onWillPatch, onWillUnmount } from "@odoo/owl";

/**
 * Keep what a person is typing when an answer of the server draws the fields again: a new rendering writes
 * the value of each input, and what was not handed over yet would be gone.
 *
 * @param {{el: HTMLElement}} ref element around the inputs
 */
export function useTyping(ref) {
    let input = null;
    let text = "";
    const onInput = (ev) => (input = ev.target);
    const onChange = () => (input = null);
    onMounted(() => {
        ref.el.addEventListener("input", onInput);
        ref.el.addEventListener("change", onChange, true);
    });
    onWillUnmount(() => {
        ref.el?.removeEventListener("input", onInput);
        ref.el?.removeEventListener("change", onChange, true);
    });
    onWillPatch(() => (text = input?.value));
    onPatched(() => {
        if (input?.isConnected && input.value !== text) {
            input.value = text;
        }
    });
}
