"""What tests of several rooms share."""

import shutil

import pytest
from django.conf import settings


@pytest.fixture
def lake_of(county):
    """The county, whose lake is empty again afterwards."""
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


@pytest.fixture
def year(county):
    """A school whose calendar of disclosures began on 12 October."""
    from tests.rooms.notices_year import Calendar  # its imports need Django, which starts after this file is read

    return Calendar(county)
