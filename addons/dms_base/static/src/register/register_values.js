/** Small rules that the filling screen follows while somebody types; the server judges again at saving. */

const YES = ["1", "true", "yes", "是"];

/** Whether a field is shown for the values typed so far. */
export function isVisible(field, values) {
    if (!field.visible_key) {
        return true;
    }
    const value = values[field.visible_key];
    if (Array.isArray(value)) {
        return value.includes(field.visible_value);
    }
    if (value === undefined || value === null || typeof value === "boolean") {
        return YES.includes((field.visible_value || "").toLowerCase()) === Boolean(value);
    }
    return String(value) === field.visible_value;
}

/** A stored moment (UTC) as the browser's date and time field shows it. */
export function utcToLocal(text) {
    const moment = luxon.DateTime.fromSQL(text, { zone: "utc" }).setZone("local");
    return moment.isValid ? moment.toFormat("yyyy-MM-dd'T'HH:mm") : "";
}

/** The browser's date and time as it is stored (UTC). */
export function localToUtc(text) {
    const moment = luxon.DateTime.fromISO(text, { zone: "local" }).setZone("utc");
    return moment.isValid ? moment.toFormat("yyyy-MM-dd HH:mm:ss") : text;
}
