"""A plugin of the suite: property tests draw from a new seed every run, and the seed is printed at the top.

Repeat a run with `--hypothesis-seed=<the printed number>`; a failing example is printed as a blob as well.
"""

import secrets

import hypothesis
import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Choose the seed unless the command line did, before hypothesis reads it."""
    hypothesis.settings.register_profile("house", print_blob=True, derandomize=False, deadline=None)
    hypothesis.settings.load_profile("house")
    if config.getoption("hypothesis_seed", None) is None:
        config.option.hypothesis_seed = str(secrets.randbits(32))


def pytest_report_header(config):
    """Print the seed of this run."""
    return f"property tests: --hypothesis-seed={config.option.hypothesis_seed}"
