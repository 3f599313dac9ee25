"""The red flag's whole path: who may review, answers of three kinds, questions alike, transfers by two, its clocks."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianjing.access import calling, flag_papers, reviewing
from lianjing.access.flag_papers import Paper
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import (
    CoverageRun,
    Declaration,
    FlagPaper,
    Holding,
    Person,
    Recusal,
    RedFlag,
    Supervisor,
    WorkItem,
)
from lianjing.rooms.redflags import queries, usecases, usecases_transfer
from lianjing.rooms.redflags.usecases_sealed import name_above_all
from tests.rooms.rosters import sign_in
from tests.world import DAY, at

NOW = at()
PDF = b"%PDF-1.4 a contract"
FACTS = {"receiving_body": "派驻第七纪检监察组", "named_facts": "2026年9月3日第12号凭证，付款给本人亲属的企业"}


@pytest.fixture
def second(county):
    return county.holder("向兰", "jcs", Role.BUREAU_OFFICER, "ZY", "科员")


@pytest.fixture
def flag(county):
    """Asked of the clerk of s001, who has not answered yet."""
    return asked(county)


@pytest.fixture
def answered(county, flag):
    return explained(county, flag)


def asked(county, org="s001", state="self_check", alike="incompatible_posts"):
    made = county.flag(org)
    facts = {"person": "邓采", "posts": ["采购员"], "items": ["ST-03"]}
    changes = {"state": state, "moved_at": NOW, "alike": alike, "facts": facts, "due_on": DAY}
    RedFlag._base_manager.filter(pk=made.pk).update(**changes)
    return now(made)


def explained(county, flag, support="transition", **more):
    return usecases.explain(post=county.clerk, flag=flag, explanation="交接中", support=support, now=NOW, **more)


def now(flag):
    return RedFlag._base_manager.get(pk=flag.pk)


def work_of(seat):
    return list(WorkItem._base_manager.filter(post=seat.post_id, state="open").values_list("code", flat=True))


def kin(one, other):
    Declaration(
        person_id=one.person_id, kin_id=other.person_id, kind="kin", relation="表亲", declared_at=NOW, valid_from=DAY
    ).save()


def dismissed_by(seat, flag):
    return usecases.dismiss(post=seat, flag=now(flag), reason="属实", now=NOW)


# Abuse story (b) of product 5: a group leader drops a case against his cousin.


@pytest.mark.parametrize("cousin", ["principal", "clerk"])
def test_a_leader_cannot_drop_a_case_against_a_cousin_and_another_reviews(county, flag, cousin, client):
    kin(county.leader, getattr(county, cousin))
    explained(county, flag)
    with pytest.raises(RuleBroken) as refusal:
        dismissed_by(county.leader, flag)
    told = refusal.value
    assert told.code == "not_yours" or told.facts["missing"] == ("no_tie",)
    assert now(flag).state == "answered"
    assert "flag_to_review" not in work_of(county.leader)  # it was put before the next one at once
    assert "flag_to_review" in work_of(county.officer)
    page = sign_in(client, county.leader).get(f"/flags/{flag.pk}/").content.decode()
    assert f"/flags/{flag.pk}/dismiss/" not in page
    assert dismissed_by(county.officer, flag).state == "closed_false"


def test_without_the_tie_the_same_leader_may(county, answered):
    """The control: the test above fails for the tie alone."""
    assert work_of(county.leader) == ["flag_to_review"]
    assert dismissed_by(county.leader, answered).state == "closed_false"


def test_the_story_would_be_seen_if_the_tie_were_not_asked_for(county, flag, monkeypatch):
    """The control of the guard: with the check taken out the cousin's case is dropped."""
    kin(county.leader, county.principal)
    explained(county, flag)
    monkeypatch.setattr(reviewing, "why_not", lambda flag, person, on: ())
    assert dismissed_by(county.leader, flag).state == "closed_false"


