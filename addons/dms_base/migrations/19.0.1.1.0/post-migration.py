def migrate(cr, version):
    """Messages to boards are the log of their changes now."""
    cr.execute("DROP TABLE IF EXISTS dms_board_change")
