"""A notice is approved by somebody else, runs its days, is corrected, held, withdrawn, and comes down."""

from datetime import date

import pytest

from lianjing.access import clock, notice_slots, notices, public_log_tree
from lianjing.domain.authority import Role
from lianjing.domain.notices import owed_again
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Disclosure, Matter, NoticeVersion, PowerVersion, PublicLeaf
from lianjing.rooms.notices import contents, gate
from lianjing.rooms.notices.usecases import approving, calendar, course, preparing
from tests.rooms.notices_year import BEGAN, RECIPE, publish_content, refused
from tests.world import at

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


def test_nothing_that_was_late_counts_from_nought_by_being_withdrawn(year):
    """Abuse: put anything up, take it down, and no day is overdue any more (B2)."""
    slot = year.notice()
    Disclosure._base_manager.filter(pk=slot.pk).update(due_on=date(2026, 9, 20))
    course.withdraw(post=year.principal, disclosure=year.again(slot), reason="放错了", now=at("2026-10-14"))
    assert notices.one(slot.pk, date(2026, 10, 14)).overdue == 24


def test_new_time_is_given_once_for_what_was_in_time():
    due, again, early, late = (date(2026, 10, day) for day in (19, 22, 12, 20))
    assert owed_again(due, again, early, before=False) == again
    assert owed_again(due, again, due, before=False) == again
    assert owed_again(due, again, late, before=False) == due
    assert owed_again(due, again, early, before=True) == due


def test_everybody_who_changed_a_version_is_its_preparer(year, county):
    """Abuse: write it, have somebody touch it last, and approve it."""
    other = county.holder("田会", "s001", Role.CLERK, "BZY", "报账员")
    both = county.holder("兼校", "s001", Role.PRINCIPAL, "FX", "副校长")
    slot = year.prepare()
    preparing.attach(post=other, disclosure=slot, name="菜谱.txt", data="周一：米饭".encode(), now=at(BEGAN))
    (file,) = notices.files_of(notice_slots.draft(year.again(slot)))
    preparing.detach(post=other, disclosure=year.again(slot), file_id=file.pk, now=at(BEGAN))
    preparing.send(post=other, disclosure=year.again(slot), now=at(BEGAN))
    made = notice_slots.draft(year.again(slot))
    assert set(made.hands) == {year.clerk.person_id, other.person_id}
    assert made.prepared_by_id == other.person_id
    NoticeVersion._base_manager.filter(pk=made.pk).update(hands=[both.person_id])
    refused("step_refused", lambda: approving.approve(post=both, disclosure=year.again(slot), now=at(BEGAN)))
    approving.approve(post=year.principal, disclosure=year.again(slot), now=at(BEGAN))
    assert notices.publishers(slot.pk) == {one.person_id for one in (both, other, year.principal)}


def test_an_objection_holds_the_end_and_its_answer_lets_the_days_run_on(year):
    slot = year.notice()
    assert notices.is_objectable(notices.one(slot.pk, date(2026, 10, 14)), date(2026, 10, 14))
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
    hangs = notices.one(slot.pk, date(2026, 10, 13)).newest
    assert (hangs.content, hangs.sha256) == (None, "")  # a hash would confirm whoever guesses the list
    course.expire_due(at("2026-10-20"))
    public = notices.one(slot.pk, date(2026, 10, 20)).newest
    assert (public.down_as, public.sha256) == ("expired", "")
    assert course.archive_due(at("2026-10-26")) == 0
    assert course.archive_due(at("2026-10-28")) == 1
    kept = NoticeVersion._base_manager.get(pk=made.pk)
    assert (bytes(kept.content), kept.sha256, len(bytes(kept.salt))) == (b"", made.sha256, 16)
    assert year.again(slot).state == "archived"
    assert course.archive_due(at("2026-11-28")) == 0


def test_aids_page_names_the_notices_that_list_pupils_and_no_pupil(year, client, monkeypatch):
    slot = people_slot(year)
    publish_content(year, slot, {"fields": {}, "rows": [{"name": "向小军", "award": "生活补助"}]})
    monkeypatch.setattr(clock, "now", lambda: at("2026-10-21"))
    address, aid = f"/s/s001/calendar/{slot.pk}/", "/s/s001/figures/aid/"
    assert address in client.get(aid).content.decode()
    course.expire_due(at("2026-10-20"))
    page = client.get(aid).content.decode()
    assert address in page  # that it hung, and when, stays
    assert "向小军" not in page
    Disclosure._base_manager.filter(pk=slot.pk).update(kind="disclosure")  # a term's numbers are no list
    assert address not in client.get(aid).content.decode()


def test_a_withdrawn_notice_says_which_entry_of_the_log_took_its_content(year, client, monkeypatch):
    slot = year.notice()
    monkeypatch.setattr(clock, "now", lambda: at("2026-10-14"))
    address = f"/s/s001/calendar/{slot.pk}/"
    public_log_tree.integrate()
    assert "内容已撤下" not in client.get(address).content.decode()
    course.withdraw(post=year.principal, disclosure=slot, reason="数字有误", now=at("2026-10-14"))
    public_log_tree.integrate()
    place = PublicLeaf._base_manager.get(kind="tombstone").place
    assert f"内容已撤下：日志第{place}条记有撤下" in client.get(address).content.decode()


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