@pytest.mark.parametrize("step", ["send_back", "confirm_corrected", "to_rectification"])
def test_no_other_way_out_is_open_to_the_cousin(county, answered, step):
    kin(county.leader, county.principal)
    said = {"send_back": {"missing": "x"}, "to_rectification": {"flow_step": "2", "basis": "x"}}.get(step, {})
    with pytest.raises(RuleBroken) as refusal:
        getattr(usecases, step)(post=county.leader, flag=now(answered), now=NOW, **said)
    assert "no_tie" in refusal.value.facts["missing"]
    with pytest.raises(RuleBroken) as refusal:
        usecases_transfer.sign_first(post=county.leader, flag=now(answered), words=FACTS, now=NOW)
    assert "no_tie" in refusal.value.facts["missing"]


def test_detection_keeps_the_kin_of_whoever_answered_away(county, flag):
    kin(county.leader, county.clerk)
    explained(county, flag)
    raised = Recusal._base_manager.get(table="redflag", record_id=flag.pk)
    assert (raised.person_id, raised.raised_by, raised.ground) == (county.leader.person_id, "detection", "kin")


def test_a_superior_is_not_judged_by_who_works_below_nor_the_watched_by_the_watcher(county, answered):
    leader = Person._base_manager.get(pk=county.leader.person_id)
    Holding(post=county.post("s001", "", "JS", "教师"), person=leader, valid_from=DAY).save()
    head = county.posts[county.principal.post_id]
    head.rank = 0
    head.save()
    assert reviewing.why_not(answered, leader.pk, DAY) == ("subordinate",)
    Holding._base_manager.filter(person=leader, post__org=county.org("s001")).delete()
    assert reviewing.why_not(answered, leader.pk, DAY) == ()
    run = CoverageRun(path="/js/", as_of=DAY, ran_at=NOW, network_sha256="0", steps=1, covered=1, seconds=0)
    run.save()
    facts = {"run": run, "org": county.org("zj01"), "power": "ST-03", "step": "2", "side": "peer"}
    Supervisor(post_id=county.principal.post_id, **facts).save()
    assert reviewing.why_not(answered, leader.pk, DAY) == ("mutual",)
    assert "flag_to_review" in work_of(county.leader)  # asked before the proof changed: the step itself refuses now
    with pytest.raises(RuleBroken):
        dismissed_by(county.leader, answered)


def test_the_next_reviewer_is_taken_from_the_proof(county, flag):
    kin(county.leader, county.clerk)
    other = county.holder("邹平", "zj10", Role.GROUP_LEADER, "FZZ", "副组长")
    county.edge("zj10", "s001")
    run = CoverageRun(path="/js/", as_of=DAY, ran_at=NOW, network_sha256="0", steps=1, covered=1, seconds=0)
    run.save()
    facts = {"run": run, "org": county.org("s001"), "power": "ST-03", "step": "2", "side": "upper"}
    Supervisor(post_id=other.post_id, **facts).save()
    explained(county, flag)
    assert work_of(other) == ["flag_to_review"]
    assert "flag_to_review" not in work_of(county.officer)


# Answers of three kinds, with papers.


@pytest.mark.parametrize(
    ("support", "kind"),
    [("transition", "explain"), ("corrected", "correct"), ("wrong_rule", "object"), ("wrong_rows", "object")],
)
def test_an_answer_explains_corrects_or_objects(county, flag, support, kind):
    assert (explained(county, flag, support).answer_kind, now(flag).late) == (kind, False)


def test_a_late_answer_is_said_to_be_late_and_may_be_closed_as_any_other(county, flag):
    RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue")
    explained(county, now(flag))
    assert now(flag).late
    assert dismissed_by(county.leader, flag).state == "closed_false"


