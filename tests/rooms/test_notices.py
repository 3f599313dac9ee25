"""Disclosures: foreseen by the rules, made from records, stopped by the gate, approved by another, run their days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from lianjing.access import notice_slots, notices
from lianjing.domain.authority import Role
from lianjing.domain.notices import slot_of, slots
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Disclosure, JournalEntry, Matter, NoticeFile, NoticeVersion, PowerVersion, WorkItem
from lianjing.rooms.notices import contents, gate
from lianjing.rooms.notices.usecases import approving, calendar, course, nothing, preparing
from lianjing.rooms.powers.usecases import matters, publishing
from lianjing.rooms.powers.usecases.matters import Taken
from tests.world import at

BEGAN = "2026-10-12"
PHONE = "13987654321"
RECIPE = {"recipe": "周一：米饭、土豆烧肉、青菜汤", "unit_price": "午餐 4.50 元"}


class Calendar:
    """A school whose calendar began on 12 October, with a clerk and a principal."""

    def __init__(self, county):
        self.county = county
        publishing.publish_catalogue(at("2026-09-01"))
        calendar.put_on_calendar(at(BEGAN))
        self.clerk, self.principal, self.leader = county.clerk, county.principal, county.leader

    def slot(self, item="ST-04", step="2w", slot="2026-10-12", org="s001"):
        rows = Disclosure._base_manager.select_related("org__parent", "version", "matter")
        return rows.get(item=item, step=step, slot=slot, org__code=org)

    def again(self, slot):
        return Disclosure._base_manager.select_related("org__parent", "version", "matter").get(pk=slot.pk)

    def prepare(self, slot=None, day=BEGAN, **typed):
        slot = slot or self.slot()
        preparing.prepare(post=self.clerk, disclosure=slot, typed=typed or RECIPE, now=at(day))
        return self.again(slot)

    def publish(self, slot=None, day=BEGAN, **typed):
        slot = self.prepare(slot, day, **typed)
        preparing.send(post=self.clerk, disclosure=slot, now=at(day))
        approving.approve(post=self.principal, disclosure=slot, now=at(day))
        return self.again(slot)

    def purchase(self, title="学校厕所维修", amount=3_000_000):
        """Run a purchase up to its public notice of the result; return the slot of that notice."""
        matter = matters.open_matter(
            post=self.clerk,
            unit=self.county.org("s001"),
            item="JF-01",
            title=title,
            amount=None,
            days={},
            now=at(BEGAN),
        )
        for step in ("1", "2", "2a"):
            taken = Taken(step=step, happened_at=at(BEGAN, 8))
            matters.take(post=self.clerk, matter=matter, taken=taken, now=at(BEGAN))
        calendar.put_on_calendar(at(BEGAN, 10))
        return self.slot("JF-01", "3", f"m{matter.pk}")

    def notice(self):
        """Return the slot of a public notice that runs five working days from 12 October: 13 to 19 October."""
        slot = self.purchase()
        words = {"book_title": "练习册", "list_price": "12.80 元", "voluntary": "自愿", "refund": "两周内可退"}
        return self.publish(slot, **words)


@pytest.fixture
def year(county):
    return Calendar(county)


def refused(code, call):
    with pytest.raises(RuleBroken) as caught:
        call()
    assert caught.value.code == code
    return caught.value.facts


# The calendar


def test_every_school_owes_what_its_powers_say_and_doing_it_twice_adds_nothing(year, django_assert_max_num_queries):
    owed = set(Disclosure._base_manager.values_list("item", "step").distinct())
    assert {("ST-03", "6"), ("ST-04", "2w"), ("ST-04", "3"), ("CW-05", "4"), ("ZZ-02", "5")} <= owed
    codes = set(Disclosure._base_manager.values_list("org__code", flat=True))
    assert codes == {"s001", "s002", "s010"}
    before = Disclosure._base_manager.count()
    with django_assert_max_num_queries(12):
        assert calendar.put_on_calendar(at(BEGAN)) == 0
    assert Disclosure._base_manager.count() == before


def test_a_whole_county_is_foreseen_in_bounded_queries(year, county, django_assert_max_num_queries):
    """168 schools by 34 powers: reading takes a handful of queries; what is new is written in batches."""
    for n in range(165):
        county.unit(f"k{n:03d}", f"村{n}小学", "school", "zj01")
    with django_assert_max_num_queries(100):
        assert calendar.put_on_calendar(at(BEGAN)) >= 165 * 10
    with django_assert_max_num_queries(12):
        assert calendar.put_on_calendar(at(BEGAN)) == 0


def test_two_clocks_at_once_keep_each_slot_once(year):
    rows = list(calendar._foreseen(at("2026-11-02")))
    keeper = year.county.org("jyj")
    calendar.foresee(keeper=keeper, rows=rows, now=at("2026-11-02"))
    calendar.foresee(keeper=keeper, rows=list(calendar._foreseen(at("2026-11-02"))), now=at("2026-11-02"))
    assert Disclosure._base_manager.filter(org__code="s001", item="ST-03", slot="2026-11").count() == 1


@pytest.mark.parametrize(
    ("every", "day", "key", "first", "last", "from_day"),
    [
        ("month", "2026-10-12", "2026-10", "2026-10-01", "2026-10-31", "2026-10-31"),
        ("month", "2026-12-31", "2026-12", "2026-12-01", "2026-12-31", "2026-12-31"),
        ("month", "2028-02-29", "2028-02", "2028-02-01", "2028-02-29", "2028-02-29"),
        ("week", "2026-10-14", "2026-10-12", "2026-10-12", "2026-10-18", "2026-10-11"),
        ("term", "2026-10-12", "2026-2027-1", "2026-09-01", "2027-01-31", "2027-01-31"),
        ("term", "2027-01-15", "2026-2027-1", "2026-09-01", "2027-01-31", "2027-01-31"),
        ("term", "2027-08-20", "2026-2027-2", "2027-02-01", "2027-08-31", "2027-08-31"),
        ("year", "2027-03-01", "2026-2027", "2026-09-01", "2027-08-31", "2026-08-31"),
    ],
)
def test_periods(every, day, key, first, last, from_day):
    found = slot_of(every, date.fromisoformat(day))
    assert (found.key, *map(str, (found.first, found.last, found.counts_from))) == (key, first, last, from_day)


def test_periods_follow_one_another_without_a_gap():
    for every in ("week", "month", "term", "year"):
        found = list(slots(every, date(2026, 9, 1), date(2029, 9, 1)))
        assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(found))


def test_a_month_is_due_on_the_tenth_of_the_next(year):
    assert year.slot("ST-03", "6", "2026-10").due_on == date(2026, 11, 10)


def test_what_was_due_before_the_calendar_began_is_nobodys_fault(year):
    assert not Disclosure._base_manager.filter(due_on__lt=date(2026, 10, 12)).exists()


def test_what_is_late_says_so_in_public_and_goes_up_level_by_level(year):
    slot = year.slot()
    assert slot.due_on == date(2026, 10, 12)
    assert calendar.lapse_due(at("2026-10-12", 23)) == 0
    calendar.lapse_due(at("2026-10-13"))
    assert year.again(slot).state == "overdue"
    public = notices.one(slot.pk, date(2026, 10, 18))
    assert public.overdue == 6
    for day, who in (("2026-10-15", "校长"), ("2026-10-20", "组长"), ("2026-10-23", "主任")):
        calendar.escalate(at(day))
        calendar.escalate(at(day))
        items = WorkItem._base_manager.filter(code="notice_overdue", subject_id=slot.pk, state="open")
        assert items.filter(post__title=who).count() == 1, day


def test_making_it_ready_hides_no_late_day(year):
    slot = year.slot()
    calendar.lapse_due(at("2026-10-13"))
    year.prepare(year.again(slot), "2026-10-18")
    assert notices.one(slot.pk, date(2026, 10, 18)).overdue == 6
    assert calendar.lapse_due(at("2026-10-19")) == 0


# Nothing this period


def test_nothing_takes_one_tap_and_stays_true(year):
    slot = year.slot("CW-07", "2a", "2026-2027-1") if _has("CW-07", "2a") else year.slot("ZZ-03", "1", "2026-2027-1")
    nothing.declare(post=year.clerk, disclosure=slot, now=at(BEGAN))
    assert year.again(slot).state == "nothing"
    assert notices.one(slot.pk, date(2030, 1, 1)).overdue == 0
    assert nothing.find_forgotten(at(BEGAN)) == 0


def _has(item, step):
    return Disclosure._base_manager.filter(item=item, step=step).exists()


def test_a_forged_zero_is_refused_while_a_matter_runs_and_its_control_passes(year):
    other = year.slot("ZZ-03", "1", "2026-2027-1", org="s001")
    open_donation(year)
    refused("nothing_is_untrue", lambda: nothing.declare(post=year.clerk, disclosure=other, now=at(BEGAN)))
    assert year.again(other).state == "scheduled"
    elsewhere = year.slot("ZZ-03", "1", "2026-2027-1", org="s010")
    nothing.declare(post=year.county.other_clerk, disclosure=elsewhere, now=at(BEGAN))
    assert year.again(elsewhere).state == "nothing"


def open_donation(year, day=BEGAN):
    matter = matters.open_matter(
        post=year.clerk,
        unit=year.county.org("s001"),
        item="ZZ-03",
        title="校友捐赠图书",
        amount=500_000,
        days={},
        now=at(day),
    )
    matters.take(post=year.clerk, matter=matter, taken=Taken(step="1", happened_at=at(day, 8)), now=at(day))
    return matter


def test_a_matter_found_later_corrects_the_zero_by_itself_and_warns(year):
    slot = year.slot("ZZ-03", "1", "2026-2027-1")
    nothing.declare(post=year.clerk, disclosure=slot, now=at(BEGAN))
    open_donation(year, "2026-11-02")
    assert nothing.find_forgotten(at("2026-11-03")) == 1
    found = year.again(slot)
    assert (found.state, found.corrected_nothing) == ("overdue", True)
    assert notices.one(slot.pk, date(2026, 11, 3)).corrected_nothing
    warned = WorkItem._base_manager.filter(code="nothing_was_wrong", state="open").values_list("post__title", flat=True)
    assert set(warned) == {"报账员", "校长"}


def test_a_late_zero_needs_one_level_up(year):
    slot = year.slot()
    calendar.lapse_due(at("2026-10-13"))
    slot = year.again(slot)
    nothing.declare(post=year.clerk, disclosure=slot, now=at("2026-10-14"))
    assert year.again(slot).state == "overdue"
    refused("nothing_asked_already", lambda: nothing.declare(post=year.clerk, disclosure=slot, now=at("2026-10-14")))
    nothing.confirm(post=year.leader, disclosure=year.again(slot), now=at("2026-10-14"))
    assert year.again(slot).state == "nothing"


# Making and the gate


def test_only_fields_of_the_rule_come_in(year):
    slot = year.slot()
    facts = refused(
        "notice_field_unknown",
        lambda: preparing.prepare(post=year.clerk, disclosure=slot, typed={"name": "甲"}, now=at(BEGAN)),
    )
    assert facts["field"] == "name"


def test_nothing_said_is_nothing_made(year):
    slot = year.slot()
    refused(
        "notice_says_nothing",
        lambda: preparing.prepare(post=year.clerk, disclosure=slot, typed={"recipe": " "}, now=at(BEGAN)),
    )


def test_a_telephone_blocks_one_tap_masks_and_the_secret_is_in_no_log(year):
    slot = year.prepare(recipe=f"有问题打 {PHONE}")
    assert slot.state == "blocked"
    refused("notice_not_passed", lambda: preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN)))
    made = notice_slots.draft(slot)
    assert made.passed == ""
    assert PHONE not in str(made.verdict)
    assert not any(PHONE.encode() in bytes(entry.canonical) for entry in JournalEntry._base_manager.all())
    preparing.mask(post=year.clerk, disclosure=slot, now=at(BEGAN))
    made = notice_slots.draft(year.again(slot))
    assert year.again(slot).state == "prepared"
    assert PHONE not in bytes(made.content).decode()
    assert gate.passed(made)


def test_a_file_passes_the_same_gate_and_its_clean_copy_replaces_it(year):
    slot = year.prepare()
    data = f"项目,说明\r\n午餐,打 {PHONE} 问\r\n".encode()
    preparing.attach(post=year.clerk, disclosure=slot, name="食谱.csv", data=data, now=at(BEGAN))
    assert year.again(slot).state == "blocked"
    preparing.mask(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    assert year.again(slot).state == "prepared"
    file = notices.files_of(notice_slots.draft(slot))[0]
    assert PHONE.encode() not in bytes(file.data)


def test_a_picture_is_refused_in_words_and_can_be_taken_away(year):
    slot = year.prepare()
    file = preparing.attach(
        post=year.clerk, disclosure=slot, name="a.png", data=b"\x89PNG\r\n\x1a\n0000", now=at(BEGAN)
    )
    assert [one.code for one in gate.findings_of(notice_slots.draft(slot))] == ["image"]
    preparing.detach(post=year.clerk, disclosure=year.again(slot), file_id=file.pk, now=at(BEGAN))
    assert year.again(slot).state == "prepared"


def _changed_content(notice):
    NoticeVersion._base_manager.filter(pk=notice.pk).update(
        content=gate.bytes_of({"fields": {"recipe": PHONE}, "rows": []})
    )


def _forged_pass(notice):
    content = gate.bytes_of({"fields": {"recipe": PHONE}, "rows": []})
    NoticeVersion._base_manager.filter(pk=notice.pk).update(content=content, passed="0" * 64)


def _changed_file(notice):
    NoticeFile._base_manager.filter(notice=notice).update(data=b"x")


@pytest.mark.parametrize("tamper", [_changed_content, _forged_pass, _changed_file])
@pytest.mark.parametrize("path", ["send", "approve", "publish", "correct", "read"])
def test_no_path_publishes_bytes_that_are_not_those_of_the_verdict(year, tamper, path):
    """Every way to the public, each with bytes changed behind the gate's back; the control is every other test."""
    slot = year.prepare()
    preparing.attach(post=year.clerk, disclosure=slot, name="a.csv", data="项,数\r\n甲,1\r\n".encode(), now=at(BEGAN))
    slot = year.again(slot)
    if path == "send":
        tamper(notice_slots.draft(slot))
        refused("notice_not_passed", lambda: preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN)))
        return
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    if path == "approve":
        tamper(notice_slots.draft(slot))
        refused("notice_not_passed", lambda: approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN)))
        return
    if path == "publish":
        later = date(2026, 10, 14)
        approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN), publish_on=later)
        tamper(notice_slots.draft(year.again(slot)))
        refused("notice_not_passed", lambda: approving.publish_due(at("2026-10-14")))
        assert year.again(slot).state == "approved"
        return
    approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN))
    slot = year.again(slot)
    if path == "correct":
        year.prepare(slot, "2026-10-13", recipe="改")
        preparing.attach(
            post=year.clerk, disclosure=slot, name="b.csv", data="项,数\r\n乙,1\r\n".encode(), now=at(BEGAN)
        )
        preparing.send(post=year.clerk, disclosure=slot, now=at("2026-10-13"))
        tamper(notice_slots.draft(slot))
        refused(
            "notice_not_passed",
            lambda: approving.correct(post=year.principal, disclosure=slot, reason="改", now=at("2026-10-13")),
        )
        return
    assert notices.one(slot.pk, date(2026, 10, 13)).newest.content is not None
    file = notices.files_of(notice_slots.current(slot))[0]
    assert notices.file_of(file.pk) is not None
    tamper(notice_slots.current(slot))
    assert notices.one(slot.pk, date(2026, 10, 13)).newest.content is None
    assert notices.file_of(file.pk) is None


