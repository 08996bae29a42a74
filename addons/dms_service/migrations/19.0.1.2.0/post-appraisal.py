"""SV-09: complaints the advisor answers for are counted by their indicator, no longer by hand."""


def migrate(cr, version):
    """The item of the shipped form, where nobody has changed it since, takes its indicator."""
    cr.execute(
        """
        UPDATE dms_checklist_item item
           SET kpi_code = 'K-86.liable', na_allowed = TRUE
          FROM ir_model_data data
         WHERE data.module = 'dms_service' AND data.model = 'dms.checklist.item'
           AND data.name = 'checklist_item_sv09_403' AND data.res_id = item.id
           AND item.score_mode = 'deduct' AND item.kpi_code IS NULL
        """
    )
