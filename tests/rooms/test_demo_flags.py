"""The demo's script answers half of one night's questions, whatever casework answered before it."""

import pytest

from lianjing.jobs import demo_flags
from lianjing.records.models import RedFlag
from tests.rooms.flag_world import NOW, asked, explained


def night(county, here, story, before):
    """Put questions to the officers of s001 and of the story's school; `before` of them were answered already."""
    for org, many in (("s001", here), ("s010", story)):
        for _number in range(many):
            asked(county, org=org)
    for flag in RedFlag._base_manager.filter(org=county.org("s001"))[:before]:
        explained(county, flag)
    RedFlag._base_manager.update(asked_at=NOW)


def answered():
    return RedFlag._base_manager.filter(answered_at__isnull=False).count()


@pytest.mark.parametrize(
    ("here", "story", "before", "half"), [(9, 0, 0, 5), (9, 2, 3, 6), (8, 2, 5, 5), (2, 6, 0, 4), (60, 0, 0, 30)]
)
def test_half_of_the_night_is_answered(county, here, story, before, half):
    night(county, here, story, before)
    demo_flags.run(county.org("s010"), NOW)
    assert answered() == half
    own = RedFlag._base_manager.filter(org=county.org("s010"), answered_at__isnull=False).count()
    assert own == max(0, half - here)  # the story's school is left to who watches, as far as the others suffice
    assert demo_flags.run(county.org("s010"), NOW) == 0
    assert answered() == half  # again: nothing more


def test_sealed_ones_waiting_ones_and_danger_are_no_part_of_it(county):
    night(county, 4, 0, 0)
    others = [county.flag("s001", sealed=True), county.flag("s001"), county.flag("s001")]
    for flag, said in zip(others, ({}, {"state": "raised"}, {"state": "danger", "danger": "injury"}), strict=True):
        RedFlag._base_manager.filter(pk=flag.pk).update(**said)
    RedFlag._base_manager.filter(pk=others[2].pk).update(asked_at=NOW)
    assert demo_flags.run(county.org("s010"), NOW) == 2