def test_papers_are_fingerprinted_sealed_and_handed_out_to_whoever_reads_the_flag(county, flag, client):
    explained(county, flag, papers=[Paper("运费合同.pdf", PDF)])
    kept = FlagPaper._base_manager.get()
    assert (kept.sha256, kept.kind, kept.size) == (sha256(PDF).hexdigest(), "pdf", len(PDF))
    assert PDF not in bytes(kept.sealed_file)
    address = f"/flags/{flag.pk}/papers/{kept.pk}/"
    answer = sign_in(client, county.leader).get(address)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/octet-stream")
    assert answer["Content-Disposition"].startswith("attachment")
    assert sign_in(client, county.other_clerk).get(address).status_code == 404
    assert sign_in(client, county.leader).get(f"/flags/{asked(county).pk}/papers/{kept.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (Paper("a.pdf", b"<html>"), "paper_unknown_kind"),
        (Paper("a.zip", b"PK\x03\x04x"), "paper_unknown_kind"),
        (Paper("a.pdf", PDF + bytes(8_000_001)), "paper_too_big"),
    ],
)
def test_a_paper_that_is_none_is_refused_and_the_answer_with_it(county, flag, paper, code):
    with pytest.raises(RuleBroken, match=code):
        explained(county, flag, papers=[paper])
    assert (now(flag).state, FlagPaper._base_manager.count()) == ("self_check", 0)


def test_at_most_six_papers_go_with_an_answer(county, flag):
    with pytest.raises(RuleBroken, match="papers_too_many"):
        explained(county, flag, papers=[Paper("a.pdf", PDF)] * 7)
    explained(county, now(flag), papers=[Paper("a.docx", b"PK\x03\x04")] * 6)


def test_the_form_shows_reasons_rows_papers_and_step_and_takes_files(county, flag, client):
    clerk = sign_in(client, county.clerk)
    page = clerk.get(f"/flags/{flag.pk}/").content.decode()
    for words in ("说明：有正当原因", "自纠：情况属实", "异议：疑点本身有误", "能说明情况的材料", "邓采"):
        assert words in page
    said = {"support": "wrong_rows", "explanation": "此人已调离", "papers": SimpleUploadedFile("调令.pdf", PDF)}
    assert clerk.post(f"/flags/{flag.pk}/explain/", said).status_code == 302
    page = sign_in(client, county.leader).get(f"/flags/{flag.pk}/").content.decode()
    assert "数据有误或不是我校的" in page
    assert "调令.pdf" in page


# Questions alike.


def test_questions_alike_are_answered_and_reviewed_in_one_form_and_keep_their_own_records(county, flag, client):
    more = [asked(county), asked(county)]
    apart = [asked(county, alike="M-ST-01|2026-10"), asked(county, state="overdue"), asked(county, "s002")]
    clerk = sign_in(client, county.clerk)
    page = clerk.get(f"/flags/{flag.pk}/").content.decode()
    assert page.count('name="also"') == 2
    said = {"support": "transition", "explanation": "交接中", "also": [more[0].pk]}
    assert clerk.post(f"/flags/{flag.pk}/explain/", said).status_code == 302
    assert [now(one).state for one in (flag, *more)] == ["answered", "answered", "self_check"]
    assert [now(one).state for one in apart] == ["self_check", "overdue", "self_check"]
    leader = sign_in(client, county.leader)
    said = {"reason": "属实", "also": [more[0].pk, more[1].pk, apart[1].pk]}
    assert leader.post(f"/flags/{flag.pk}/dismiss/", said).status_code == 422  # others may not be smuggled in
    said["also"] = [more[0].pk]
    assert leader.post(f"/flags/{flag.pk}/dismiss/", said).status_code == 302
    assert [(now(one).state, now(one).review) for one in (flag, more[0])] == [("closed_false", "属实")] * 2


def test_questions_alike_move_together_or_not_at_all(county, flag, client, monkeypatch):
    other = asked(county)
    kept = queries.sheet(county.clerk, flag).alike
    RedFlag._base_manager.filter(pk=other.pk).update(state="overdue")
    monkeypatch.setattr("lianjing.access.flag_groups.alike", lambda seen, flag: kept)  # read before it lapsed
    said = {"support": "transition", "explanation": "x", "also": [other.pk]}
    assert sign_in(client, county.clerk).post(f"/flags/{flag.pk}/explain/", said).status_code == 422
    assert now(flag).state == "self_check"


# To rectification, in fields that others read.


