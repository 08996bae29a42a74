"""Entry points of the demo generator."""

from .company import setup_company

__all__ = ["main", "setup_company"]


def main(env, size="demo", seed=20260101, days=90):
    """Make the demo company: master data, history and a living today.

    :param size: name of a size of `flow.SIZES`
    :param seed: seed of all random choices
    :param days: days of history before today
    """
    from . import history

    company = setup_company(env)
    history.run(env, company, size, seed, days)
