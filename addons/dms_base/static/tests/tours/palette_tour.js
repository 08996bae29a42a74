import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_base_palette", {
    steps: () => [
        { trigger: ".o_dms_form_centre", run: "press control+k" },
        { trigger: ".o_command_palette_search input", run: "edit wts" },
        { trigger: ".o_command:first:contains('WS-03')" },
        { trigger: ".o_command_palette_search input", run: "press Enter" },
        { trigger: ".o_list_view th[data-name=license_plate]" },
    ],
});
