"""What tests of several rooms share."""

import shutil

import pytest
from django.conf import settings

from tests.rooms.notices_year import Calendar


@pytest.fixture
def lake_of(county):
    """The county, whose lake is empty again afterwards."""
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


@pytest.fixture
def year(county):
    """A school whose calendar of disclosures began on 12 October."""
    return Calendar(county)
