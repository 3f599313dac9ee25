"""A post changes hands with one list and two signatures; a list that changed is signed anew; nobody signs twice."""

from datetime import timedelta

import pytest

from lianjing.access import handing, journal, network, posts, work
from lianjing.access.policy import may, visible
from lianjing.domain.authority import Action
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Handover, Holding, Person, Post, WorkItem
from lianjing.rooms.network.usecases import handover as usecases
from tests.rooms.rosters import sign_in
from tests.world import DAY, at


@pytest.fixture
def school(county):
    """The school's claims clerk leaves, the teacher comes; two things are in flight."""
    county.desk = Post._base_manager.get(pk=county.clerk.post_id)
    for name in ("flag_to_answer", "edge_to_confirm"):
        give(county, name, county.flag("s001"))
    return county


def give(county, code, about):
    facts = {"subject": "s001", "unit": "业州中心学校"}
    return work.assign(code=code, about=about, post=county.desk, url="/flags/", now=at(), facts=facts)


def person(seat):
    return Person._base_manager.get(pk=seat.person_id)


def opened(county, by=None, leaving="clerk", coming="teacher"):
    return usecases.open_handover(
        post=by or county.leader,
        unit=county.org("s001"),
        of=county.desk,
        leaving=person(getattr(county, leaving)) if leaving else None,
        coming=person(getattr(county, coming)),
        now=at(),
    )


def sign(seat, record, now=None):
    return usecases.sign(post=seat, handover=record, shown=record.items_sha256, now=now or at())


def code(call, *arguments, **named):
    with pytest.raises(RuleBroken) as refusal:
        call(*arguments, **named)
    return refusal.value.code


def test_nobody_opens_a_hand_over_to_themselves(school):
    assert code(opened, school, by=school.principal, coming="principal") == "post_by_own_hand"


def of_post(county):
    rows = Holding._base_manager.filter(post=county.desk).order_by("id")
    return [(row.person_id, str(row.valid_from), str(row.valid_to)) for row in rows]


def test_two_signatures_on_one_list_pass_the_post_with_all_its_work(school):
    record = opened(school)
    assert (record.state, [line["code"] for line in record.items]) == ("listed", ["flag_to_answer", "edge_to_confirm"])
    assert sign(school.clerk, record).state == "signed_out"
    assert sign(school.teacher, record).state == "signed_in"
    assert of_post(school) == [
        (school.clerk.person_id, "2021-09-01", "2026-10-11"),
        (school.teacher.person_id, "2026-10-12", "None"),
    ]
    comes = posts.seat_for(school.teacher.person_id, school.desk, DAY)
    seen = visible(comes, Action.WORK_READ, WorkItem).filter(code__in=("flag_to_answer", "edge_to_confirm"))
    assert seen.count() == 2
    assert not posts.holdings_of(school.clerk.person_id, DAY).filter(post=school.desk).exists()
    assert journal.first_broken() is None


def test_both_sides_have_it_on_their_list_and_it_goes_when_done(school):
    record = opened(school)
    own = WorkItem._base_manager.filter(subject_table="handover")
    assert {(item.code, item.post_id) for item in own} == {
        ("handover_to_sign_out", school.desk.pk),
        ("handover_to_sign_in", school.teacher.post_id),
    }
    sign(school.clerk, record)
    sign(school.teacher, record)
    assert {item.state for item in own.all()} == {"overtaken"}


@pytest.mark.parametrize("when", ["before the first", "between"])
def test_a_list_that_changed_is_made_anew_and_not_signed(school, when):
    record = opened(school)
    if when == "between":
        sign(school.clerk, record)
    give(school, "flag_to_review", school.flag("s001"))
    signer = school.teacher if when == "between" else school.clerk
    before = record.items_sha256
    assert sign(signer, record).state == "listed"
    assert (len(record.items), record.signed_out_at) == (3, None)
    assert record.items_sha256 != before
    assert usecases.sign(post=school.clerk, handover=record, shown=before, now=at()).state == "listed"
    assert sign(school.clerk, record).state == "signed_out"


def test_nobody_signs_the_part_of_another(school):
    record = opened(school)
    assert code(sign, school.teacher, record) == "step_refused"
    assert code(sign, school.principal, record) == "not_yours"
    sign(school.clerk, record)
    assert code(sign, school.clerk, record) == "step_refused"
    assert of_post(school) == [(school.clerk.person_id, "2021-09-01", "None")]


def test_somebody_above_signs_over_for_one_who_cannot_but_not_for_himself(school):
    record = opened(school, by=school.principal)
    unit, shown = school.org("s001"), record.items_sha256
    ask = {"unit": unit, "handover": record, "shown": shown, "now": at()}
    assert code(usecases.sign_out_for, post=school.principal, reason=" ", **ask) == "step_refused"
    assert code(usecases.sign_out_for, post=school.other_leader, reason="病", **ask) == "not_yours"
    assert usecases.sign_out_for(post=school.principal, reason="住院", **ask).state == "signed_out"
    assert sign(school.teacher, record).state == "signed_in"


def test_a_principal_cannot_sign_over_to_himself(school):
    record = opened(school, by=school.leader, coming="principal")
    ask = {"unit": school.org("s001"), "handover": record, "shown": record.items_sha256, "now": at()}
    assert code(usecases.sign_out_for, post=school.principal, reason="病", **ask) == "step_refused"


def test_a_vacant_post_is_taken_over_with_one_above_signing_for_nobody(school):
    Holding._base_manager.filter(post=school.desk).update(valid_to=DAY - timedelta(days=2))
    record = opened(school, leaving=None)
    ask = {"unit": school.org("s001"), "handover": record, "shown": record.items_sha256, "now": at()}
    usecases.sign_out_for(post=school.leader, reason="空缺", **ask)
    assert sign(school.teacher, record).state == "signed_in"


