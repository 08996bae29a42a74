import { Component, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { GateDesk } from "../gate/gate_desk";

/** The gate desk at the shared screen of the guard house. */
export class GateKiosk extends Component {
    static template = xml`<GateDesk call="props.call" />`;
    static components = { GateDesk };
    static props = { employee: Object, call: Function, close: Function };
}

registry.category("dms_kiosk_apps").add("gate", {
    title: _t("Gate"),
    component: GateKiosk,
    sequence: 20,
});
