"""The log under test."""

import pytest


@pytest.fixture
def kept(county, settings, tmp_path):
    """A public log whose key and files lie in a folder of the test."""
    from tests.publiclog.keeping import Kept

    settings.STATE_DIR = tmp_path / "state"
    return Kept(tmp_path)