@pytest.mark.parametrize(
    ("leaving", "coming", "refused"),
    [
        ("clerk", "clerk", "handover_same_person"),
        ("principal", "teacher", "handover_not_holder"),
        (None, "clerk", "handover_holds_already"),
        (None, "teacher", "handover_who_leaves"),
    ],
)
def test_openings_that_make_no_sense_are_refused(school, leaving, coming, refused):
    assert code(opened, school, leaving=leaving, coming=coming) == refused
    assert Handover._base_manager.count() == 0


def test_one_handover_of_a_post_at_a_time(school):
    record = opened(school)
    assert code(opened, school) == "handover_running"
    usecases.cancel(post=school.leader, unit=school.org("s001"), handover=record, reason="弄错了", now=at())
    assert opened(school).state == "listed"


@pytest.mark.parametrize("who", ["clerk", "teacher", "township", "other_leader", "chief", "tech"])
def test_only_those_above_open(school, who):
    assert code(opened, school, by=getattr(school, who)) == "not_yours"


def test_a_post_of_another_unit_cannot_be_slipped_in(school):
    foreign = Post._base_manager.get(pk=school.other_clerk.post_id)
    ask = {"leaving": person(school.other_clerk), "coming": person(school.teacher), "now": at()}
    call = {"post": school.leader, "unit": school.org("s001"), "of": foreign, **ask}
    assert code(usecases.open_handover, **call) == "not_yours"


def test_what_the_coming_person_is_recused_from_is_not_on_the_list(school):
    hidden = WorkItem._base_manager.get(code="flag_to_answer")
    school.recuse(school.teacher, hidden)
    assert [line["code"] for line in opened(school).items] == ["edge_to_confirm"]


def test_a_sealed_matter_is_listed_without_a_word_of_it(school):
    WorkItem._base_manager.filter(code="flag_to_answer").update(sealed=True)
    line = opened(school).items[0]
    assert (line["code"], line["facts"]) == ("", {})


def test_after_a_day_whoever_opened_it_is_called(school):
    record = opened(school)
    assert usecases.call_upper(at()) == 0
    assert usecases.call_upper(record.due_at) == 1
    assert WorkItem._base_manager.filter(code="vacancy", post=school.leader.post_id).count() == 1
    assert handing.late(record.due_at - timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    ("who", "sees"), [("inspector", True), ("leader", True), ("clerk", True), ("teacher", True), ("other_clerk", False)]
)
def test_who_may_read_one(school, who, sees):
    record = opened(school)
    assert may(getattr(school, who), Action.HANDOVER_READ, record) is sees


def test_the_pages_lead_from_opening_to_the_second_signature(client, school):
    leader = sign_in(client, school.leader)
    assert leader.get(f"/network/handovers/new/{school.desk.pk}/").status_code == 200
    asked = {"leaving": school.clerk.person_id, "coming": school.teacher.person_id}
    made = leader.post(f"/network/handovers/new/{school.desk.pk}/", asked)
    assert made.status_code == 302, made.content.decode()
    record = Handover._base_manager.get()
    address, shown = f"/network/handovers/{record.pk}/", {"shown": record.items_sha256}
    assert leader.get("/network/handovers/").status_code == 200
    assert leader.post(f"{address}sign/", shown).status_code == 404
    clerk = sign_in(client, school.clerk)
    assert "Sign over" in clerk.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert clerk.post(f"{address}sign/", shown).status_code == 302
    assert clerk.post(f"{address}cancel/", {"reason": "x"}).status_code == 404
    teacher = sign_in(client, school.teacher)
    assert teacher.post(f"{address}sign/", shown).status_code == 302
    record.refresh_from_db()
    assert record.state == "signed_in"


def test_the_page_of_a_vacancy_and_of_strangers(client, school):
    record = opened(school)
    assert sign_in(client, school.other_clerk).get(f"/network/handovers/{record.pk}/").status_code == 404
    assert sign_in(client, school.clerk).get(f"/network/handovers/new/{school.desk.pk}/").status_code == 404
    assert sign_in(client, school.other_leader).get(f"/network/handovers/new/{school.desk.pk}/").status_code == 404


def test_a_post_handed_over_twice_on_one_day_has_one_holder_on_each(school):
    """The wrong person in the morning, the right one in the afternoon: today is the first's, tomorrow the second's."""
    for coming, leaving in (("teacher", "clerk"), ("principal", "teacher")):
        record = opened(school, leaving=leaving, coming=coming)
        out = posts.seat_for(record.leaving_id, school.desk, DAY)
        sign(getattr(school, coming), sign(out, record))
    network.history().check()
    assert [row[1:] for row in of_post(school)] == [
        ("2021-09-01", "2026-10-11"),
        ("2026-10-12", "2026-10-12"),
        ("2026-10-13", "None"),
    ]


def test_nobody_signs_in_where_the_office_put_somebody_meanwhile(school):
    record = sign(school.clerk, opened(school))
    Holding._base_manager.filter(post=school.desk).update(valid_to=DAY - timedelta(days=1))
    Holding(post=school.desk, person=school.person("周备", "s001"), valid_from=DAY).save()
    assert code(sign, school.teacher, record) == "handover_not_holder"
    assert len(of_post(school)) == 2


def test_a_post_written_down_for_later_begins_with_the_second_signature(school):
    Holding._base_manager.filter(post=school.desk).update(valid_to="2026-10-31")
    Holding(post=school.desk, person=person(school.teacher), valid_from="2026-11-01").save()
    sign(school.teacher, sign(school.clerk, opened(school)))
    network.history().check()
    assert [row[1:] for row in of_post(school)] == [("2021-09-01", "2026-10-11"), ("2026-10-12", "None")]
