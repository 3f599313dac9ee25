"""Work for one person alone of a post: the person a problem is about is told of it, co-holders hear nothing."""

from types import SimpleNamespace

import pytest
from django.conf import settings

from lianjing.access import capacities, handing, policy
from lianjing.access.posts import seat_for
from lianjing.domain.authority import Action
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties, notifying
from lianjing.records.models import Account, Handover, Holding, WorkItem, WorkMove
from lianjing.rooms.casework.usecases import problems as usecases
from lianjing.rooms.redflags.asking import ask_the_two
from lianjing.rooms.worklist import desks, queries
from lianjing.rooms.worklist import usecases as worklist
from tests.rooms.rosters import sign_in
from tests.rooms.test_problems import NOW, again, begun, told
from tests.world import DAY, at


def beside(county, seat, name):
    """Return the seat of another holder of a seat's post."""
    post = county.posts[seat.post_id]
    person = county.person(name, post.org.code)
    Holding(post=post, person=person, valid_from=DAY).save()
    Account(username=f"u{person.pk}", person=person).save()
    return seat_for(person.pk, post, DAY)


def titles(seat):
    return [item.code for item in queries.items(seat, "open")]


@pytest.fixture
def colleague(county):
    """Another teacher, who holds the same post as the teacher of the county."""
    return beside(county, county.teacher, "赵老")


def told_teacher(county, flag):
    return told(county, begun(county, flag, who="teacher"))


def test_who_shares_a_post_is_told_and_the_others_of_it_hear_nothing(county, verified, colleague, client):
    told_teacher(county, verified)
    (item,) = WorkItem._base_manager.filter(code="own_matter")
    assert (item.post_id, item.person_id) == (county.teacher.post_id, county.teacher.person_id)
    assert titles(county.teacher) == ["own_matter"]
    assert desks.desk(county.teacher).total == 1
    for tab in queries.TABS:
        assert not queries.items(colleague, tab).exists()
    assert desks.desk(colleague).total == 0
    assert not policy.visible(colleague, Action.WORK_READ, WorkMove).filter(item=item).exists()
    browser = sign_in(client, colleague)
    assert browser.get(f"/work/{item.pk}/").status_code == 404
    assert browser.post(f"/work/{item.pk}/finish/", {"words": "x"}).status_code == 404
    assert sign_in(client, county.teacher).get(item.url).status_code == 200


def test_a_notice_out_of_the_house_counts_it_for_that_person_alone(county, verified, colleague, tmp_path, monkeypatch):
    told_teacher(county, verified)
    Account.objects.filter(person=county.teacher.person_id).update(email="mine@example.gov.cn")
    Account.objects.filter(person=colleague.person_id).update(email="other@example.gov.cn")
    file = tmp_path / "notices"
    file.write_text("mail mailto://r:s@h/?from=r@e.cn\ns001 feishu://bot\n", encoding="utf-8")
    monkeypatch.setattr(settings, "CONFIG", SimpleNamespace(**{**vars(settings.CONFIG), "notices_file": file}))
    sent = []
    monkeypatch.setattr(notifying, "send", lambda address, count: sent.append((address, count)) or True)
    notifying.notify(NOW)
    assert [count for address, count in sent if "mine@" in address] == [1]
    assert not [address for address, _ in sent if "other@" in address or "feishu" in address]


def test_of_handlers_who_share_a_post_only_the_one_named_hears_of_it(county, verified):
    second, third = beside(county, county.officer, "邹科"), beside(county, county.officer, "孙科")
    begun(county, verified)
    assert titles(county.officer) == titles(second) == ["problem_to_tell"]
    assert titles(third) == []


def test_of_the_two_who_share_a_post_only_those_named_hear_of_a_sealed_flag(county):
    other, third = beside(county, county.officer, "邹科"), beside(county, county.officer, "孙科")
    ask_the_two(county.flag(sealed=True), NOW)
    assert (titles(county.officer), titles(other), titles(third)) == (["flag_to_weigh"], ["flag_to_weigh"], [])


def test_what_is_for_one_person_is_nobodys_to_pass_on(county, verified):
    begun(county, verified)
    item = WorkItem._base_manager.get(code="problem_to_tell", person=county.officer.person_id)
    other = county.post("jcs", "bureau_officer", "KY", "科员")
    Holding(post=other, person=county.person("邹科", "jcs"), valid_from=DAY).save()
    assert capacities.capacities_of(county.officer, item) == {"alone"}
    with pytest.raises(RuleBroken):
        worklist.pass_on(post=county.officer, item=item, to=other, reason="x", now=NOW)
    with pytest.raises(RuleBroken):
        worklist.ask_signatures(post=county.officer, item=item, of=[other], question="x", now=NOW)
    assert handing.open_work(county.posts[county.officer.post_id], besides=Handover(), coming=None) == []
    with pytest.raises(RuleBroken):  # a step of the problem, which alone takes it off
        worklist.finish(post=county.officer, item=item, outcome="已告知", now=NOW)


def test_what_only_tells_a_person_is_theirs_to_finish(county, verified):
    told_teacher(county, verified)
    item = WorkItem._base_manager.get(code="own_matter")
    assert worklist.finish(post=county.teacher, item=item, outcome="已阅", now=NOW).state == "done"


def test_it_follows_the_person_to_the_post_they_hold_now(county, verified):
    told_teacher(county, verified)
    Holding._base_manager.filter(person=county.teacher.person_id).update(valid_to=DAY)
    post = county.post("s002", "teacher")
    Holding(post=post, person_id=county.teacher.person_id, valid_from=at("2026-10-13").date()).save()
    assert duties.ALL["work.follow"](NOW) == 0
    assert duties.ALL["work.follow"](at("2026-10-13")) == 1
    assert duties.ALL["work.follow"](at("2026-10-13")) == 0
    assert titles(seat_for(county.teacher.person_id, post, at("2026-10-13").date())) == ["own_matter"]


def test_nobody_is_told_who_cannot_be(county, verified):
    """Without a post that acts here there is no list, no count and no notice: the five days would run unseen."""
    cook = county.person("胡厨", "s001")
    Holding(post=county.post("s001", "", "CY", "从业人员"), person=cook, valid_from=DAY).save()
    county.cook = SimpleNamespace(person_id=cook.pk)
    record = begun(county, verified, who="cook")
    with pytest.raises(RuleBroken) as refusal:
        told(county, record)
    assert refusal.value.facts["missing"] == ("can_be_told",)


def test_the_days_of_hearing_run_out_on_nobody_who_was_not_put_on_notice(county, verified):
    record = told_teacher(county, verified)
    WorkItem._base_manager.filter(code="own_matter").delete()  # as where nothing told them so far
    assert duties.ALL["problem.hear"](at("2026-10-20")) == 1
    assert (again(record).state, titles(county.teacher)) == ("told", ["own_matter"])
    assert again(record).due_on == at("2026-10-27").date()
    assert duties.ALL["problem.hear"](at("2026-10-27")) == 0
    assert duties.ALL["problem.hear"](at("2026-10-28")) == 1
    assert again(record).state == "heard"


def test_in_each_state_that_waits_for_the_person_it_is_on_their_list(county, verified, colleague):
    record = told_teacher(county, verified)
    record = usecases.speak(post=county.teacher, record=record, lines=["停电"], now=NOW)
    record = usecases.weigh(post=county.officer, record=record, answers=[(True, "属实")], findings=["not_so"], now=NOW)
    usecases.clear(post=county.chief, record=record, now=NOW)
    assert (titles(county.teacher), titles(colleague)) == (["own_matter"], [])