def test_the_end_that_others_read_is_kept_in_fields(county, answered, client):
    said = {"step": "ST-03/2", "flow_step": "", "basis": "学校食品安全规定", "also": []}
    leader = sign_in(client, county.leader)
    page = leader.get(f"/flags/{answered.pk}/").content.decode()
    if 'value="ST-03/2"' not in page:  # no version of the power is in force in this small county
        said |= {"flow_step": "验收"}
        del said["step"]
    assert leader.post(f"/flags/{answered.pk}/rectify/", said).status_code == 302
    outcome = now(answered).outcome
    assert set(outcome) == {"item", "step", "flow_step", "basis"}
    assert outcome["basis"] == "学校食品安全规定"
    assert outcome["flow_step"]


def test_rectification_needs_a_step_in_words_or_chosen(county, answered):
    with pytest.raises(RuleBroken) as refusal:
        usecases.to_rectification(post=county.leader, flag=answered, flow_step=" ", basis="x", now=NOW)
    assert refusal.value.facts["missing"] == ("flow_step",)


# Handed over.


@pytest.mark.parametrize("state", ["answered", "overdue"])
def test_a_transfer_is_signed_by_two_and_a_day_later_little_stays(county, flag, second, state, client):
    if state == "answered":
        explained(county, flag, papers=[Paper("a.pdf", PDF)])
    else:
        RedFlag._base_manager.filter(pk=flag.pk).update(state="overdue")
    usecases_transfer.sign_first(post=county.leader, flag=now(flag), words=FACTS, now=NOW)
    assert (now(flag).state, work_of(county.leader)) == (state, [])
    signer = next(one for one in (county.officer, second) if "flag_to_countersign" in work_of(one))
    for use_case in (usecases.dismiss, usecases.send_back):
        with pytest.raises(RuleBroken, match="flag_signed_first"):
            use_case(
                post=signer, flag=now(flag), now=NOW, **{"reason" if use_case is usecases.dismiss else "missing": "x"}
            )
    with pytest.raises(RuleBroken, match="weighing_own"):
        usecases_transfer.sign_second(post=county.leader, flag=now(flag), now=NOW)
    usecases_transfer.sign_second(post=signer, flag=now(flag), now=NOW)
    after = now(flag)
    assert (after.state, after.outcome["receiving_body"]) == ("transferred", FACTS["receiving_body"])
    assert after.outcome["number"] == f"2026-{flag.pk}"
    assert FACTS["named_facts"] not in str(after.__dict__)
    assert usecases_transfer.empty_all(NOW + timedelta(hours=23)) == 0
    assert usecases_transfer.empty_all(NOW + timedelta(hours=25)) == 1
    assert usecases_transfer.empty_all(NOW + timedelta(hours=25)) == 0
    after = now(flag)
    assert (after.answer, after.rows, after.weighing, after.answered_by_id) == ("", [], {}, None)
    assert set(after.facts) == {"version"}
    assert not FlagPaper._base_manager.exists()
    page = sign_in(client, county.leader).get(f"/flags/{flag.pk}/").content.decode()
    assert f"2026-{flag.pk}" in page
    assert "邓采" not in page
    assert "交接中" not in page


def test_the_class_of_result_comes_later_and_is_one_of_the_list(county, answered, second):
    with pytest.raises(RuleBroken, match="not_handed_over"):
        usecases_transfer.record_result(post=county.leader, flag=answered, told="taken_up", now=NOW)
    usecases_transfer.sign_first(post=county.leader, flag=now(answered), words=FACTS, now=NOW)
    usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)
    with pytest.raises(RuleBroken, match="result_unknown"):
        usecases_transfer.record_result(post=county.leader, flag=now(answered), told="开除", now=NOW)
    usecases_transfer.record_result(post=county.leader, flag=now(answered), told="taken_up", now=NOW)
    assert now(answered).outcome["result"] == "taken_up"


