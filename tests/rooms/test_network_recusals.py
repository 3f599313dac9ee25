"""Recusal: granted at once to oneself, decided one level up, by silence in time; the recused find nothing anywhere."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from lianjing.access import policy, proof, work
from lianjing.access import recusals as doors
from lianjing.domain.authority import Action, Role
from lianjing.domain.machines.recusal import RECUSAL
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import (
    CoverageRun,
    Declaration,
    Holding,
    JournalEntry,
    Person,
    Post,
    Recusal,
    RedFlag,
    Supervisor,
    WorkItem,
)
from lianjing.rooms.network.queries import recusals as queries
from lianjing.rooms.network.usecases import declarations, recusals
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()


@pytest.fixture
def flag(county):
    made = county.flag("s001", about=county.teacher, to=(county.leader,))
    made.facts = {"person": "王老", "posts": ["采购员", "验收员"], "items": ["ST-03"]}
    made.save(update_fields=["facts"])
    return made


def me(seat):
    return Person._base_manager.get(pk=seat.person_id)


def bare(answer):
    """Return a page without what differs on every request: the form token and the address itself."""
    return re.sub(r"[A-Za-z0-9]{64}|/flags/\d+/", "", answer.content.decode())


def post_of(seat):
    return Post._base_manager.get(pk=seat.post_id)


def kin(county, one, other):
    row = Declaration(
        person=me(one), kind="kin", relation="sibling", kin=me(other), declared_at=NOW, valid_from=DAY - timedelta(9)
    )
    row.save()
    return row


def proven(county, *supervisors):
    """A proof that names these seats over the school, in this order."""
    run = CoverageRun(path="/js/", as_of=DAY, ran_at=NOW, network_sha256="0" * 64, steps=1, covered=1, seconds=0)
    rows = [
        Supervisor(org=county.org("s001"), power="ST-03", step="1", side="upper", post=post_of(seat))
        for seat in supervisors
    ]
    return proof.store(run, [], rows, [])


def asked(county, flag, **more):
    arguments = {"other": post_of(county.leader), "ground": "kin", "reason": "", **more}
    return recusals.ask_of_another(post=county.clerk, person=me(county.clerk), record=flag, now=NOW, **arguments)[0]


def test_the_own_request_is_granted_at_once(county, flag):
    made = recusals.ask_for_oneself(
        post=county.leader, person=me(county.leader), record=flag, ground="kin", reason="", now=NOW
    )
    assert made.state == "recused"
    assert not policy.may(county.leader, Action.FLAG_READ, flag)


def test_the_recused_find_the_item_nowhere(client, county, flag):
    """Lists, counts, search, work, copies, the journal, the address itself: all as if it had never been."""
    leader = sign_in(client, county.leader)
    url = reverse("redflags:flag", args=[flag.pk])
    todo = work.assign(
        code="flag_to_review", about=flag, post=post_of(county.leader), url=url, now=NOW, facts={"subject": "X"}
    )
    item = reverse("worklist:item", args=[todo.pk])
    pages = [reverse("redflags:home"), reverse("worklist:home"), reverse("redflags:home") + "?as=print"]
    seen = [leader.get(page).content.decode() for page in pages]
    assert url in seen[0]  # the control: before the recusal it is there
    assert item in seen[1]
    assert "王老" in seen[2]
    assert [leader.get(address).status_code for address in (url, item)] == [200, 200]
    asking = [reverse("network:recusal_ask", args=["redflag", flag.pk])]
    asking.append(reverse("network:recusal_ask_other", args=["redflag", flag.pk]))
    assert [leader.get(page).status_code for page in asking] == [200, 200]

    recusals.ask_for_oneself(
        post=county.leader, person=me(county.leader), record=flag, ground="fairness", reason="", now=NOW
    )
    for page in pages:
        shown = leader.get(page).content.decode()
        assert not [word for word in (url, item, "王老") if word in shown]
    for address in (url, item, *asking):
        assert leader.get(address).status_code == 404
    assert bare(leader.get(url)) == bare(leader.get(reverse("redflags:flag", args=[999])))
    for table, action in ((RedFlag, Action.FLAG_READ), (WorkItem, Action.WORK_READ), (Recusal, Action.RECUSAL_READ)):
        assert policy.visible(county.leader, action, table).count() == 0
    journal = policy.visible(county.leader, Action.JOURNAL_READ, JournalEntry)
    assert not journal.filter(subject_table="redflag", subject_id=flag.pk).exists()


def test_somebody_else_still_sees_what_the_recused_does_not(county, flag):
    recusals.ask_for_oneself(
        post=county.leader, person=me(county.leader), record=flag, ground="kin", reason="", now=NOW
    )
    assert policy.may(county.officer, Action.FLAG_READ, flag)
    assert policy.may(county.inspector, Action.FLAG_READ, flag)


def test_the_level_above_decides_and_nobody_concerned(county, flag):
    recusal = asked(county, flag)
    assert WorkItem._base_manager.get(subject_table="recusal").post_id == county.officer.post_id
    for seat in (county.leader, county.other_leader, county.clerk):
        with pytest.raises(RuleBroken) as refused:
            recusals.decide(post=seat, recusal=recusal, step="recuse", reason="", now=NOW)
        assert refused.value.code == "not_yours"
    recusals.decide(post=county.officer, recusal=recusal, step="recuse", reason="", now=NOW)
    assert Recusal._base_manager.get().state == "recused"
    assert not policy.may(county.leader, Action.FLAG_READ, flag)


def test_a_colleague_of_the_same_unit_does_not_decide(county, flag):
    """A second leader of the group reaches the school too, and is no level up from the first."""
    second = county.holder("副组", "zj01", Role.GROUP_LEADER, "FZZ", "副组长")
    recusal = asked(county, flag)
    assert policy.may(second, Action.RECUSAL_DECIDE, recusal)
    with pytest.raises(RuleBroken) as refused:
        recusals.decide(post=second, recusal=recusal, step="keep", reason="没有", now=NOW)
    assert "not_yours" in refused.value.facts["why"]


def test_keeping_somebody_needs_a_reason_and_may_be_asked_once_more(county, flag):
    recusal = asked(county, flag)
    with pytest.raises(RuleBroken) as refused:
        recusals.decide(post=county.officer, recusal=recusal, step="keep", reason=" ", now=NOW)
    assert refused.value.facts["missing"] == ("reason",)
    recusals.decide(post=county.officer, recusal=recusal, step="keep", reason="并非近亲属", now=NOW)
    assert policy.may(county.leader, Action.FLAG_READ, flag)
    again = asked(county, flag, reason="新的事实")
    assert again.round == 2
    recusals.decide(post=county.officer, recusal=again, step="keep", reason="仍非近亲属", now=NOW)
    with pytest.raises(RuleBroken) as refused:
        asked(county, flag)
    assert refused.value.code == "recusal_asked_too_often"


def test_silence_recuses_after_one_working_day(county, flag):
    recusal = asked(county, flag)
    assert recusals.lapse_recusals(now=recusal.due_at - timedelta(seconds=1)) == 0
    assert policy.may(county.leader, Action.FLAG_READ, flag)
    assert recusals.lapse_recusals(now=recusal.due_at) == 1
    assert not policy.may(county.leader, Action.FLAG_READ, flag)
    assert recusals.lapse_recusals(now=recusal.due_at) == 0
    entry = JournalEntry._base_manager.filter(action="clock._lapse").get()
    assert (entry.subject_table, entry.subject_id) == ("redflag", flag.pk)


def test_a_friday_question_lapses_on_monday_night(county, flag):
    made = recusals.ask_of_another(
        post=county.clerk,
        person=me(county.clerk),
        record=flag,
        other=post_of(county.leader),
        ground="kin",
        reason="",
        now=at("2026-10-16", 17),
    )[0]
    assert recusals.lapse_recusals(now=at("2026-10-18", 23)) == 0
    assert recusals.lapse_recusals(now=at("2026-10-20", 0)) == 1
    assert Recusal._base_manager.get(pk=made.pk).state == "recused"


def test_a_declared_tie_is_found_in_both_directions(county, flag):
    kin(county, county.leader, county.teacher)
    raised = recusals.detect(record=flag, now=NOW)
    assert [row.person_id for row in raised] == [county.leader.person_id]
    assert recusals.detect(record=flag, now=NOW) == []
    other = county.flag("s001", about=county.leader)
    assert doors.tied_people(other, DAY) == {county.teacher.person_id: "kin"}
    assert recusals.detect(record=other, now=NOW) == []  # the teacher could not see it anyway


def test_two_people_with_an_interest_in_one_supplier_are_tied(county, flag):
    for seat in (county.teacher, county.officer):
        Declaration(
            person=me(seat),
            kind="interest",
            relation="shareholder",
            other_name="甲公司",
            declared_at=NOW,
            valid_from=DAY,
        ).save()
    assert [row.person_id for row in recusals.detect(record=flag, now=NOW)] == [county.officer.person_id]


@pytest.mark.parametrize("home", ["s001", "s002"])
def test_a_tie_declared_later_is_looked_for_in_what_is_open(county, flag, home):
    """Also where the relative is lent: at home at another school than the one where they work."""
    Person._base_manager.filter(pk=county.teacher.person_id).update(home=county.org(home))
    declarations.declare(
        post=county.leader,
        person=me(county.leader),
        kind="kin",
        relation="兄弟",
        other_name="王 老",
        unit=county.org("s001"),
        valid_from=DAY,
        now=NOW,
    )
    assert Declaration._base_manager.get().kin_id == county.teacher.person_id
    assert Recusal._base_manager.get().raised_by == "detection"


def test_whoever_answers_for_the_unit_stays_and_whoever_judges_goes(county):
    """The question's rows name the buyer; the clerk is the buyer's sister, the leader the buyer's brother."""
    buyer = county.holder("邓采", "s001", Role.TEACHER, "CGY", "采购员")
    for seat in (county.clerk, county.leader):
        kin(county, seat, buyer)
    asked = county.flag("s001")
    asked.rows = [{"holding": Holding._base_manager.get(person=buyer.person_id).pk}]
    asked.save(update_fields=["rows"])
    assert [row.person_id for row in recusals.detect(record=asked, now=NOW)] == [county.leader.person_id]