def test_the_database_holds_no_approved_version_without_a_verdict(year):
    from django.db import IntegrityError, transaction

    slot = year.prepare(recipe=f"打 {PHONE}")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeVersion._base_manager.filter(disclosure=slot).update(approved_at=at(BEGAN))


# Approval


def test_whoever_made_or_sent_it_never_approves_it(year, county):
    both = county.holder("兼校", "s001", Role.PRINCIPAL, "FX", "副校长")
    slot = year.prepare()
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    NoticeVersion._base_manager.filter(disclosure=slot).update(sent_by=both.person_id)
    facts = refused("step_refused", lambda: approving.approve(post=both, disclosure=slot, now=at(BEGAN)))
    assert facts["why"] == ("same_person",)
    approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN))
    assert year.again(slot).state == "published"


def test_what_was_not_sent_is_not_approved_and_what_is_changed_must_be_sent_again(year):
    slot = year.prepare()
    refused("step_refused", lambda: approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN)))
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    year.prepare(slot, recipe="又改")
    refused("step_refused", lambda: approving.approve(post=year.principal, disclosure=year.again(slot), now=at(BEGAN)))


def test_a_disclosure_is_never_back_dated_and_its_control_passes(year):
    """Abuse (e): the clock is the system's."""
    slot = year.prepare(day="2026-10-15")
    preparing.send(post=year.clerk, disclosure=slot, now=at("2026-10-15"))
    for day in (date(2026, 10, 14), date(2026, 9, 1)):
        refused(
            "notice_back_dated",
            lambda day=day: approving.approve(
                post=year.principal, disclosure=slot, now=at("2026-10-15"), publish_on=day
            ),
        )
    assert year.again(slot).state == "prepared"
    approving.approve(post=year.principal, disclosure=slot, now=at("2026-10-15"), publish_on=date(2026, 10, 19))
    assert year.again(slot).state == "approved"
    assert approving.publish_due(at("2026-10-18")) == 0
    assert approving.publish_due(at("2026-10-19")) == 1
    assert notices.one(slot.pk, date(2026, 10, 19)).newest.published_at.date() == date(2026, 10, 19)