def test_the_second_is_free_of_ties_and_may_put_it_back(county, answered, second, client):
    kin(county.officer, county.clerk)
    leader = sign_in(client, county.leader)
    assert leader.post(f"/flags/{answered.pk}/transfer/first/", {"receiving_body": "x"}).status_code == 422
    assert leader.post(f"/flags/{answered.pk}/transfer/first/", FACTS).status_code == 302
    assert work_of(second) == ["flag_to_countersign"]
    with pytest.raises(RuleBroken) as refusal:
        usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)
    assert "too_few_hands" in refusal.value.facts["why"]
    window = sign_in(client, second)
    assert FACTS["named_facts"] in window.get(f"/flags/{answered.pk}/").content.decode()
    assert FACTS["named_facts"] not in sign_in(client, county.principal).get(f"/flags/{answered.pk}/").content.decode()
    window = sign_in(client, second)
    assert window.post(f"/flags/{answered.pk}/transfer/back/", {"reason": "先核凭证"}).status_code == 302
    assert now(answered).weighing == {"back": "先核凭证"}
    assert "先核凭证" in sign_in(client, county.leader).get(f"/flags/{answered.pk}/").content.decode()
    assert dismissed_by(county.leader, answered).state == "closed_false"


def test_who_signed_first_must_still_be_free_when_the_second_signs(county, answered, second):
    usecases_transfer.sign_first(post=county.leader, flag=answered, words=FACTS, now=NOW)
    kin(county.leader, county.principal)
    with pytest.raises(RuleBroken, match="weighing_first_gone"):
        usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)


# Clocks.


def test_an_unanswered_question_goes_to_the_reviewer_then_a_level_up(county, flag):
    late = at("2026-10-16")
    RedFlag._base_manager.filter(pk=flag.pk).update(due_on="2026-10-15")
    assert duties.ALL["redflag.lapse"](late) == 1
    assert work_of(county.leader) == ["flag_unanswered"]
    calling.call_all(late)
    assert calling.LATE not in work_of(county.officer)
    calling.call_all(at("2026-10-21"))
    assert calling.LATE in work_of(county.officer)
    usecases.to_rectification(post=county.officer, flag=now(flag), flow_step="2", basis="x", now=at("2026-10-21"))
    assert now(flag).state == "to_rectify"


def test_the_next_level_is_nobody_with_a_tie(county, answered):
    calling.call_all(NOW)
    kin(county.officer, county.principal)
    for day in ("2026-10-20", "2026-10-24", "2026-10-30", "2026-11-05"):
        calling.call_all(at(day))
    assert calling.LATE not in work_of(county.officer)
    assert calling.LATE in work_of(county.inspector)


def test_a_sealed_flag_that_nobody_settles_names_one_of_the_next_level_once(county, second):
    made = county.flag(sealed=True, to=(county.officer, second))
    RedFlag._base_manager.filter(pk=made.pk).update(moved_at=NOW)
    assert name_above_all(at("2026-10-16")) == 0
    assert name_above_all(at("2026-10-21")) == 1
    assert name_above_all(at("2026-10-21")) == 0
    assert work_of(county.inspector) == ["flag_to_weigh"]
    assert work_of(county.leader) == work_of(county.principal) == []


def test_two_hands_on_an_empty_or_a_name_above_act_once(county, answered, monkeypatch):
    usecases_transfer.sign_first(post=county.leader, flag=answered, words=FACTS, now=NOW)
    usecases_transfer.sign_second(post=county.officer, flag=now(answered), now=NOW)
    stale = [now(answered)]
    later = NOW + timedelta(hours=30)
    assert usecases_transfer.empty_all(later) == 1
    monkeypatch.setattr(usecases_transfer.questions, "handed_over", lambda: stale)  # read before the other's commit
    assert usecases_transfer.empty_all(later) == 0


def test_how_many_wait_and_why_is_said_on_the_reviewers_page(county, client):
    for _ in range(3):
        asked(county, state="raised")
    page = sign_in(client, county.leader).get(reverse("redflags:home")).content.decode()
    assert "另有 3 件疑点排队等候" in page
    assert "15" in page
    assert "排队等候" not in sign_in(client, county.principal).get(reverse("redflags:home")).content.decode()


def test_no_paper_is_counted_where_none_is(flag):
    assert (flag_papers.count(flag), flag_papers.papers_of(flag), flag_papers.opened(flag, 1)) == (0, [], None)
