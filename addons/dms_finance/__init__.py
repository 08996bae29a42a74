from . import models
from . import wizard


def post_init_hook(env):
    """Give every company its drawer and tender journals."""
    env["res.company"].search([])._setup_dms()
