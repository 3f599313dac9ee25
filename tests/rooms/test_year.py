"""A year lived through, a tick a day, later a tick a fortnight: nothing waits without a clock, and no open item is past
its last one. `bench/year.py` lives through a whole county's year, a tick a day.
"""

from datetime import timedelta

from lianjing.access import work
from lianjing.access.unwatched import unwatched
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.records.models import Post, RedFlag, Waiting, WorkItem
from lianjing.rooms.network.usecases import recusals
from tests.living import NIGHTLY, answer_half, through
from tests.world import DAY, at

NOW = at()
DAYS = 365


def people_of_a_county(county):
    """Six questions with the officers, a recusal asked for, a gap and a hand-over of nobody's: half a day's work."""
    for number in range(6):
        flag = county.flag("s001" if number % 2 else "s010")
        flag.facts = {"person": "王老", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
        flag.state, flag.due_on, flag.asked_at = "self_check", DAY + timedelta(days=3), NOW
        flag.save()
    officer = Post._base_manager.get(pk=county.officer.post_id)
    work.assign(code="coverage_gap", about=county.org("s001"), post=officer, url="/", now=NOW, facts={"unit": "x"})
    asked = {"record": RedFlag._base_manager.first(), "ground": "kin", "reason": "", "now": NOW}
    leader, clerk = Post._base_manager.get(pk=county.leader.post_id), county.clerk
    recusals.ask_of_another(post=clerk, person=clerk_person(county), other=leader, **asked)


def clerk_person(county):
    from lianjing.records.models import Person

    return Person._base_manager.get(pk=county.clerk.person_id)


def test_after_a_year_nothing_waits_without_a_clock_or_past_its_last(county):
    people_of_a_county(county)
    assert answer_half(NOW) == 3
    assert through(NOW, DAYS, until=20, then=14) == {}
    assert unwatched(NOW + timedelta(days=DAYS)) == []
    waiting = Waiting._base_manager.all()
    assert waiting.filter(due_at__lte=NOW + timedelta(days=DAYS)).count() == 0
    states = set(RedFlag._base_manager.values_list("state", flat=True))
    assert states <= {"answered", "overdue", *RED_FLAG.ends}
    called = WorkItem._base_manager.filter(code="waits_too_long", closed_at=None)
    assert called.filter(post=county.inspector.post_id).count() >= 6  # it ends with the team, once each
    assert called.count() == called.values("post", "subject_table", "subject_id").distinct().count()


def test_without_the_duty_that_calls_a_month_shows_what_nobody_is_called_for(county):
    """Control: the same month without `clocks.call` leaves records behind, so the year above can fail."""
    people_of_a_county(county)
    answer_half(NOW)
    lame = {name: duty for name, duty in NIGHTLY.items() if name != "clocks.call"}
    through(NOW, 30, lame, until=7, then=5)
    left = unwatched(NOW + timedelta(days=30))
    assert any("no row" in one for one in left)


def test_without_the_duty_that_lapses_a_question_would_stay_with_the_officer_for_ever(county):
    """Control: a step of the clock that no duty takes is found as well."""
    people_of_a_county(county)
    lame = {name: duty for name, duty in NIGHTLY.items() if name != "redflag.lapse"}
    through(NOW, 10, lame)
    assert any("its step was not taken" in one for one in unwatched(NOW + timedelta(days=10)))
