"""What tests of several rooms share."""

import shutil

import pytest
from django.conf import settings


@pytest.fixture
def lake_of(county):
    """The county, whose lake is empty again afterwards."""
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)
