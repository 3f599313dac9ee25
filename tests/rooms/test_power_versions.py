"""A version of a power on its way: drafted, written, checked by the prover, heard, approved by two bodies, in force."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lianjing.access import powers
from lianjing.access.power_exams import Exam
from lianjing.domain.authority import Role
from lianjing.domain.parameters import Words
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.power_writing import text_of
from lianjing.jobs import tick
from lianjing.records.models import JournalEntry, PowerOpinion, PowerVersion, WorkItem
from lianjing.rooms.powers import editing, exams
from lianjing.rooms.powers.usecases import matters, opinions, taking_effect, versions
from tests.rooms.drafting import AFTER, FIRST, HEARD, NOW, Desk, changed, longer
from tests.world import at


@pytest.fixture
def desk(county):
    return Desk(county)


def test_a_draft_begins_as_the_version_in_force_and_there_is_one_at_a_time(desk):
    assert desk.draft.number == 2
    assert (desk.draft.based_on.number, desk.draft.state) == (1, "draft")
    assert desk.item().flow == powers.compiled(desk.draft.based_on).item.flow
    with pytest.raises(RuleBroken, match="power_draft_open"):
        versions.start(post=desk.county.officer, unit=desk.county.org("jyj"), item="ST-03", now=NOW)
    assert JournalEntry._base_manager.filter(action="power.edit").exists()


def test_two_editors_do_not_overwrite_each_other(desk):
    seen = desk.draft.sha256
    desk.write(longer(desk.item()))
    with pytest.raises(RuleBroken, match="draft_changed_meanwhile"):
        desk.write(longer(desk.item(), days=2), seen=seen)
    assert desk.item().step("5").limits[0].span.count == 9


def test_nobody_but_its_unit_writes_a_draft(desk):
    for seat in (desk.county.principal, desk.county.clerk, desk.county.chief, desk.county.inspector):
        with pytest.raises(RuleBroken, match="not_yours"):
            desk.write(seat=seat)


def test_what_cannot_be_read_is_not_written(desk):
    before = desk.fresh().text
    with pytest.raises(RuleBroken, match="content_wrong"):
        desk.write(changed(desk.item(), "5", posts=("QQ",)))
    with pytest.raises(RuleBroken, match="power_text_long"):
        desk.write(changed(desk.item(), "5", hint=Words("长" * 400_000, "long")))
    with pytest.raises(RuleBroken, match="content_wrong"):
        desk.write(replace(desk.item(), flow=()))
    assert desk.fresh().text == before


def test_a_draft_is_checked_only_when_sound_watched_and_unchanged(desk):
    desk.write()
    with pytest.raises(RuleBroken, match="step_refused"):
        desk.check(gaps=(("无人可监督", ("2",)),))
    with pytest.raises(RuleBroken, match="step_refused"):
        desk.check(gaps=None)
    with pytest.raises(RuleBroken, match="draft_changed_meanwhile"):
        versions.check(post=desk.county.officer, version=desk.fresh(), exam=Exam("old", gaps=()), now=NOW)
    desk.write(changed(desk.item(), "2", watches=()))
    with pytest.raises(RuleBroken, match="step_refused"):
        desk.check()
    desk.write(powers.compiled(desk.draft.based_on).item)
    assert desk.check().automaton
    with pytest.raises(RuleBroken, match="power_not_draft"):
        desk.write(longer(desk.item()))
    with pytest.raises(RuleBroken, match="step_refused"):
        versions.draft_step(post=desk.county.officer, version=desk.fresh(), name="consult", reason="x", now=NOW)
    assert versions.draft_step(post=desk.county.officer, version=desk.fresh(), name="amend", reason="", now=NOW)
    assert desk.write(longer(desk.item()))


def test_the_prover_names_the_steps_that_one_person_would_hold(desk):
    county = desk.county
    buyer = county.holder("采购", "s001", Role.CLERK, "CGY", "采购员")
    post = county.post("s001", Role.CLERK, "YSY", "验收员")
    from lianjing.records.models import Holding

    Holding(post=post, person_id=buyer.person_id, valid_from=date(2021, 9, 1)).save()
    desk.write(changed(desk.item(), "2", posts=("YSY",), people=1))
    gaps = exams.full(county.officer, desk.fresh(), NOW).gaps
    assert any({"1", "2"} <= set(steps) for _said, steps in gaps), gaps


def test_staff_are_heard_for_five_working_days_and_answered_before_anybody_approves(desk):
    desk.write()
    desk.check()
    with pytest.raises(RuleBroken, match="power_heard_short"):
        versions.consult(post=desk.county.officer, version=desk.fresh(), until=HEARD - timedelta(1), now=NOW)
    with pytest.raises(RuleBroken, match="power_first_day_early"):
        versions.consult(post=desk.county.officer, version=desk.fresh(), until=FIRST, now=NOW)
    versions.consult(post=desk.county.officer, version=desk.fresh(), until=HEARD, now=NOW)
    with pytest.raises(RuleBroken, match="step_refused"):
        versions.approve(post=desk.county.chief, version=desk.fresh(), now=at(HEARD))
    said = opinions.say(post=desk.county.teacher, version=desk.fresh(), step="5", said="日清太晚", now=at(HEARD))
    with pytest.raises(RuleBroken, match="opinion_said_already"):
        opinions.say(post=desk.county.teacher, version=desk.fresh(), step="5", said="日清太晚 ", now=at(HEARD))
    for words, code in (("  ", "opinion_empty"), ("长" * 1001, "power_words_long")):
        with pytest.raises(RuleBroken, match=code):
            opinions.say(post=desk.county.teacher, version=desk.fresh(), step="", said=words, now=NOW)
    with pytest.raises(RuleBroken, match="power_step_unknown"):
        opinions.say(post=desk.county.teacher, version=desk.fresh(), step="99", said="?", now=NOW)
    with pytest.raises(RuleBroken, match="opinion_not_now"):
        opinions.say(post=desk.county.teacher, version=desk.fresh(), step="", said="晚了", now=AFTER)
    with pytest.raises(RuleBroken, match="step_refused"):
        versions.approve(post=desk.county.chief, version=desk.fresh(), now=AFTER)
    with pytest.raises(RuleBroken, match="not_yours"):
        opinions.answer(post=desk.county.principal, opinion=said, words="好", taken_up=True, now=AFTER)
    opinions.answer(post=desk.county.officer, opinion=said, words="按菜谱，不改", taken_up=False, now=AFTER)
    with pytest.raises(RuleBroken, match="opinion_answered"):
        opinions.answer(post=desk.county.officer, opinion=said, words="改", taken_up=True, now=AFTER)
    assert versions.approve(post=desk.county.chief, version=desk.fresh(), now=AFTER).state == "approved_once"


def test_two_bodies_approve_by_two_people(desk):
    desk.heard()
    versions.approve(post=desk.county.chief, version=desk.fresh(), now=AFTER)
    assert WorkItem._base_manager.filter(code="power_to_approve", state="open").count() == 1
    deputy = desk.county.holder("副局长", "jyj", Role.BUREAU_CHIEF, "FJZ", "副局长")
    for seat in (desk.county.chief, deputy):
        with pytest.raises(RuleBroken, match="step_refused"):
            versions.countersign(post=seat, version=desk.fresh(), now=AFTER)
    for seat in (desk.county.officer, desk.county.principal):
        with pytest.raises(RuleBroken, match="not_yours"):
            versions.countersign(post=seat, version=desk.fresh(), now=AFTER)
    assert versions.countersign(post=desk.county.inspector, version=desk.fresh(), now=AFTER).state == "approved"
    with pytest.raises(RuleBroken, match="step_refused"):
        versions.countersign(post=desk.county.inspector, version=desk.fresh(), now=AFTER)
    assert not WorkItem._base_manager.filter(code="power_to_approve", state="open").exists()


def test_what_comes_back_comes_with_a_reason_and_must_be_heard_again(desk):
    desk.heard()
    versions.approve(post=desk.county.inspector, version=desk.fresh(), now=AFTER)
    for name, reason in (("send_back", " "), ("approve", "好"), ("nonsense", "好")):
        with pytest.raises(RuleBroken, match="step_refused"):
            versions.refuse(post=desk.county.chief, version=desk.fresh(), name=name, reason=reason, now=AFTER)
    back = versions.refuse(post=desk.county.chief, version=desk.fresh(), name="send_back", reason="太松", now=AFTER)
    assert (back.state, back.first_approver, back.heard_until, back.closed_reason) == ("draft", None, None, "太松")
    assert WorkItem._base_manager.filter(code="power_to_mend", state="open").count() == 1
    for name in ("consult", "check"):
        with pytest.raises(RuleBroken, match="step_refused"):
            versions.draft_step(post=desk.county.officer, version=desk.fresh(), name=name, reason="x", now=AFTER)
    dropped = versions.draft_step(
        post=desk.county.officer, version=desk.fresh(), name="drop", reason="不改了", now=AFTER
    )
    assert dropped.state == "dropped"
    again = versions.start(post=desk.county.officer, unit=desk.county.org("jyj"), item="ST-03", now=AFTER)
    assert again.number == 3


def test_the_clock_takes_it_into_force_on_its_first_day_and_ends_the_old_one(desk):
    desk.approved()
    assert taking_effect.take_all_into_force(at(FIRST - timedelta(1))) == 0
    done = tick.run(at(FIRST))
    assert done["powers.take_effect"] == 1
    assert tick.run(at(FIRST))["powers.take_effect"] == 0
    new, old = desk.fresh(), desk.fresh(desk.draft.based_on)
    assert (new.state, new.first_day) == ("effective", FIRST)
    assert (old.state, old.last_day) == ("retired", FIRST - timedelta(1))
    assert powers.in_force("ST-03", desk.county.org("s001"), FIRST).pk == new.pk


def test_approved_late_it_begins_the_day_after(desk):
    desk.heard()
    late = at("2026-11-10")
    versions.approve(post=desk.county.chief, version=desk.fresh(), now=late)
    versions.countersign(post=desk.county.inspector, version=desk.fresh(), now=late)
    assert taking_effect.take_all_into_force(late) == 0
    assert taking_effect.take_all_into_force(at("2026-11-11")) == 1
    assert desk.fresh().first_day == date(2026, 11, 11)


def test_a_running_matter_stays_on_its_version(desk):
    seat = desk.county.clerk
    asked = {"item": "ST-03", "amount": None, "days": {}}
    old = matters.open_matter(post=seat, unit=desk.county.org("s001"), title="旧", now=NOW, **asked)
    desk.write(editing.moved(desk.item(), 0, "add-step")[0])
    desk.approved()
    tick.run(at(FIRST))
    new = matters.open_matter(post=seat, unit=desk.county.org("s001"), title="新", now=at(FIRST), **asked)
    old.refresh_from_db()
    assert (old.version.number, new.version.number) == (1, 2)
    assert len(powers.compiled(new.version).item.steps) == len(powers.compiled(old.version).item.steps) + 1
    assert old.state == "running"


@pytest.fixture
def school(desk):
    """The desk with the county's draft dropped, and a draft of a school's own version."""
    versions.draft_step(post=desk.county.officer, version=desk.fresh(), name="drop", reason="x", now=NOW)
    desk.draft = versions.start(post=desk.county.principal, unit=desk.county.org("s001"), item="ST-03", now=NOW)
    return desk


def exam_of(desk, item):
    desk.write(item, seat=desk.county.principal)
    return exams.quick(desk.fresh(), desk.item(), NOW)


def test_a_school_may_only_be_stricter(school):
    stricter, _ = editing.moved(school.item(), 0, "add-step")
    assert "no_looser" in exam_of(school, stricter).facts()
    looser = exam_of(school, changed(school.item(), "2", people=1))
    assert [one.code for one in looser.looser] == ["fewer_people"]
    rows = editing.rows_of(school.item())
    last = max(n for n, row in enumerate(rows) if row.no == "5")
    skipped = exam_of(school, editing.moved(changed(school.item(), "2", people=2), last, "remove")[0])
    assert (skipped.beyond.wanted, skipped.beyond.steps[skipped.beyond.at]) == (("5",), "6")
    exam = replace(skipped, gaps=())
    with pytest.raises(RuleBroken, match="step_refused"):
        versions.check(post=school.county.principal, version=school.fresh(), exam=exam, now=NOW)


def test_a_school_cannot_draft_for_the_county_nor_for_another_school(school):
    for unit in ("jyj", "s010"):
        with pytest.raises(RuleBroken, match="not_yours"):
            versions.start(post=school.county.principal, unit=school.county.org(unit), item="ST-01", now=NOW)


def test_a_schools_version_ends_when_the_county_becomes_stricter(school):
    county = school.county
    exam_of(school, school.item())
    own = PowerVersion._base_manager.get(pk=school.draft.pk)
    PowerVersion._base_manager.filter(pk=own.pk).update(state="effective", first_day=NOW.date())
    school.draft = versions.start(post=county.officer, unit=county.org("jyj"), item="ST-03", now=NOW)
    school.write(changed(school.item(), "2", people=3))
    school.approved()
    tick.run(at(FIRST))
    own.refresh_from_db()
    assert (own.state, own.closed_reason) == ("retired", "looser_than_county")
    assert powers.in_force("ST-03", county.org("s001"), FIRST).pk == school.draft.pk


def test_a_schools_approved_version_goes_back_when_the_county_has_become_stricter(school):
    county, first = school.county, {"state": "approved", "first_day": FIRST, "approved_at": NOW}
    exam_of(school, school.item())
    PowerVersion._base_manager.filter(pk=school.draft.pk).update(**first)
    assert taking_effect._loose(school.fresh(), NOW) is False
    stricter = text_of(changed(school.item(), "2", people=3))
    PowerVersion._base_manager.filter(org=county.org("jyj"), item="ST-03", number=1).update(text=stricter)
    assert taking_effect.take_all_into_force(at(FIRST)) == 1
    own = school.fresh()
    assert (own.state, own.closed_reason, own.approved_at) == ("draft", "looser_than_county", None)
    called = WorkItem._base_manager.get(code="power_to_mend", state="open")
    assert called.post_id == county.principal.post_id
    assert taking_effect.take_all_into_force(at(FIRST)) == 0
    assert school.item().id == "ST-03"  # the drafter goes on with it


def test_the_clock_calls_whoever_is_waited_for_once(desk):
    desk.heard()
    opinions.say(post=desk.county.teacher, version=desk.fresh(), step="", said="太多表", now=NOW)
    for _ in range(2):
        taking_effect.call_those_waited_for(AFTER)
    assert list(WorkItem._base_manager.filter(state="open").values_list("code", flat=True)) == ["power_to_answer"]
    said = PowerOpinion._base_manager.get()
    opinions.answer(post=desk.county.officer, opinion=said, words="减一张", taken_up=True, now=AFTER)
    taking_effect.call_those_waited_for(AFTER)
    assert WorkItem._base_manager.filter(state="open", code="power_to_approve").count() == 2
