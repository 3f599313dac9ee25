"""Notices, answers and powers enter the log with the act that publishes them; what comes down leaves a tombstone."""

import json

import pytest

from lianjing.access import notice_slots, notices, public_entries, public_log
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import public_log as duties
from lianjing.records.models import Disclosure, NoticeFile, PublicContent, PublicLeaf, PublicQuestion
from lianjing.rooms.answering import usecases
from lianjing.rooms.notices.usecases import approving, course, preparing
from tests.rooms.notices_year import BEGAN, Calendar, make_content
from tests.rooms.test_notice_course import people_slot, publish_content
from tests.world import at


def said(kind):
    rows = PublicLeaf._base_manager.filter(kind=kind).order_by("id")
    return [json.loads(bytes(leaf.entry)) for leaf in rows]


def test_powers_in_force_are_entries(kept, county):
    Calendar(county)
    powers = said("power")
    assert len(powers) == 34
    assert {one["payload"]["version"] for one in powers} == {1}


def test_a_notice_carries_its_proof_and_leaves_a_tombstone_when_it_is_withdrawn(client, kept, county):
    year = Calendar(county)
    slot = year.publish()
    notice = notice_slots.current(slot)
    leaf = public_log.leaf_of(notice)
    kept.minute = 60 * 24 * 365
    duties.keep(kept.now())
    duties.write(kept.now())
    shown = public_log.proof_for(leaf)
    assert "土豆烧肉" in shown.content
    assert "土豆烧肉" not in shown.entry
    page = client.get(f"/s/s001/calendar/{slot.pk}/").content.decode()
    assert f"公开日志第 {shown.place} 条" in page
    mark = public_entries.mark_of("noticeversion", notice.pk)
    assert client.get(f"/log/{mark.proof}").content.decode() == str(shown.proof)
    assert "土豆烧肉" in client.get(f"/log/{mark.content}").content.decode()

    course.withdraw(post=year.principal, disclosure=year.again(slot), reason="菜名写错", now=at("2026-10-13"))
    duties.keep(kept.now())
    duties.write(kept.now())
    (tombstone,) = said("tombstone")
    assert tombstone["payload"] == {"leaf": leaf.hash, "reason": "withdrawn"}
    assert public_log.proof_for(leaf).content == ""
    assert client.get(f"/log/{mark.content}").status_code == 404


def corrected(year, slot, content=None):
    """Put a second version in the place of the one that is up."""
    if content is None:
        year.prepare(year.again(slot), BEGAN, recipe="周二：面条")
    else:
        make_content(year, year.again(slot), content)
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN, 10))
    approving.correct(post=year.principal, disclosure=year.again(slot), reason="写错了", now=at(BEGAN, 11))
    return year.again(slot)


def test_what_is_withdrawn_takes_its_earlier_versions_along(client, kept, county):
    """Abuse: a file that should never have gone out stays beside the version that was corrected because of it."""
    year = Calendar(county)
    slot = year.prepare()
    preparing.attach(post=year.clerk, disclosure=slot, name="一周食谱.txt", data="周一：蒸蛋".encode(), now=at(BEGAN))
    preparing.send(post=year.clerk, disclosure=year.again(slot), now=at(BEGAN))
    approving.approve(post=year.principal, disclosure=year.again(slot), now=at(BEGAN))
    first, file = notice_slots.current(year.again(slot)), NoticeFile._base_manager.get()
    slot = corrected(year, slot)
    page, there = f"/s/s001/calendar/{slot.pk}/", f"/s/s001/calendar/{slot.pk}/files/{file.pk}.txt"
    duties.keep(at(BEGAN, 12))
    duties.write(at(BEGAN, 12))
    log = f"/log/{public_entries.mark_of('noticeversion', first.pk).content}"
    assert "土豆烧肉" in client.get(page).content.decode()  # the control: what was corrected stays readable
    assert (client.get(there).status_code, client.get(log).status_code) == (200, 200)

    course.withdraw(post=year.principal, disclosure=slot, reason="附件有误", now=at(BEGAN, 13))
    duties.keep(at(BEGAN, 14))
    duties.write(at(BEGAN, 14))
    html = client.get(page).content.decode()
    assert not [word for word in ("土豆烧肉", "面条", "一周食谱") if word in html]
    assert (client.get(there).status_code, client.get(log).status_code) == (404, 404)
    assert len(said("tombstone")) == 2
    newest, old = notices.one(slot.pk, at(BEGAN).date()).notices
    assert (newest.why, old.why) == ("附件有误", "写错了")  # each keeps its own day and reason
    assert not PublicContent._base_manager.exists()


def test_a_list_of_people_leaves_the_log_when_it_is_corrected(kept, county):
    year = Calendar(county)
    slot = people_slot(year)
    Disclosure._base_manager.filter(pk=slot.pk).update(audience="public")
    publish_content(year, year.again(slot), {"fields": {}, "rows": [{"name": "向小军", "award": "生活补助"}]})
    corrected(year, slot, {"fields": {}, "rows": [{"name": "王小明", "award": "生活补助"}]})
    (held,) = PublicContent._base_manager.all()
    assert "王小明" in bytes(held.payload).decode()
    assert [one["payload"]["reason"] for one in said("tombstone")] == ["corrected"]


def test_a_refused_approval_enters_nothing(kept, county):
    year = Calendar(county)
    slot = year.prepare()
    before = PublicLeaf._base_manager.count()
    with pytest.raises(RuleBroken):
        approving.approve(post=year.clerk, disclosure=slot, now=at("2026-10-12"))
    assert PublicLeaf._base_manager.count() == before


def test_a_list_that_hangs_at_the_school_puts_no_name_on_the_net(kept, county):
    year = Calendar(county)
    slot = people_slot(year)
    content = {"fields": {}, "rows": [{"name": "向小军", "grade": "3", "class": "三年级1班", "award": "生活补助"}]}
    publish_content(year, slot, content)
    (entry,) = said("notice")
    assert entry["payload"]["audience"] == "school"
    assert {"content", "sha256"} & set(entry["payload"]) == set()
    duties.keep(at("2026-12-01"))
    duties.write(at("2026-12-01"))
    assert not any("向小军".encode() in file.read_bytes() for file in kept.folder.rglob("log*/**/*") if file.is_file())


def test_an_answer_is_an_entry_and_words_masked_later_leave_the_log(kept, county):
    question = PublicQuestion(org=county.org("s001"), number_hash="x", kind="question", power="ST-04", state="open")
    question.asked, question.asked_on = "我家孩子王小明的餐费怎么多了？", at().date()
    question.answer, question.answered_as = "按天数算。", "业州中心学校 校长"
    question.save()
    public_entries.enter_answer(question, at())
    leaf = public_log.leaf_of(question)
    assert "王小明" in public_log.proof_for(leaf).content
    usecases.mask.__wrapped__(post=county.leader, question=question, words="王小明", reason="name", now=at())
    assert "王小明" not in public_log.proof_for(public_log.leaf_of(question, "answer")).content
    assert public_log.proof_for(leaf).content == ""
    assert len(said("answer")) == 2
    assert len(said("tombstone")) == 1
