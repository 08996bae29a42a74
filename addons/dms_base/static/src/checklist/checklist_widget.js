import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ChecklistSheet } from "./checklist_sheet";

/** The tap screen inside the form of a sheet. */
export class ChecklistWidget extends Component {
    static template = "dms_base.ChecklistWidget";
    static components = { ChecklistSheet };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
    }

    get callbacks() {
        const { resId } = this.props.record;
        const call = (method, ...args) =>
            this.orm.silent.call("dms.checklist", method, [[resId], ...args]);
        return {
            load: () => call("sheet_load"),
            save: (values) => call("sheet_save", values),
            passSection: (sectionId) => call("sheet_pass_section", sectionId),
            addPhoto: (lineId, name, data, mark = null) => call("sheet_add_photo", lineId, name, data, mark),
            removePhoto: (lineId, photoId) => call("sheet_remove_photo", lineId, photoId),
            submit: () => call("sheet_submit"),
            takeBack: () => call("sheet_take_back"),
            sign: ({ role_id, signature, name }) => call("sheet_sign", role_id, signature, name),
            onChanged: () => this.props.record.load(),
        };
    }
}

registry.category("view_widgets").add("dms_checklist_sheet", { component: ChecklistWidget });
