import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { BoardShell } from "../board/board_shell";

/** A board inside the web client; rows open their records. */
export class BoardAction extends Component {
    static template = xml`
        <div class="o_action h-100">
            <BoardShell load="load" channel="channel" publicMode="false" company="company" open="open" action="run"/>
        </div>`;
    static components = { BoardShell };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const { context = {}, params = {} } = this.props.action;
        this.code = context.board_code || params.board_code;
        this.options = context.board_options || null;
        this.channel = `dms_board/code/${this.code}`;
        this.company = user.activeCompany?.name;
        this.load = (stamp) => this.orm.silent.call("dms.board", "get_board", [this.code, stamp, this.options]);
        // A dialog, also that of a refusal, would lie behind a board that fills the whole screen.
        const leaveScreen = () => document.fullscreenElement && document.exitFullscreen();
        this.open = async (resModel, resId, method = "get_formview_action", ...args) => {
            await leaveScreen();
            return this.action.doAction(await this.orm.call(resModel, method, [[resId], ...args]));
        };
        this.run = async (action) => {
            await leaveScreen();
            return this.action.doAction(action);
        };
    }
}

registry.category("actions").add("dms_base.board", BoardAction);
