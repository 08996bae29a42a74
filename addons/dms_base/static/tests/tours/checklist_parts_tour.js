import { registry } from "@web/core/registry";

const body = ".o_dms_line[data-code='A01']";
const codes = ".o_dms_line[data-code='B01']";

/** Tap the middle of a picture, as a finger does. */
function tapMiddle({ anchor }) {
    const box = anchor.getBoundingClientRect();
    anchor.dispatchEvent(
        new MouseEvent("click", {
            bubbles: true,
            clientX: box.left + box.width / 2,
            clientY: box.top + box.height / 2,
        })
    );
}

registry.category("web_tour.tours").add("dms_checklist_parts_tour", {
    steps: () => [
        { content: "tap the damage", trigger: `${body} .o_dms_drawing_box > img`, run: tapMiddle },
        { content: "say what it is", trigger: `${body} [data-kind='scratch']`, run: "click" },
        { trigger: `${body}.o_dms_line_urgent .o_dms_mark_row .o_dms_camera.o_dms_asked` },
        { content: "tap it again to change it", trigger: `${body} .o_dms_drawing_box > img`, run: tapMiddle },
        { trigger: `${body} [data-kind='scratch'].o_dms_on` },
        { trigger: `${body} [data-kind='dent']`, run: "click" },
        { trigger: `${body} .o_dms_drawing_box:not(:has(.o_dms_dot:eq(1)))` },
        { content: "first row", trigger: `${codes} [data-row='0'] input:eq(1)`, run: "edit P0301 && press Tab" },
        { trigger: `${codes} [data-row='0'] .o_dms_choice:contains('No')`, run: "click" },
        { trigger: `${codes} [data-row='0'] .o_dms_choice.o_dms_on:contains('No')` },
        { content: "second row", trigger: `${codes} .o_dms_table_add`, run: "click" },
        { trigger: `${codes} [data-row='1'] input:eq(0)`, run: "edit ABS && press Tab" },
        { trigger: `${codes} [data-row='1'] input:eq(1).o_dms_asked`, run: "edit C0035 && press Tab" },
        { trigger: `${codes} [data-row='1'] input:eq(1):not(.o_dms_asked)` },
        { trigger: `${codes}.o_dms_line_ok` },
    ],
});
