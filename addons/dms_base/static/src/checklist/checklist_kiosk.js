import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ChecklistSheet } from "./checklist_sheet";

/**
 * Callbacks of `ChecklistSheet` for a kiosk app.
 * @param {(step: string, kwargs: Object) => Promise} run calls `_kiosk_checklist_<step>`, directly or through
 *     a method of the app that forwards to `_kiosk_checklist_step`
 * @param {number} checklistId
 */
export function kioskSheetCallbacks(run, checklistId) {
    const step = (name, kwargs = {}) => run(name, { checklist_id: checklistId, ...kwargs });
    return {
        load: () => step("load"),
        save: (values) => step("save", { values }),
        passSection: (sectionId) => step("pass_section", { section_id: sectionId }),
        addPhoto: (lineId, name, data, mark) => step("add_photo", { line_id: lineId, name, data, mark }),
        removePhoto: (lineId, photoId) => step("remove_photo", { line_id: lineId, photo_id: photoId }),
        submit: () => step("submit"),
        takeBack: () => step("take_back"),
        sign: (values) => step("sign", values),
    };
}

/** Check sheets on the shared screen: what is open, then the sheet. */
export class KioskChecklists extends Component {
    static template = "dms_base.KioskChecklists";
    static components = { ChecklistSheet };
    static props = { employee: Object, call: Function, close: Function };

    setup() {
        this.state = useState({ sheets: [], open: false });
        onWillStart(() => this.reload());
    }

    async reload() {
        this.state.sheets = await this.props.call("list");
    }

    get callbacks() {
        return kioskSheetCallbacks(this.props.call, this.state.open);
    }

    async back() {
        this.state.open = false;
        await this.reload();
    }
}

registry
    .category("dms_kiosk_apps")
    .add("checklist", { title: _t("Check Sheets"), component: KioskChecklists, sequence: 50 });
