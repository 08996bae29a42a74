import { Component, onWillUpdateProps, useState } from "@odoo/owl";

/** A table filled row by row: a card per row, wide screens show its cells side by side. */
export class ChecklistTable extends Component {
    static template = "dms_base.ChecklistTable";
    static props = { line: Object, editable: Boolean, onSave: Function };

    setup() {
        this.state = useState({ rows: this.given(this.props) });
        onWillUpdateProps((next) => {
            if (!next.editable || next.line.rows.length > this.state.rows.length) {
                this.state.rows = this.given(next);
            }
        });
    }

    /** Rows that are kept, and an empty one to begin with. */
    given({ line, editable }) {
        const rows = line.rows.map((row) => [...row]);
        return rows.length || !editable ? rows : [this.empty(line)];
    }

    empty(line) {
        return line.columns.map(() => "");
    }

    add() {
        this.state.rows.push(this.empty(this.props.line));
    }

    set(row, column, text) {
        this.state.rows[row][column] = text.trim();
        return this.save();
    }

    choose(row, column, option) {
        return this.set(row, column, this.state.rows[row][column] === option ? "" : option);
    }

    remove(row) {
        this.state.rows.splice(row, 1);
        return this.save();
    }

    save() {
        return this.props.onSave({ rows: this.state.rows.map((row) => [...row]) });
    }

    /** A row that was begun lacks this cell. */
    isMissing(row, index) {
        return this.props.line.columns[index].required && !row[index] && row.some(Boolean);
    }
}
