import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

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
            name: `${form.code} ${form.name}`,
            action: async () => {
                const action = await env.services.orm.call("dms.form", "action_open", [form.id]);
                await env.services.action.doAction(action);
            },
        }));
    },
});