def test_sent_back_with_a_reason(year):
    slot = year.prepare()
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    refused(
        "step_refused", lambda: approving.send_back(post=year.principal, disclosure=slot, reason=" ", now=at(BEGAN))
    )
    approving.send_back(post=year.principal, disclosure=slot, reason="价格不全", now=at(BEGAN))
    assert notice_slots.draft(year.again(slot)).returned == "价格不全"


# The course of a public notice


def test_a_public_notice_runs_its_working_days_and_ends_by_itself(year):
    slot = year.notice()
    assert (slot.kind, slot.state) == ("notice", "published")
    assert notice_slots.current(slot).ends_on == date(2026, 10, 19)
    assert course.expire_due(at("2026-10-19", 23)) == 0
    assert course.expire_due(at("2026-10-20", 0)) == 1
    assert course.expire_due(at("2026-10-20", 1)) == 0


def test_a_notice_cannot_be_ended_early_and_its_control_passes(year):
    """Abuse: a notice ended early."""
    slot = year.notice()
    for day in ("2026-10-12", "2026-10-16", "2026-10-19"):
        facts = refused("step_refused", lambda day=day: course.end(post=year.principal, disclosure=slot, now=at(day)))
        assert "days_over" in facts["missing"]
    course.end(post=year.principal, disclosure=slot, now=at("2026-10-20"))
    assert year.again(slot).state == "expired"


