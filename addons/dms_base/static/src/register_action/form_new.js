import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Where a new form begins: a blank page, a starter or a copy, in one of the person's own chapters. */
export class FormNew extends Component {
    static template = "dms_base.FormNew";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ chapters: [], chapter: false, rows: [] });
        onWillStart(async () => {
            this.state.chapters = await this.orm.call("dms.register", "builder_chapters", []);
            const asked = this.props.action.context?.chapter_id;
            const found = this.state.chapters.find((one) => one.id === asked) || this.state.chapters[0];
            if (found) {
                await this.choose(found.id);
            }
        });
    }

    get starters() {
        return this.state.rows.filter((row) => row.group === "starter");
    }

    get copies() {
        return this.state.rows.filter((row) => row.group === "copy");
    }

    async choose(id) {
        this.state.chapter = id;
        this.state.rows = await this.orm.call("dms.checklist.template", "builder_starters", [id]);
    }

    async create(values) {
        const action = await this.orm.call("dms.checklist.template", "builder_create", [this.state.chapter], values);
        await this.action.doAction(action, { stackPosition: "replaceCurrentAction" });
    }
}

registry.category("actions").add("dms_base.form_new", FormNew);
