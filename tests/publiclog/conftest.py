"""The log under test."""

import pytest


@pytest.fixture
def kept(county, settings, tmp_path):
    """A public log whose key and files lie in a folder of the test."""
    from tests.publiclog.keeping import Kept

    settings.STATE_DIR = tmp_path / "state"
    return Kept(tmp_path)


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """An honest log of 300 entries, verified once so that the verifier remembers it."""
    from tests.publiclog.tampering import honest_scene

    made = honest_scene(tmp_path_factory.mktemp("honest"))
    assert made.verify() == (0, [])
    return made


@pytest.fixture
def scene(honest, tmp_path):
    """A copy of the honest log, to tamper with."""
    from tests.publiclog.tampering import copied

    return copied(honest, tmp_path / "copy")