def test_withdrawing_is_no_way_to_end_early(year):
    slot = year.notice()
    refused("step_refused", lambda: course.withdraw(post=year.principal, disclosure=slot, reason="", now=at(BEGAN)))
    course.withdraw(post=year.principal, disclosure=slot, reason="书名写错", now=at("2026-10-14"))
    slot = year.again(slot)
    assert (slot.state, slot.due_on) == ("scheduled", date(2026, 10, 19))
    public = notices.one(slot.pk, date(2026, 10, 14)).newest
    assert (public.content, public.down_as, public.why) == (None, "withdrawn", "书名写错")
    assert public.sha256
    calendar.lapse_due(at("2026-10-20"))
    assert year.again(slot).state == "overdue"


def test_an_objection_holds_the_end_and_its_answer_lets_the_days_run_on(year):
    slot = year.notice()
    assert notices.takes_objections(slot.pk, date(2026, 10, 14))
    notices.objection_opened(disclosure_id=slot.pk, now=at("2026-10-14"))
    notices.objection_opened(disclosure_id=slot.pk, now=at("2026-10-14"))
    assert year.again(slot).state == "paused"
    assert course.expire_due(at("2026-10-30")) == 0
    refused("step_refused", lambda: course.end(post=year.principal, disclosure=year.again(slot), now=at("2026-10-30")))
    notices.objection_settled(disclosure_id=slot.pk, now=at("2026-10-21"))
    assert year.again(slot).state == "paused"
    notices.objection_settled(disclosure_id=slot.pk, now=at("2026-10-21"))
    slot = year.again(slot)
    assert slot.state == "published"
    assert notice_slots.current(slot).ends_on == date(2026, 10, 26)
    refused("no_objection_to_settle", lambda: notices.objection_settled(disclosure_id=slot.pk, now=at("2026-10-22")))


