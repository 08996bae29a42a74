"""What happens once, when the addon comes and when it goes."""

from odoo.tools import SQL

# Changed by hand and seldom: every change is kept.
WATCHED = ["res.users", "res.groups", "res.company", "ir.rule", "ir.model.access", "dms.legal.text"]
# Written by each repair: only exports of personal data are kept.
EXPORTED = ["res.partner", "fleet.vehicle", "hr.employee"]


def post_init_hook(env):
    """Prepare every company that exists already, and begin the trace of rights and personal data."""
    env["res.company"].search([])._setup_dms()
    env["auditlog.rule"]._watch(WATCHED)
    env["auditlog.rule"]._watch(EXPORTED, changes=False)


def uninstall_hook(env):
    """Take away what the ORM does not know of: the sequences of the number series."""
    env.cr.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'S' AND relname ~ '^dms_number_[0-9]+_[a-z]+$'"
    )
    for (name,) in env.cr.fetchall():
        env.cr.execute(SQL("DROP SEQUENCE %s", SQL.identifier(name)))
