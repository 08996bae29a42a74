import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { Interaction } from "@web/public/interaction";

/**
 * The signature field wakes up only once the customer has scrolled past the last clause.
 */
export class RepairTerms extends Interaction {
    static selector = ".o_dms_repair_sign";

    start() {
        const end = document.querySelector(".o_dms_terms_end");
        const area = this.el.querySelector(".o_dms_sign_area");
        if (!end || !area) {
            return;
        }
        const observer = new IntersectionObserver((entries) => {
            if (entries.some((entry) => entry.isIntersecting)) {
                area.classList.remove("o_dms_waiting");
                this.el.querySelector(".o_dms_sign_hint")?.classList.add("d-none");
                observer.disconnect();
            }
        });
        observer.observe(end);
        this.registerCleanup(() => observer.disconnect());
    }
}

/**
 * Yes or no on each line of a supplement; the total follows at once.
 */
export class RepairSupplement extends Interaction {
    static selector = ".o_dms_supplement_choice";
    dynamicContent = {
        _root: { "t-on-change": this.onChange },
    };

    async onChange() {
        const data = this.el.dataset;
        const answer = await this.waitFor(
            rpc(data.url, {
                access_token: data.token,
                line_id: Number(data.line),
                accept: this.el.checked,
            })
        );
        const total = document.querySelector(".o_dms_supplement_total");
        if (answer.error) {
            this.el.checked = !this.el.checked;
        } else if (total) {
            total.textContent = answer.total.toFixed(2);
        }
        const risky = [...document.querySelectorAll(".o_dms_supplement_choice")].some(
            (box) => box.dataset.urgency === "now" && !box.checked
        );
        document.querySelector(".o_dms_risk_notice")?.classList.toggle("d-none", !risky);
    }
}

/**
 * What happens to the replaced parts: the customer's own choice, kept at once.
 */
export class RepairOldParts extends Interaction {
    static selector = ".o_dms_old_parts";
    dynamicContent = {
        input: { "t-on-change": this.onChange },
    };

    async onChange(ev) {
        const { url, token } = this.el.dataset;
        const answer = await this.waitFor(rpc(url, { access_token: token, choice: ev.target.value }));
        if (answer.error) {
            ev.target.checked = false;
        }
    }
}

registry.category("public.interactions").add("dms_service.repair_terms", RepairTerms);
registry.category("public.interactions").add("dms_service.repair_old_parts", RepairOldParts);
registry.category("public.interactions").add("dms_service.repair_supplement", RepairSupplement);