def test_whoever_published_is_named_to_those_who_choose_who_answers(year):
    slot = year.notice()
    assert notices.publishers(slot.pk) == {year.clerk.person_id, year.principal.person_id}


def test_a_correction_starts_the_days_anew_and_keeps_the_old_version(year):
    slot = year.notice()
    year.prepare(slot, "2026-10-15", book_title="练习册（新）", voluntary="自愿")
    slot = year.again(slot)
    assert slot.state == "published"
    refused("notice_not_sent", lambda: approving.correct(post=year.principal, disclosure=slot, reason="x", now=at()))
    preparing.send(post=year.clerk, disclosure=slot, now=at("2026-10-15"))
    approving.correct(post=year.principal, disclosure=slot, reason="书名不全", now=at("2026-10-15"))
    slot = year.again(slot)
    assert slot.state == "corrected"
    assert notice_slots.current(slot).ends_on == date(2026, 10, 22)
    newest, old = notices.one(slot.pk, date(2026, 10, 15)).notices
    assert (newest.number, old.number, old.down_as, old.why) == (2, 1, "corrected", "书名不全")
    assert old.content["fields"]["book_title"] == "练习册"
    assert course.expire_due(at("2026-10-20")) == 0
    assert course.expire_due(at("2026-10-23")) == 1


