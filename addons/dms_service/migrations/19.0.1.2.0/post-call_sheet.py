"""SA-01: the calls taken so far stand on day sheets, which the manager may sign."""


def migrate(cr, version):
    """One sheet per shop and day with calls."""
    cr.execute(
        """
        INSERT INTO dms_call_sheet (company_id, day, state, create_uid, create_date)
        SELECT DISTINCT company_id, day, 'open', 1, now() AT TIME ZONE 'UTC'
          FROM dms_call_log
         WHERE company_id IS NOT NULL AND day IS NOT NULL
            ON CONFLICT (company_id, day) DO NOTHING
        """
    )
