import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** A form in the command palette: its code and title, without the pinyin it was found by. */
export class FormCommand extends Component {
    static template = "dms_base.FormCommand";
    static props = {
        code: String,
        title: String,
        "*": true,
    };
}

/** Ctrl+K, a few letters of a code, title or pinyin, Enter: the form opens. */
registry.category("command_categories").add("dms_forms", { name: _t("Forms") }, { sequence: 5 });
registry.category("command_provider").add("dms_forms", {
    async provide(env, options = {}) {
        const text = (options.searchValue || "").trim();
        if (text.length < 2) {
            return [];
        }
        const forms = await env.services.orm.call("dms.form", "find_forms", [text]);
        return forms.map((form) => ({
            category: "dms_forms",
            Component: FormCommand,
            props: { code: form.code, title: form.name },
            // The palette looks at names once more: what the server searched stands in it.
            name: `${form.code} ${form.name} ${form.pinyin}`,
            action: async () => {
                const action = await env.services.orm.call("dms.form", "action_open", [form.id]);
                await env.services.action.doAction(action);
            },
        }));
    },
});