def test_pause_and_resume_lengthen_by_the_working_days_lost(year):
    slot = year.notice()
    course.pause(post=year.principal, disclosure=slot, reason="停电", now=at("2026-10-14"))
    course.resume(post=year.principal, disclosure=year.again(slot), reason="来电", now=at("2026-10-16"))
    assert notice_slots.current(slot).ends_on == date(2026, 10, 21)


def test_a_list_of_people_hangs_at_the_school_only_and_comes_down_by_itself_for_good(year):
    slot = people_slot(year)
    content = {"fields": {}, "rows": [{"name": "向小军", "grade": "3", "class": "三年级1班", "award": "生活补助"}]}
    made = publish_content(year, slot, content)
    assert made.personal
    slot = year.again(slot)
    assert slot.audience == "school"
    assert notices.one(slot.pk, date(2026, 10, 13)).newest.content is None
    course.expire_due(at("2026-10-20"))
    public = notices.one(slot.pk, date(2026, 10, 20)).newest
    assert (public.down_as, public.sha256) == ("expired", made.sha256)
    assert course.archive_due(at("2026-10-26")) == 0
    assert course.archive_due(at("2026-10-28")) == 1
    kept = NoticeVersion._base_manager.get(pk=made.pk)
    assert (bytes(kept.content), kept.sha256, len(bytes(kept.salt))) == (b"", made.sha256, 16)
    assert year.again(slot).state == "archived"
    assert course.archive_due(at("2026-11-28")) == 0


