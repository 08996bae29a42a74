import { _t } from "@web/core/l10n/translation";
import { serializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/**
 * A booked appointment dragged to another slot is rescheduled with its reason, not overwritten; without
 * room it goes back to its place and one sentence says why.
 */
export class AppointmentCalendarModel extends CalendarModel {
    static services = [...CalendarModel.services, "action"];

    setup(params, services) {
        super.setup(params, services);
        this.action = services.action;
    }

    async updateRecord(record, options = {}) {
        const shown = this.data.records[record.id];
        const state = shown.rawRecord.state;
        if (state === "draft" || (!options.moved && state === "booked")) {
            return super.updateRecord(record, options);
        }
        if (!options.moved) {
            this.notification.add(_t("The hours are changed in the appointment itself."), { type: "warning" });
            return this.load();
        }
        // Dropped beside the hours of the day: another day at the same time.
        const start = record.isAllDay
            ? record.start.set({ hour: shown.start.hour, minute: shown.start.minute })
            : record.start;
        try {
            const action = await this.orm.call("dms.appointment", "action_move_to", [
                [record.id],
                serializeDateTime(start),
            ]);
            await this.action.doAction(action, { onClose: () => this.load() });
        } finally {
            await this.load();
        }
    }
}

registry.category("views").add("dms_appointment_calendar", {
    ...calendarView,
    Model: AppointmentCalendarModel,
});
