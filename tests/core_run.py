"""Odoo's server, whose test phase takes every test of the chosen addons on the complete registry.

A test that Odoo runs while its addon is being installed cannot see the addons above it. Here those tests run
after loading as well, so that they meet the fields, defaults, rules and views of everything installed.
"""

import os
import sys

from odoo.cli.command import main
from odoo.tests import HttpCase, loader
from odoo.tests.suite import OdooSuite

make_suite = loader.make_suite


def make_whole_suite(module_names, position="at_install"):
    """Both kinds of tests at the end; without those of a browser when ``DMS_CORE_BROWSER`` is empty."""
    if position != "post_install":
        return make_suite(module_names, position)
    tests = [*make_suite(module_names, "at_install"), *make_suite(module_names, "post_install")]
    if not os.environ.get("DMS_CORE_BROWSER"):
        tests = [test for test in tests if not isinstance(test, HttpCase)]
    return OdooSuite(sorted(tests, key=lambda test: getattr(test, "test_sequence", 0)))


if __name__ == "__main__":
    loader.make_suite = make_whole_suite
    sys.argv[0] = "odoo"
    main()