def people_slot(year):
    slot = year.slot()
    version = PowerVersion._base_manager.get(item="ZZ-01")
    made = Disclosure(
        org=slot.org,
        item="ZZ-01",
        step="5",
        slot="m9",
        kind="notice",
        audience="school",
        version=version,
        first_day=slot.first_day,
        last_day=slot.last_day,
        due_on=slot.due_on,
        since=at(BEGAN),
        made_at=at(BEGAN),
    )
    made.save()
    return year.again(made)


def publish_content(year, slot, content, monkey=None):
    """Publish a content as its builder would have made it."""
    contents.BUILDERS["ZZ-01", "5"], kept = (lambda asked: content), contents.BUILDERS["ZZ-01", "5"]
    try:
        preparing.prepare(post=year.clerk, disclosure=slot, typed={}, now=at(BEGAN))
    finally:
        contents.BUILDERS["ZZ-01", "5"] = kept
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    approving.approve(post=year.principal, disclosure=year.again(slot), now=at(BEGAN))
    return notice_slots.current(slot)


def test_a_hardship_beside_a_name_is_stopped_and_a_builder_cannot_show_it(year):
    slot = people_slot(year)
    rows = [{"name": "向小军", "class": "三年级1班", "award": "孤儿补助", "level": "特别困难"}]
    kept = contents.BUILDERS["ZZ-01", "5"]
    contents.BUILDERS["ZZ-01", "5"] = lambda asked: {"rows": rows}
    try:
        preparing.prepare(post=year.clerk, disclosure=slot, typed={}, now=at(BEGAN))
    finally:
        contents.BUILDERS["ZZ-01", "5"] = kept
    made = notice_slots.draft(slot)
    assert "特别困难" not in bytes(made.content).decode()
    assert [one.code for one in gate.findings_of(made)] == ["circumstances"]


def test_a_disclosure_that_stays_is_shown_for_years(year):
    slot = year.publish()
    assert notice_slots.current(slot).ends_on == date(2029, 10, 12)
    assert notices.of_school("s001", date(2026, 10, 13), "ST-04")


# Races, rights, pages


def test_two_hands_at_once_one_wins(year):
    slot = year.prepare()
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    first, second = year.again(slot), year.again(slot)
    approving.approve(post=year.principal, disclosure=first, now=at(BEGAN))
    with pytest.raises(RuleBroken):
        approving.approve(post=year.principal, disclosure=second, now=at(BEGAN))
    assert NoticeVersion._base_manager.filter(disclosure=slot, published_at__isnull=False).count() == 1


def test_another_schools_clerk_finds_nothing_to_prepare(year):
    slot = year.slot()
    refused(
        "not_yours",
        lambda: preparing.prepare(post=year.county.other_clerk, disclosure=slot, typed=RECIPE, now=at(BEGAN)),
    )
    refused("not_yours", lambda: approving.approve(post=year.clerk, disclosure=slot, now=at(BEGAN)))
    refused("not_yours", lambda: preparing.prepare(post=year.principal, disclosure=slot, typed=RECIPE, now=at(BEGAN)))


def test_a_matter_owes_its_notice_when_the_step_comes_up(year):
    slot = year.purchase()
    assert (slot.kind, slot.matter.title) == ("notice", "学校厕所维修")
    assert slot.due_on == date(2026, 10, 19)
    assert Matter._base_manager.count() == 1
    assert contents.exists(slot)
