import { App, Component, onMounted, onWillUnmount, useRef, useState, whenReady } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { appTranslateFn } from "@web/core/l10n/translation";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { getTemplate } from "@web/core/templates";
import { makeEnv, startServices } from "@web/env";

const IDLE_MS = 20000;

/** A shared screen: badge, PIN, then the apps of the person; after 20 idle seconds the badge screen again. */
export class Kiosk extends Component {
    static template = "dms_base.Kiosk";
    static components = { MainComponentsContainer };
    static props = { token: String, name: String, company: String };

    setup() {
        this.pinField = useRef("pin");
        this.hasCamera = isBarcodeScannerSupported();
        this.state = useState({ badge: "", pin: "", error: "", session: false, app: false, clock: "" });
        this.touch = () => this.restartIdle();
        onMounted(() => {
            this.ticker = setInterval(() => this.tick(), 1000);
            this.tick();
            for (const name of ["pointerdown", "keydown"]) {
                document.addEventListener(name, this.touch);
            }
        });
        onWillUnmount(() => {
            clearInterval(this.ticker);
            clearTimeout(this.idle);
            for (const name of ["pointerdown", "keydown"]) {
                document.removeEventListener(name, this.touch);
            }
        });
    }

    get apps() {
        const offered = registry.category("dms_kiosk_apps");
        return this.state.session.apps
            .filter((code) => offered.contains(code))
            .map((code) => ({ code, ...offered.get(code) }))
            .sort((one, other) => (one.sequence || 0) - (other.sequence || 0));
    }

    get component() {
        return registry.category("dms_kiosk_apps").get(this.state.app).component;
    }

    get appProps() {
        return {
            employee: this.state.session.employee,
            call: (method, kwargs = {}) => this.call(method, kwargs),
            close: () => this.leave(),
        };
    }

    tick() {
        this.state.clock = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    }

    restartIdle() {
        clearTimeout(this.idle);
        if (this.state.session) {
            this.idle = setTimeout(() => this.leave(), IDLE_MS);
        }
    }

    press(digit) {
        this.state.error = "";
        if (this.state.pin.length < 8) {
            this.state.pin += digit;
        }
    }

    erase() {
        this.state.pin = this.state.pin.slice(0, -1);
    }

    /** The reader ends a badge with Enter: on to the PIN. */
    onBadgeKeydown(ev) {
        if (ev.key === "Enter") {
            this.pinField.el.focus();
        }
    }

    /** Read the badge with the camera of a phone or tablet. */
    async scan() {
        try {
            this.state.badge = await scanBarcode(this.env);
            this.pinField.el.focus();
        } catch (error) {
            this.state.error = error.message;
        }
    }

    async login() {
        const answer = await this.ask("login", { badge: this.state.badge.trim(), pin: this.state.pin });
        this.state.pin = "";
        if (answer.error) {
            this.state.error = answer.error;
            return;
        }
        Object.assign(this.state, { session: answer, error: "", badge: "" });
        this.state.app = this.apps.length === 1 ? this.apps[0].code : false;
        this.restartIdle();
    }

    async call(method, kwargs) {
        const answer = await this.ask("call", {
            key: this.state.session.key,
            app: this.state.app,
            method,
            kwargs,
        });
        if (answer.error) {
            throw new Error(answer.error);
        }
        if (this.state.session) {
            this.state.session.key = answer.key;
        }
        return answer.result;
    }

    async ask(path, params) {
        try {
            return await rpc(`/dms/kiosk/${this.props.token}/${path}`, params, { silent: true });
        } catch {
            return { error: this.env.lostConnection };
        }
    }

    leave() {
        clearTimeout(this.idle);
        Object.assign(this.state, { session: false, app: false, pin: "", badge: "", error: "" });
    }
}

/** Start the kiosk page.
 * @param {{token: string, name: string, company: string}} info
 */
export async function startKiosk(info) {
    await whenReady();
    const env = makeEnv();
    await startServices(env);
    const app = new App(Kiosk, {
        getTemplate,
        env: Object.assign(env, { lostConnection: appTranslateFn("No connection: try again.", "dms_base") }),
        props: info,
        translateFn: appTranslateFn,
        translatableAttributes: ["placeholder"],
    });
    return app.mount(document.body);
}

