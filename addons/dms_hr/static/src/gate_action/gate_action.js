import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { GateDesk } from "../gate/gate_desk";

/** The gate desk for guards with a login. */
export class GateAction extends Component {
    static template = xml`<div class="o_action h-100"><GateDesk call="call" /></div>`;
    static components = { GateDesk };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.call = (step, values) => this.orm.silent.call("dms.gate.log", "gate_desk", [step, values]);
    }
}

registry.category("actions").add("dms_hr.gate_desk", GateAction);
