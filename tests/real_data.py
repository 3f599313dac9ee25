"""A plugin of the suite: where real material lies beside the checkout, a skipped test of it fails the run.

The material (logs, spreadsheets, documents published by others) is not part of this repository. LIANJING_SHARED_DATA
names its folder; without it the tests marked `real_data` skip, and say by name what they missed.
"""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("LIANJING_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn the skip of a `real_data` test into a failure where the material is there."""
    outcome = yield
    if outcome.skipped and item.get_closest_marker("real_data") and FOLDER.is_dir():
        reason = outcome.longrepr[2] if isinstance(outcome.longrepr, tuple) else str(outcome.longrepr)
        outcome.outcome = "failed"
        outcome.longrepr = f"{item.nodeid} was skipped although {FOLDER} is there: {reason}"
    return outcome


@pytest.fixture(scope="session")
def real_data():
    """The folder of real material, or a skip that names it."""
    if not FOLDER.is_dir():
        pytest.skip(f"no real material at {FOLDER} (LIANJING_SHARED_DATA)")
    return FOLDER
