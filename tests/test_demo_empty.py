"""``./dms demo --empty --lang en_US``: a company with its people, ready for the first car, in English."""

import re

import pytest
from launcher.demo import MAKE_COMPANY, generator

from odoo import SUPERUSER_ID, api

NAME = "run_empty"


@pytest.fixture(scope="module")
def database(bench):
    """What the launcher makes, on a copy of the database with all addons."""
    bench.odoo.copy(bench.template(), NAME)
    bench.odoo.script(NAME, generator(MAKE_COMPANY, "en_US"), "generate-empty.log")
    yield NAME
    bench.odoo.drop(NAME)


@pytest.fixture(scope="module")
def empty(registry, database):
    """Superuser environment; `registry` has loaded Odoo in this process."""
    loaded = type(registry)(database)
    with loaded.cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {})
        cursor.rollback()
    type(registry).delete(database)


def test_company_and_people_without_history(empty):
    company = empty.ref("base.main_company")
    assert (company.chart_template, company.currency_id.name) == ("cn", "CNY")
    users = empty["res.users"].search([])
    assert {"advisor", "cashier", "storekeeper", "guard", "supervisor"} <= set(
        users.mapped("login")
    )
    for model in (
        "sale.order",
        "dms.dispatch",
        "dms.settlement",
        "account.payment",
        "dms.gate.log",
    ):
        assert not empty[model].search_count([]), model


def test_everybody_reads_english(empty):
    users = empty["res.users"].with_context(active_test=False).search([])
    assert set(users.mapped("lang")) == {"en_US"}
    advisor = users.filtered(lambda user: user.login == "advisor")
    titles = [
        menu["name"]
        for key, menu in empty(user=advisor)["ir.ui.menu"]
        .with_context(lang="en_US")
        .load_menus(False)
        .items()
        if key != "root"
    ]
    assert titles
    assert not [title for title in titles if re.search("[\u4e00-\u9fff]", title)]


def test_the_first_car_comes(empty):
    """Guard, ticket and repair order work before anybody typed master data."""
    guard = empty["res.users"].search([("login", "=", "guard")])
    log = empty(user=guard)["dms.gate.log"]._vehicle_in("粤B12345")
    assert log.state
    assert empty["dms.queue.ticket"].search_count([("gate_log_id", "=", log.id)]) == 1
