"""SV-09: output, output per car and spend are scored by the advisor's own targets, no longer by hand."""

CODES = {"301": "K-10", "302": "K-20", "303": "K-21"}


def migrate(cr, version):
    """Items of the shipped form that nobody has changed since take their indicator."""
    for number, code in CODES.items():
        cr.execute(
            """
            UPDATE dms_checklist_item item
               SET score_mode = 'linear', score_target = 1.0, score_floor = 0.8, na_allowed = TRUE,
                   kpi_code = %s, kpi_of_target = TRUE
              FROM ir_model_data data
             WHERE data.module = 'dms_service' AND data.model = 'dms.checklist.item'
               AND data.name = %s AND data.res_id = item.id
               AND item.score_mode = 'direct' AND item.kpi_code IS NULL
            """,
            (code, f"checklist_item_sv09_{number}"),
        )
