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
 * Yes or no on one line of an estimate or a supplement; total and risk notice follow at once.
 * The signature waits until the answer has arrived.
 */
export class RepairChoice extends Interaction {
    static selector = ".o_dms_choice";
    dynamicContent = {
        input: { "t-on-change": this.onChange },
    };

    async onChange(ev) {
        const { url, token, line } = this.el.dataset;
        const accept = ev.target.value === "yes";
        const area = document.querySelector(".o_dms_sign_area");
        const sentence = document.querySelector(".o_dms_choice_error");
        area?.classList.add("o_dms_busy");
        let answer;
        try {
            answer = await this.waitFor(
                rpc(url, { access_token: token, line_id: Number(line), accept })
            );
        } finally {
            area?.classList.remove("o_dms_busy");
            if (!answer || answer.error) {
                this.show(this.el, !accept);
            }
        }
        sentence?.classList.toggle("d-none", !answer.error);
        if (answer.error) {
            if (sentence) {
                sentence.textContent = answer.error;
            }
            return;
        }
        for (const choice of document.querySelectorAll(".o_dms_choice")) {
            this.show(choice, !answer.refused.includes(Number(choice.dataset.line)));
        }
        for (const total of document.querySelectorAll(".o_dms_choice_total")) {
            total.textContent = answer.text;
        }
        document.querySelector(".o_dms_risk_notice")?.classList.toggle("d-none", !answer.risk);
    }

    /** Show the answer of a line as it is kept. */
    show(choice, accept) {
        choice.querySelector("input[value=yes]").checked = accept;
        choice.querySelector("input[value=no]").checked = !accept;
    }
}

/**
 * One of several ways to do a job: the lines below change with it, so the page is read again.
 */
export class RepairVariants extends Interaction {
    static selector = ".o_dms_variants";
    dynamicContent = {
        input: { "t-on-change": this.onChange },
    };

    async onChange(ev) {
        const { url, token, job } = this.el.dataset;
        const answer = await this.waitFor(
            rpc(url, { access_token: token, job_id: Number(job), variant: ev.target.value })
        );
        if (answer.error) {
            ev.target.checked = false;
        } else {
            window.location.reload();
        }
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
registry.category("public.interactions").add("dms_service.repair_choice", RepairChoice);
registry.category("public.interactions").add("dms_service.repair_variants", RepairVariants);
