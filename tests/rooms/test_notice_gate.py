"""A notice is made from records, stopped by the gate, and no path goes past it."""

from datetime import date

import pytest

from lianjing.access import notice_slots, notices
from lianjing.records.models import JournalEntry, NoticeFile, NoticeVersion
from lianjing.rooms.notices import gate
from lianjing.rooms.notices.usecases import approving, preparing
from tests.rooms.notices_year import BEGAN, PHONE, refused
from tests.world import at

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


def _with_file(year):
    slot = year.prepare()
    data = "项,数\r\n甲,1\r\n".encode()
    preparing.attach(post=year.clerk, disclosure=slot, name="a.csv", data=data, now=at(BEGAN))
    return year.again(slot)


def _published(year):
    slot = _with_file(year)
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN))
    return year.again(slot)


# Every way to the public, each with bytes changed behind the gate's back; the control is every other test.
TAMPERS = pytest.mark.parametrize("tamper", [_changed_content, _forged_pass, _changed_file])


@TAMPERS
def test_changed_bytes_are_not_sent(year, tamper):
    slot = _with_file(year)
    tamper(notice_slots.draft(slot))
    refused("notice_not_passed", lambda: preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN)))


@TAMPERS
def test_changed_bytes_are_not_approved(year, tamper):
    slot = _with_file(year)
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    tamper(notice_slots.draft(slot))
    refused("notice_not_passed", lambda: approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN)))


@TAMPERS
def test_bytes_changed_after_approval_are_not_published_by_the_clock(year, tamper):
    slot = _with_file(year)
    preparing.send(post=year.clerk, disclosure=slot, now=at(BEGAN))
    later = date(2026, 10, 14)
    approving.approve(post=year.principal, disclosure=slot, now=at(BEGAN), publish_on=later)
    tamper(notice_slots.draft(year.again(slot)))
    refused("notice_not_passed", lambda: approving.publish_due(at("2026-10-14")))
    assert year.again(slot).state == "approved"


@TAMPERS
def test_changed_bytes_are_no_correction(year, tamper):
    slot = _published(year)
    year.prepare(slot, "2026-10-13", recipe="改")
    data = "项,数\r\n乙,1\r\n".encode()
    preparing.attach(post=year.clerk, disclosure=slot, name="b.csv", data=data, now=at(BEGAN))
    preparing.send(post=year.clerk, disclosure=slot, now=at("2026-10-13"))
    tamper(notice_slots.draft(slot))
    refused(
        "notice_not_passed",
        lambda: approving.correct(post=year.principal, disclosure=slot, reason="改", now=at("2026-10-13")),
    )


@TAMPERS
def test_bytes_changed_in_the_database_are_not_read_by_anybody(year, tamper):
    slot = _published(year)
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