def test_a_wrong_name_ties_nobody_and_tells_nothing(county):
    made = declarations.declare(
        post=county.teacher,
        person=me(county.teacher),
        kind="kin",
        relation="兄弟",
        other_name="不存在",
        unit=county.org("s001"),
        valid_from=DAY,
        now=NOW,
    )
    assert made.kin_id is None


def test_the_work_goes_to_the_next_supervisor_who_is_free(county, flag):
    kin(county, county.officer, county.teacher)
    proven(county, county.leader, county.officer, county.member)
    url = reverse("redflags:flag", args=[flag.pk])
    item = work.assign(code="flag_to_review", about=flag, post=post_of(county.leader), url=url, now=NOW)
    made = recusals.ask_for_oneself(
        post=county.leader, person=me(county.leader), record=flag, ground="kin", reason="", now=NOW
    )
    assert (made.state, made.replacement_id) == ("replaced", county.member.person_id)
    assert WorkItem._base_manager.get(pk=item.pk).post_id == county.member.post_id


def test_without_a_free_supervisor_the_level_above_names_one(county, flag):
    made = recusals.ask_for_oneself(
        post=county.leader, person=me(county.leader), record=flag, ground="kin", reason="", now=NOW
    )
    assert WorkItem._base_manager.get(code="recusal_to_replace").post_id == county.officer.post_id
    with pytest.raises(RuleBroken) as refused:
        recusals.replace_by_hand(
            post=county.officer, recusal=made, successor=post_of(county.leader), reason="轮到", now=NOW
        )
    assert "successor_clear" in refused.value.facts["missing"]
    recusals.replace_by_hand(
        post=county.officer, recusal=made, successor=post_of(county.member), reason="轮到", now=NOW
    )
    assert Recusal._base_manager.get(pk=made.pk).replacement_id == county.member.person_id


