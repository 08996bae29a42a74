"""Desks in the browser and the office behind them."""

import pytest

from .desk import Desk
from .office import Office


@pytest.fixture
def office(server, web_database):
    return Office(server, web_database)


@pytest.fixture
def desk(new_page, artifact):
    """Maker of desks: `desk("advisor")`, or without login a public page."""

    def make(login=None, **options):
        return Desk(new_page(login, **options), artifact)

    return make
