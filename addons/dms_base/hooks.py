"""What happens once, when the addon comes and when it goes."""

from odoo.tools import SQL


def post_init_hook(env):
    """Prepare every company that exists already."""
    env["res.company"].search([])._setup_dms()


def uninstall_hook(env):
    """Take away what the ORM does not know of: the sequences of the number series, the mark of bus messages."""
    env.cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'S' AND relname ~ '^dms_number_[0-9]+_[a-z]+$'"
    )
    for (name,) in env.cr.fetchall():
        env.cr.execute(SQL("DROP SEQUENCE %s", SQL.identifier(name)))
    env.cr.execute("ALTER TABLE bus_bus DROP COLUMN IF EXISTS xid")