def test_every_ground_of_the_pages_is_one_of_the_rules():
    from lianjing.ui.wording.network import GROUNDS, RAISED_BY

    assert set(GROUNDS) == set(recusals.GROUNDS)
    assert set(RAISED_BY) == {"own", "request", "detection"}
    assert {"kept", "replaced"} == set(RECUSAL.ends)
    kinds = {"redflag", "importbatch", "handover", "directive", "rectification", "publicquestion"}
    assert set(queries.SUBJECTS) == kinds


def test_who_decides_is_shown_the_one_tie_and_the_look_is_written_down(client, county, flag):
    """Need to know (PIPL 6): the tie between the two concerned, nothing else either of them declared."""
    made = asked(county, flag, other=post_of(county.member))
    tie = kin(county, county.member, county.teacher)
    for who, word in ((county.member, "无关的亲戚"), (county.teacher, "另一亲戚"), (county.clerk, "第三人")):
        Declaration(
            person=me(who), kind="kin", relation="child", other_name=word, declared_at=NOW, valid_from=DAY
        ).save()
    url = reverse("network:recusal", args=[made.pk])
    shown = sign_in(client, county.leader).get(url).content.decode()
    assert "所涉" in shown or "涉及的申报关系" in shown
    assert "王老" in shown
    assert not [word for word in ("无关的亲戚", "另一亲戚", "第三人") if word in shown]
    looks = JournalEntry._base_manager.filter(kind="read", action="declaration.read")
    assert [(row.person_id, row.subject_id) for row in looks] == [(county.leader.person_id, tie.pk)]
    recusals.decide(post=county.officer, recusal=made, step="keep", reason="不是", now=NOW)
    assert "涉及的申报关系" not in sign_in(client, county.leader).get(url).content.decode()


def test_a_shared_supplier_is_shown_by_the_person_s_own_declaration(county, flag):
    rows = []
    for seat, firm in ((county.member, "甲公司"), (county.teacher, "甲公司"), (county.member, "乙公司")):
        row = Declaration(
            person=me(seat), kind="interest", relation="shareholder", other_name=firm, declared_at=NOW, valid_from=DAY
        )
        row.save()
        rows.append(row)
    made = asked(county, flag, other=post_of(county.member))
    assert doors.ties_behind(made, DAY) == [rows[0]]
