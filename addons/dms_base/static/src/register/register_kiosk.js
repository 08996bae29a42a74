import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { RegisterForm } from "./register_form";

/** Supplementary forms on the shared screen: which ones, then the form. */
export class KioskRegisters extends Component {
    static template = "dms_base.KioskRegisters";
    static components = { RegisterForm };
    static props = { employee: Object, call: Function, close: Function };

    setup() {
        this.state = useState({ forms: [], screen: false, error: "" });
        onWillStart(async () => {
            this.state.forms = await this.props.call("list");
        });
    }

    get registerId() {
        return this.state.screen.form.register_id;
    }

    get callbacks() {
        const call = (method, kwargs) => this.props.call(method, { register_id: this.registerId, ...kwargs });
        return {
            compute: (answers, lines) => call("compute", { answers, lines }),
            search: (kind, text) => call("search", { kind, text }),
            save: async (values) => (await call("save", { values })).name,
            next: () => this.open(this.registerId),
        };
    }

    async open(id) {
        this.state.screen = await this.props.call("load", { register_id: id });
    }

    back() {
        this.state.screen = false;
    }
}

registry
    .category("dms_kiosk_apps")
    .add("register", { title: _t("Forms"), component: KioskRegisters, sequence: 60 });
