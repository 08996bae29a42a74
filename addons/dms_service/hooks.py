def post_init_hook(env):
    """Prepare every existing company: internal journal, accounts, adjusting product."""
    env["res.company"].search([])._setup_dms()
