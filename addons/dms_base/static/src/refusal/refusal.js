import { WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

/** A refused step with the button that leads out of it. */
export class RefusalDialog extends WarningDialog {
    static template = "dms_base.RefusalDialog";

    setup() {
        super.setup();
        this.action = useService("action");
        this.remedy = this.props.data.context;
    }

    inferTitle() {
        return _t("Not Possible Yet");
    }

    async onRemedy() {
        const { model, method, ids, action } = this.remedy;
        this.props.close();
        if (action) {
            return this.action.doAction(action);
        }
        return this.action.doActionButton({
            type: "object",
            name: method,
            resModel: model,
            resId: ids[0],
            resIds: ids,
            context: user.context,
        });
    }
}

registry.category("error_dialogs").add("dms_base.refusal", RefusalDialog);
