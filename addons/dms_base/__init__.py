from . import controllers
from . import models
from . import report
from . import wizard


def post_init_hook(env):
    """Prepare every company that exists already."""
    env["res.company"].search([])._setup_dms()
