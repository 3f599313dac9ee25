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


@pytest.fixture
def verified(county):
    """A flag whose answer was reviewed, and not innocent: what a problem may begin from."""
    from lianjing.records.models import RedFlag  # as above

    flag = county.flag("s001")
    facts = {"person": "李账", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
    RedFlag._base_manager.filter(pk=flag.pk).update(state="to_rectify", facts=facts)
    return RedFlag._base_manager.get(pk=flag.pk)
