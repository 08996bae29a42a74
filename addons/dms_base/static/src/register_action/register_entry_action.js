import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RegisterForm } from "../register/register_form";

const MODEL = "dms.register.entry";

/** Callbacks of `RegisterForm` for somebody with a login. */
export function registerCallbacks(orm, action, templateId) {
    return {
        compute: (answers, lines) => orm.silent.call(MODEL, "entry_compute", [templateId(), answers, lines]),
        search: (kind, text) => orm.silent.call(MODEL, "entry_search", [kind, text]),
        send: (values) => orm.call(MODEL, "entry_save", [values]),
        press: (id, name, values) => orm.call(MODEL, "entry_button", [id, name, values]),
        print: async (id) => action.doAction(await orm.call(MODEL, "action_print", [[id]])),
    };
}

/** The filling screen as a page of its own: rows of a register follow one another without leaving it. */
export class RegisterEntryAction extends Component {
    static template = "dms_base.RegisterEntryAction";
    static components = { Layout, RegisterForm };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        const { context = {}, params = {} } = this.props.action;
        this.registerId = context.register_id || params.register_id;
        this.display = { controlPanel: {} };
        this.state = useState({ screen: false });
        const calls = registerCallbacks(this.orm, useService("action"), () => this.state.screen.form.template_id);
        this.callbacks = {
            compute: calls.compute,
            search: calls.search,
            save: (values) => this.save(calls, values),
            button: async (name, values) => {
                this.state.screen = await calls.press(this.state.screen.entry.id, name, values);
            },
            print: () => calls.print(this.state.screen.entry.id),
            next: () => this.load(),
        };
        onWillStart(() => this.load());
    }

    async load() {
        this.state.screen = await this.orm.call(MODEL, "entry_load", [this.registerId]);
    }

    async save(calls, values) {
        const screen = await calls.send(values);
        if (screen.form.kind === "register") {
            return screen.entry.name;
        }
        this.state.screen = screen;
        return "";
    }
}

registry.category("actions").add("dms_base.register_entry", RegisterEntryAction);

/** The filling screen inside the form of an entry. */
export class RegisterFormWidget extends Component {
    static template = "dms_base.RegisterFormWidget";
    static components = { RegisterForm };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ screen: false });
        const calls = registerCallbacks(this.orm, useService("action"), () => this.state.screen.form.template_id);
        const show = async (screen) => {
            this.state.screen = screen;
            await this.props.record.load();
        };
        this.callbacks = {
            compute: calls.compute,
            search: calls.search,
            save: async (values) => {
                await show(await calls.send(values));
                return "";
            },
            button: async (name, values) => show(await calls.press(this.props.record.resId, name, values)),
        };
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.state.screen?.entry?.id) {
                return this.load(next.record.resId);
            }
        });
    }

    async load(resId) {
        this.state.screen = resId ? await this.orm.call(MODEL, "entry_load", [false, resId]) : false;
    }
}

registry.category("view_widgets").add("dms_register_form", { component: RegisterFormWidget });

/** Columns that the form's designer chose for the list are shown from the start, per form. */
export class RegisterListRenderer extends ListRenderer {
    createViewKey() {
        return `${super.createViewKey()},${this.props.list.context.active_register_id || ""}`;
    }

    getPropertyFieldColumns(column, list) {
        return super.getPropertyFieldColumns(column, list).map((one) => ({
            ...one,
            optional: list.fields[one.name].view_in_cards ? "show" : "hide",
        }));
    }
}

registry.category("views").add("dms_register_list", { ...listView, Renderer: RegisterListRenderer });
