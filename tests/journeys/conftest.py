"""Desks in the browser and the office behind them."""

import pytest

from .desk import Desk
from .office import Office


@pytest.fixture
def office(server):
    return Office(server, "run_web")


@pytest.fixture
def desk(new_page, artifact):
    """Maker of desks: `desk("advisor")`, or without login a public page."""

    def make(login=None, **options):
        return Desk(new_page(login, **options), artifact)

    return make
