"""The red flag's path: who may review, answers of three kinds with papers, questions alike in one form."""

from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianjing.access import flag_papers, model_health, modelbook, reviewing
from lianjing.access.flag_papers import Paper
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import (
    CoverageRun,
    FlagPaper,
    Holding,
    Person,
    Recusal,
    RedFlag,
    Supervisor,
)
from lianjing.rooms.redflags import queries, usecases, usecases_transfer
from lianjing.rooms.redflags.usecases_together import together
from tests.rooms.flag_world import FACTS, NOW, PDF, asked, dismissed_by, explained, kin, now, work_of
from tests.rooms.rosters import sign_in
from tests.world import DAY


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


def test_a_refused_paper_leaves_the_question_as_it_is_and_the_words_in_the_form(county, flag, client):
    said = {"support": "wrong_rows", "explanation": "此人已调离"}
    address = reverse("redflags:step", args=[flag.pk, "explain"])
    picture = SimpleUploadedFile("照片.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50)
    shown = sign_in(client, county.clerk).post(address, said | {"papers": picture})
    page = shown.content.decode()
    assert shown.status_code == 422
    assert f'action="{address}"' in page  # the form is there again, with what was typed and what is wrong
    assert "此人已调离</textarea>" in page
    assert 'id="id_papers_wrong"' in page
    assert "已说明" not in page
    assert (now(flag).state, now(flag).answer) == ("self_check", "")


def test_who_comes_too_late_is_told_so(county, flag, client):
    stale = {"support": "wrong_rows", "explanation": "此人已调离"}
    explained(county, flag)
    shown = sign_in(client, county.clerk).post(reverse("redflags:step", args=[flag.pk, "explain"]), stale)
    assert shown.status_code == 422
    assert "事项已往下走" in shown.content.decode()


def test_of_questions_alike_one_refused_leaves_the_others_as_they_are(county, flag):
    other = asked(county)
    RedFlag._base_manager.filter(pk=other.pk).update(state="answered")
    with pytest.raises(RuleBroken):
        together([flag, now(other)], lambda one: explained(county, one))
    assert (flag.state, flag.answer) == ("self_check", "")


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


def test_how_many_wait_and_why_is_said_on_the_reviewers_page(county, client):
    for _ in range(3):
        asked(county, state="raised")
    page = sign_in(client, county.leader).get(reverse("redflags:home")).content.decode()
    assert "另有 3 件疑点排队等候" in page
    assert "15" in page
    assert "排队等候" not in sign_in(client, county.principal).get(reverse("redflags:home")).content.decode()


def test_no_paper_is_counted_where_none_is(flag):
    assert (flag_papers.count(flag), flag_papers.papers_of(flag), flag_papers.opened(flag, 1)) == (0, [], None)


def test_an_objection_that_is_upheld_counts_on_the_model_and_is_shown_on_its_page(county, client):
    model = "M-GK-03"
    flag = asked(county)
    RedFlag._base_manager.filter(pk=flag.pk).update(
        code=model, facts={"version": modelbook.models()[model].version, "subject": "x", "evidence": 0}
    )
    explained(county, now(flag), "wrong_rule")
    dismissed_by(county.leader, flag)
    seen = model_health.healths(DAY)[model].seen
    assert (seen.innocent, seen.right) == (1, 0)
    page = sign_in(client, county.leader).get(f"/flags/models/{model}/").content.decode()
    assert "对疑点提出的异议" in page
