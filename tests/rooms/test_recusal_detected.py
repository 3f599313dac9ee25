"""Found at the moment the work is put before somebody: the same office before, beside the person, the own matter.
A recusal gives the clock back one working day, once; the recused find nothing, whatever they open.
"""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from lianjing.access import calling, work
from lianjing.domain.conflicts import Held, ground_for, judges
from lianjing.domain.values import Period
from lianjing.records.models import Holding, Person, Post, Recusal, RedFlag, Waiting, WorkItem
from lianjing.rooms.network.usecases import recusals
from lianjing.rooms.worklist import desks, monday, queries
from lianjing.ui.wording import work as words
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()


def post_of(seat):
    return Post._base_manager.get(pk=seat.post_id)


@pytest.fixture
def flag(county):
    made = county.flag("s001", about=county.teacher)
    made.facts = {"person": "王老", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
    made.due_on = DAY + timedelta(days=4)
    made.save()
    return made


def put(county, flag, seat=None, code="flag_to_review"):
    seat = seat or county.leader
    url = reverse("redflags:flag", args=[flag.pk])
    facts = {"subject": "业州中心学校"}
    return work.assign(code=code, about=flag, post=post_of(seat), url=url, now=NOW, due_on=flag.due_on, facts=facts)


def held(seat, county, org, first, last):
    Holding(post=county.post(org), person_id=seat.person_id, valid_from=first, valid_to=last).save()


def grounds(flag):
    return list(Recusal._base_manager.filter(table="redflag", record_id=flag.pk).values_list("ground", flat=True))


def test_whoever_sat_there_before_is_found_when_the_work_is_theirs(county, flag):
    held(county.leader, county, "s001", date(2019, 9, 1), date(2021, 8, 31))
    put(county, flag)
    assert grounds(flag) == []  # five years ago: no tie any more
    held(county.leader, county, "s001", date(2022, 9, 1), date(2025, 8, 31))
    work.overtake(about=flag, now=NOW)
    put(county, flag)
    assert grounds(flag) == ["same_post"]  # the teacher concerned was there at the same time


def test_who_left_before_the_person_came_held_a_post_there_and_no_more(county, flag):
    Holding._base_manager.filter(person=county.teacher.person_id).update(valid_from=date(2026, 1, 1))
    held(county.leader, county, "s001", date(2022, 9, 1), date(2025, 8, 31))
    put(county, flag)
    assert grounds(flag) == ["held_before"]


def test_nobody_judges_what_they_answered_themselves(county, flag):
    flag.answered_by_id = county.leader.person_id
    flag.save()
    put(county, flag)
    assert grounds(flag) == ["handled_it"]


def test_whoever_only_does_their_own_work_is_not_asked_to_stay_away(county, flag):
    put(county, flag, county.clerk, "flag_to_answer")
    assert grounds(flag) == []
    assert not judges("flag_to_answer")


def test_a_sealed_flag_raises_no_recusal_that_others_could_read(county):
    sealed = county.flag("s001", sealed=True, to=(county.leader,))
    held(county.leader, county, "s001", date(2022, 9, 1), date(2025, 8, 31))
    put(county, sealed)
    assert grounds(sealed) == []


def test_silence_recuses_whom_the_assignment_found(county, flag):
    flag.answered_by_id = county.leader.person_id
    flag.save()
    item = put(county, flag)
    recusals.lapse_recusals(now=at(DAY + timedelta(days=3)))
    assert Recusal._base_manager.get(table="redflag").state in ("recused", "replaced")
    assert item not in queries.items(county.leader, "open")


# The clock


def test_a_recusal_gives_the_clock_one_working_day_and_a_second_gives_none(county, flag):
    item = put(county, flag)
    calling.call_all(NOW)
    person = Person._base_manager.get(pk=county.clerk.person_id)
    ask = {"post": county.clerk, "person": person, "record": flag, "ground": "kin", "reason": "", "now": NOW}
    recusals.ask_of_another(other=post_of(county.leader), **ask)
    later = flag.due_on
    assert later == date(2026, 10, 19)  # Friday the 16th, and one working day
    item.refresh_from_db()
    assert item.due_on == later
    recusals.ask_of_another(other=post_of(county.officer), **ask)
    flag.refresh_from_db()
    assert flag.due_on == later
    assert calling.call_all(at(DAY + timedelta(days=5))) == 0
    assert Waiting._base_manager.get(table="redflag").due_at == at(later + timedelta(days=1), 0)


def test_what_is_late_already_is_not_wound_back(county, flag):
    RedFlag._base_manager.filter(pk=flag.pk).update(due_on=DAY - timedelta(days=1))
    flag.refresh_from_db()
    person = Person._base_manager.get(pk=county.clerk.person_id)
    recusals.ask_of_another(
        post=county.clerk, person=person, record=flag, other=post_of(county.leader), ground="kin", reason="", now=NOW
    )
    assert flag.due_on == DAY - timedelta(days=1)


# Nothing is seen


def test_the_recused_find_it_on_no_desk_no_sheet_and_in_no_number(client, county, flag):
    item, other = put(county, flag, county.inspector), county.flag("s002")
    RedFlag._base_manager.filter(pk=other.pk).update(facts=flag.facts)
    calling.call_all(NOW)
    for _ in range(2):
        calling.call_all(Waiting._base_manager.get(table="redflag", record_id=flag.pk).due_at)
    assert WorkItem._base_manager.filter(subject_id=flag.pk).exists()
    before = {part.name: part.total for part in monday.page(county.inspector)}
    county.recuse(county.inspector, flag)
    after = {part.name: part.total for part in monday.page(county.inspector)}
    assert before["decide"] == 1
    assert after["decide"] == 0
    assert before["overdue"] == 2  # the other flag's clock called too
    assert after["overdue"] == 1
    assert desks.desk(county.inspector).total == 0
    page = sign_in(client, county.inspector)
    for path in (
        reverse("worklist:item", args=[item.pk]),
        reverse("redflags:flag", args=[flag.pk]),
        reverse("network:journal_record", args=["redflag", flag.pk]),
    ):
        assert page.get(path).status_code == 404
    for path in ("/work/", "/work/?tab=open", "/work/?tab=open&as=xlsx", "/work/monday.pdf", "/flags/"):
        assert page.get(path).status_code == 200
    assert page.get(reverse("redflags:flag", args=[other.pk])).status_code == 200


# The rule

people, days = some.integers(1, 4), some.dates(date(2020, 1, 1), date(2026, 12, 1))
spans = some.tuples(days, some.integers(0, 900)).map(lambda t: Period(t[0], t[0] + timedelta(days=t[1])))
holdings = some.lists(some.builds(Held, people, some.integers(1, 2), spans), max_size=6)


@given(people, holdings, some.sets(people, max_size=2), some.sets(people, max_size=2), spans)
def test_a_ground_is_found_exactly_where_the_dates_say_so(person, found, concerned, handled, window):
    ground = ground_for(person, 1, found, concerned, handled, window)
    here = [row for row in found if row.person == person and row.unit == 1]
    recent = [row for row in here if row.period.overlaps(window)]
    assert (ground == "handled_it") == (person in handled)
    assert bool(ground) == (person in handled or bool(recent))
    beside = any(
        row.period.overlaps(other.period)
        for row in recent
        for other in found
        if other.person in concerned and other.unit == 1
    )
    if person not in handled:
        assert (ground == "same_post") == beside


def test_every_code_that_judges_is_worded():
    assert {code for code in words.TITLES if judges(code)} >= {"flag_to_review", "flag_to_weigh", calling.LATE}
    assert not judges("recusal_to_decide")
