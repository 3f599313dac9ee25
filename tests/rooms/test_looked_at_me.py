"""A person sees who looked at what is kept about them (G13): later where notice is withheld, nobody else ever."""

import pytest
from django.urls import reverse

from lianjing.access import journal
from lianjing.access.looked_at_me import looks
from lianjing.domain.authority import Action
from lianjing.jobs import duties
from lianjing.records.models import Declaration, Person, Problem, RedFlag, Verification, WorkItem
from lianjing.rooms.casework.usecases import handing_over
from tests.rooms.rosters import sign_in
from tests.rooms.test_problems import again, begun, told
from tests.world import DAY, at

NOW = at()


def person(seat):
    return Person._base_manager.get(pk=seat.person_id)


def looked(seat, action, record):
    journal.read(seat, action, [record], NOW)


def declared(seat):
    tie = Declaration(person_id=seat.person_id, kind="kin", relation="夫妻", other_name="某", declared_at=NOW)
    tie.valid_from = DAY
    tie.save()
    return tie


def seen(seat):
    """Return (who looked, at what) as the person of a seat reads it."""
    return [(row.person_id, row.subject_table) for row in looks(seat)]


def test_every_look_of_others_is_told_to_the_person_alone(county):
    looked(county.leader, Action.CONTACT_READ, person(county.clerk))
    looked(county.officer, Action.DECLARATION_READ, declared(county.clerk))
    looked(county.clerk, Action.CONTACT_READ, person(county.clerk))  # one's own look is no news
    assert seen(county.clerk) == [(county.officer.person_id, "declaration"), (county.leader.person_id, "person")]
    assert [seen(getattr(county, who)) for who in ("teacher", "principal", "leader", "inspector")] == [[]] * 4


def test_page_says_when_who_and_what(client, county):
    looked(county.leader, Action.CONTACT_READ, person(county.clerk))
    shown = sign_in(client, county.clerk).get(reverse("casework:own_looks")).content.decode()
    assert person(county.leader).name in shown
    assert "2026" in shown
    other = sign_in(client, county.teacher).get(reverse("casework:own_looks")).content.decode()
    assert person(county.leader).name not in other


def test_page_of_a_person_is_reached_from_about_me(client, county):
    home = sign_in(client, county.teacher).get(reverse("casework:owns")).content.decode()
    assert reverse("casework:own_looks") in home


def test_looks_of_whoever_weighs_what_is_not_told_yet_appear_once_it_is(county, verified):
    looked(county.officer, Action.CONTACT_READ, person(county.clerk))
    looked(county.leader, Action.CONTACT_READ, person(county.clerk))
    record = begun(county, verified)
    looked(county.officer, Action.PROBLEM_HANDLE, record)
    assert seen(county.clerk) == [(county.leader.person_id, "person")]
    told(county, record)
    assert (county.officer.person_id, "problem") in seen(county.clerk)
    assert (county.officer.person_id, "person") in seen(county.clerk)


@pytest.mark.parametrize(("ends", "shown"), [("sealed", False), ("transferred", False), ("closed_false", True)])
def test_a_sealed_flag_keeps_the_looks_of_its_two_until_it_came_to_nothing(county, ends, shown):
    flag = county.flag("s001")
    RedFlag._base_manager.filter(pk=flag.pk).update(sealed=True, state=ends)
    flag.about.add(county.clerk.person_id)
    flag.handlers.add(county.officer.person_id)
    looked(county.officer, Action.CONTACT_READ, person(county.clerk))
    assert bool(seen(county.clerk)) is shown


@pytest.mark.parametrize(
    ("closed", "result", "shown"), [(False, "", False), (True, "transferred", False), (True, "nothing_found", True)]
)
def test_a_verification_file_keeps_the_looks_of_its_two_while_it_runs(county, closed, result, shown):
    file = Verification(org=county.org("s001"), number="核〔2026〕1", power="ST-01", reason="x", asked_at=NOW)
    file.asker_id, file.asked_in_id, file.due_on, file.entered_at = (
        county.officer.person_id,
        county.officer.post_id,
        DAY,
        NOW,
    )
    file.state, file.result, file.closed_at = "closed" if closed else "open", result, NOW if closed else None
    file.save()
    file.handlers.add(county.officer.person_id)
    looked(county.officer, Action.CONTACT_READ, person(county.clerk))
    looked(county.leader, Action.CONTACT_READ, person(county.clerk))
    assert ((county.officer.person_id, "person") in seen(county.clerk)) is shown
    assert (county.leader.person_id, "person") in seen(county.clerk)


def test_a_transfer_before_notice_tells_the_person_nothing(county, verified):
    record = begun(county, verified)
    Problem._base_manager.filter(pk=record.pk).update(state="transferred")
    looked(county.officer, Action.PROBLEM_HANDLE, record)
    assert seen(county.clerk) == []


def test_after_a_transfer_was_emptied_the_looks_that_led_to_it_are_told_to_nobody_there(county, verified):
    """Whom it was about is kept nowhere any more; later looks of the same hands are told again."""
    looked(county.officer, Action.CONTACT_READ, person(county.clerk))
    looked(county.officer, Action.CONTACT_READ, person(county.teacher))
    record = begun(county, verified)
    handing_over.sign_first(post=county.officer, record=record, number="3号", body="派出第七组", now=NOW)
    handing_over.sign_second(post=county.inspector, record=again(record), now=NOW)
    assert duties.ALL["problem.empty"](NOW) == 1
    assert again(record).person_id is None
    assert seen(county.clerk) == seen(county.teacher) == []
    journal.read(county.officer, Action.CONTACT_READ, [person(county.clerk)], at("2026-11-02"))
    assert seen(county.clerk) == [(county.officer.person_id, "person")]


def test_after_a_transfer_the_persons_own_list_does_not_speak_of_it(county, verified, client):
    told(county, begun(county, verified))
    record = Problem._base_manager.get()
    assert WorkItem._base_manager.filter(code="own_matter").count() == 1
    handing_over.sign_first(post=county.officer, record=record, number="3号", body="派出第七组", now=NOW)
    handing_over.sign_second(post=county.inspector, record=again(record), now=NOW)
    assert not WorkItem._base_manager.filter(code="own_matter").exists()
    assert WorkItem._base_manager.filter(code="problem_to_tell").exists()  # the handlers' own history stays


def test_a_flag_about_somebody_that_was_handed_over_keeps_the_looks_of_its_reviewers(county):
    flag = county.flag("s001", about=county.clerk)
    looked(county.officer, Action.CONTACT_READ, person(county.clerk))
    journal.write(kind="act", action=Action.FLAG_REVIEW, post=county.officer, record=flag, now=NOW, facts={})
    assert seen(county.clerk) == [(county.officer.person_id, "person")]
    RedFlag._base_manager.filter(pk=flag.pk).update(state="transferred", weighing={})
    assert seen(county.clerk) == []
