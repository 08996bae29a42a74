import { App, Component, whenReady, xml } from "@odoo/owl";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { appTranslateFn } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { getTemplate } from "@web/core/templates";
import { makeEnv, startServices } from "@web/env";
import { BoardShell } from "../board/board_shell";

/** A board on a screen without a login, at /dms/board/<token>. */
class BoardScreen extends Component {
    static template = xml`
        <BoardShell load="load" channel="props.info.channel" publicMode="props.info.public" company="props.info.company"/>
        <MainComponentsContainer/>`;
    static components = { BoardShell, MainComponentsContainer };
    static props = { info: Object };

    setup() {
        this.load = (stamp) => rpc(`/dms/board/${this.props.info.token}/data`, { stamp }, { silent: true });
    }
}

async function start() {
    await whenReady();
    const info = odoo.dms_board_info;
    if (!info) {
        return;
    }
    const env = makeEnv();
    await startServices(env);
    const app = new App(BoardScreen, {
        getTemplate,
        env,
        props: { info },
        dev: env.debug,
        translateFn: appTranslateFn,
        translatableAttributes: ["data-tooltip"],
    });
    await app.mount(document.body);
}

start();
