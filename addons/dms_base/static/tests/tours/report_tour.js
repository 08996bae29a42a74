import { registry } from "@web/core/registry";

// A manager opens a report, goes to its period, opens the records behind a figure, comes back and issues it.
registry.category("web_tour.tours").add("dms_base_report", {
    steps: () => [
        { trigger: ".o_data_row td:contains('Cost Report')", run: "click" },
        {
            trigger: ".dms_report_date",
            run: ({ anchor }) => {
                anchor.value = "2025-03-05";
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".dms_report_label:contains('2025-03')" },
        { trigger: ".dms_report_screen_table td:contains('350.50')" },
        { trigger: ".dms_report_screen_table tr:contains('Anlian') a:contains('2')", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
        { trigger: ".o_breadcrumb a:contains('Cost Report')", run: "click" },
        { trigger: ".dms_report_label:contains('2025-03')" },
        { trigger: ".dms_report_issue", run: "click" },
        { trigger: ".modal textarea", run: "edit Good month" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='sha256']" },
    ],
});
