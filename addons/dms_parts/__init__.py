from . import models
from . import wizard


def post_init_hook(env):
    """Give every company its issue slips, locations and valued part category."""
    env["res.company"].search([])._setup_dms()
