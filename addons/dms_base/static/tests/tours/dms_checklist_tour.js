import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_checklist_tour", {
    steps: () => [
        {
            content: "everything of the first section is in order",
            trigger: ".o_dms_section:eq(0) .o_dms_pass_all",
            run: "click",
        },
        { trigger: ".o_dms_line[data-code='A01'].o_dms_line_ok" },
        {
            content: "one point is not",
            trigger: ".o_dms_line[data-code='A02'] .o_dms_mark_urgent",
            run: "click",
        },
        { trigger: ".o_dms_line[data-code='A02'].o_dms_line_urgent" },
        {
            content: "a value outside its limits turns amber by itself",
            trigger: ".o_dms_line[data-code='B01'] .o_dms_number",
            run: "edit 3.1 && press Tab",
        },
        { trigger: ".o_dms_line[data-code='B01'].o_dms_line_attention" },
        {
            content: "an impossible value is refused in a sentence",
            trigger: ".o_dms_line[data-code='B01'] .o_dms_number",
            run: "edit 300 && press Tab",
        },
        { trigger: ".o_dms_line[data-code='B01'] .o_dms_line_error" },
        {
            trigger: ".o_dms_line[data-code='B01'] .o_dms_number",
            run: "edit 3.2 && press Tab",
        },
        { trigger: ".o_dms_line[data-code='B01']:not(:has(.o_dms_line_error))" },
        { content: "submit", trigger: ".o_dms_submit", run: "click" },
        { content: "sign", trigger: ".o_dms_role_next .o_dms_sign", run: "click" },
        { trigger: ".o_dms_sign_confirm", run: "click" },
        { content: "the form knows it is done", trigger: ".o_statusbar_status .o_arrow_button_current[data-value='done']" },
        { trigger: ".o_dms_result_red" },
    ],
});
