"""Problems: heard before decided, both responsibilities with reasons, first form only, handed over, cleared."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps

from lianjing.access import policy, problems
from lianjing.access.acts import ACTS
from lianjing.domain.authority import Action
from lianjing.domain.machines.problem import PROBLEM
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties
from lianjing.records.models import JournalEntry, Person, Problem, WorkItem
from lianjing.rooms.casework import queries_problems as queries
from lianjing.rooms.casework.usecases import handing_over
from lianjing.rooms.casework.usecases import problems as usecases
from lianjing.rooms.casework.usecases.problems import Responsibility
from tests.rooms.rosters import sign_in
from tests.world import at

NOW = at("2026-10-12")
DIRECT = Responsibility("报账员", "到期撤下公示", "没有撤下", "本人职责，没有执行")
SUPERVISORY = Responsibility("校长", "每周看一次公示栏", "没有看", "没有安排检查")
BLANK = Responsibility("报账员", " ", "没有", "x")
SECRET = "只有经办人知道的一句话"


def begun(county, flag, who="clerk", kind="hired", weight="minor", by="officer", facts=(SECRET,)):
    person = Person._base_manager.get(pk=getattr(county, who).person_id) if who else None
    given = {"person": person, "kind": kind, "weight": weight, "facts": facts, "now": NOW}
    return usecases.begin(post=getattr(county, by), flag=flag, **given)


def told(county, record, proposed="criticism"):
    given = {"direct": DIRECT, "supervisory": SUPERVISORY, "proposed": proposed, "now": NOW}
    return usecases.tell(post=county.officer, record=record, **given)


def heard(county, flag, **how):
    record = told(county, begun(county, flag, **how))
    return usecases.speak(post=county.clerk, record=record, lines=["当天停电", ""], now=NOW)


def weighed(county, flag, finding="so", **how):
    record = heard(county, flag, **how)
    answers = [(True, "停电属实，次日应撤")]
    return usecases.weigh(post=county.officer, record=record, answers=answers, findings=[finding], now=NOW)


def why(refusal):
    return refusal.value.facts.get("missing") or refusal.value.facts.get("why") or refusal.value.code


def again(record):
    return Problem._base_manager.get(pk=record.pk)


def test_the_whole_way_begun_told_heard_weighed_decided_served(county, verified):
    record = weighed(county, verified)
    decided = usecases.decide(post=county.chief, record=record, measure="talk", reason="轻微", now=NOW)
    assert (decided.state, decided.decided_by_id) == ("decided", county.chief.person_id)
    served = usecases.serve(post=county.officer, record=decided, served_on=NOW.date(), now=NOW)
    assert (served.state, served.effect_until) == ("served", None)


def test_nothing_automatic_begins_one():
    makers = {name for name, actor in ACTS.items() if ".problems." in name and str(actor).startswith("clock")}
    assert not makers
    assert not any("begin" in name for name, actor in ACTS.items() if str(actor).startswith("clock."))


@pytest.mark.parametrize("who", ["clerk", "principal", "leader", "teacher", "chief", "section", "other_leader"])
def test_only_the_office_and_the_team_begin_one(county, verified, who):
    with pytest.raises(RuleBroken) as refusal:
        begun(county, verified, by=who)
    assert refusal.value.code == "not_yours"


def test_only_a_verified_flag_becomes_one_and_only_once(county, verified):
    with pytest.raises(RuleBroken, match="problem_not_verified"):
        begun(county, county.flag("s001"))
    begun(county, verified)
    with pytest.raises(RuleBroken, match="problem_known"):
        begun(county, verified)
    with pytest.raises(RuleBroken, match="problem_no_facts"):
        begun(county, verified, who="principal", kind="manager", facts=(" ",))


def test_a_pupil_is_never_a_problem(county, verified):
    for weight in ("minor", "breach"):
        with pytest.raises(RuleBroken, match="problem_not_here"):
            begun(county, verified, kind="pupil", weight=weight)


def test_a_units_problem_is_about_whoever_answers_for_it(county, verified):
    assert begun(county, verified, who=None, kind="unit").person_id == county.principal.person_id


def test_both_responsibilities_with_reasons_or_nothing_is_told(county, verified):
    record = begun(county, verified)
    for direct, supervisory in ((BLANK, SUPERVISORY), (DIRECT, BLANK)):
        with pytest.raises(RuleBroken) as refusal:
            usecases.tell(
                post=county.officer, record=record, direct=direct, supervisory=supervisory, proposed="talk", now=NOW
            )
        assert why(refusal) == ("both_responsibilities",)


def test_a_measure_beyond_the_first_form_cannot_even_be_considered(county, verified):
    record = begun(county, verified)
    for beyond in ("demerit", "dismissal", "admonition", ""):  # somebody hired is not admonished
        with pytest.raises(RuleBroken) as refusal:
            told(county, record, proposed=beyond)
        assert why(refusal) == ("measure_proposed",)


def test_what_another_body_must_decide_is_only_handed_over(county, verified):
    record = begun(county, verified, who="principal", kind="manager", weight="breach")
    with pytest.raises(RuleBroken) as refusal:
        told(county, record)
    assert "competent" in why(refusal)
    assert queries.sheet(county.officer, record).steps == ("tell", "transfer", "aside")


def test_each_point_is_answered_and_each_fact_found(county, verified):
    record = heard(county, verified)
    for answers, findings, missing in (
        ([], ["so"], "statement_answered"),
        ([(True, " ")], ["so"], "statement_answered"),
        ([(True, "x")], ["guilty"], "facts_found"),
        ([(True, "x")], [], "facts_found"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            usecases.weigh(post=county.officer, record=record, answers=answers, findings=findings, now=NOW)
        assert why(refusal) == (missing,)


def test_silence_is_weighed_after_five_working_days_and_not_before(county, verified):
    record = told(county, begun(county, verified))
    assert record.due_on == date(2026, 10, 19)
    assert duties.ALL["problem.hear"](at("2026-10-19")) == 0
    assert duties.ALL["problem.hear"](at("2026-10-20")) == 1
    assert duties.ALL["problem.hear"](at("2026-10-20")) == 0
    assert again(record).state == "heard"
    with pytest.raises(RuleBroken):
        usecases.decide(post=county.chief, record=again(record), measure="none", reason="x", now=NOW)


def test_never_heavier_than_what_the_person_was_told_of(county, verified):
    record = weighed(county, verified)
    with pytest.raises(RuleBroken) as refusal:
        usecases.decide(post=county.chief, record=record, measure="apology", reason="x", now=NOW)
    assert why(refusal) == ("not_heavier",)
    assert usecases.decide(post=county.chief, record=record, measure="none", reason="x", now=NOW).state == "decided"


def test_who_worked_on_it_does_not_decide_nor_whom_it_is_about(county, verified):
    record = weighed(county, verified)
    with pytest.raises(RuleBroken) as refusal:
        usecases.decide(post=county.officer, record=record, measure="talk", reason="x", now=NOW)
    assert "not_yours" in refusal.value.facts["why"]
    about_the_chief = begun(county, verified, who="chief", kind="bureau_leader", by="inspector")
    assert county.chief.person_id not in problems.handlers_of(about_the_chief)
    assert not policy.may(county.chief, Action.PROBLEM_HANDLE, about_the_chief)


def test_two_who_press_at_once_exactly_one_wins(county, verified):
    record = weighed(county, verified)
    mine, theirs = again(record), again(record)
    usecases.decide(post=county.chief, record=mine, measure="talk", reason="x", now=NOW)
    with pytest.raises(RuleBroken, match="somebody_was_faster"):
        usecases.decide(post=county.chief, record=theirs, measure="none", reason="x", now=NOW)


def test_not_so_is_a_result_with_a_letter_and_the_name_is_gone_from_every_list(county, verified, client):
    record = weighed(county, verified, finding="not_so")
    assert queries.sheet(county.chief, record).steps == ("clear", "aside")
    for step in ("decide", "leave"):
        given = {"measure": "talk", "reason": "x"} if step == "decide" else {}
        with pytest.raises(RuleBroken):
            getattr(usecases, step)(post=county.chief, record=again(record), now=NOW, **given)
    usecases.clear(post=county.chief, record=record, now=NOW)
    page = sign_in(client, county.clerk).get(f"/rectifications/own/{record.pk}/").content.decode()
    assert "李账" in page
    assert "澄清书" in page
    chosen = usecases.choose(post=county.clerk, record=again(record), circle="those_who_knew", now=NOW)
    assert chosen.state == "cleared"
    open_items = WorkItem._base_manager.filter(state="open")
    assert not [item for item in open_items if "李账" in json.dumps(item.facts, ensure_ascii=False)]
    assert not open_items.filter(subject_table="problem").exists()
    assert problems.in_effect(county.clerk.person_id, NOW.date()) == []


def test_who_does_not_choose_keeps_the_letter_alone(county, verified):
    record = usecases.clear(post=county.chief, record=weighed(county, verified, finding="not_so"), now=NOW)
    assert duties.ALL["problem.letter"](at("2026-10-20")) == 1
    assert (again(record).state, again(record).circle) == ("cleared", "letter")


def test_what_cannot_be_shown_leaves_nothing_against_anybody(county, verified):
    record = weighed(county, verified, finding="unknown")
    assert usecases.leave(post=county.chief, record=record, now=NOW).state == "unproven"
    assert problems.in_effect(county.clerk.person_id, NOW.date()) == []


def test_an_effect_lapses_by_itself_and_is_cited_nowhere_afterwards(county, verified, client):
    record = weighed(county, verified, kind="manager")
    told_of = again(record)
    Problem._base_manager.filter(pk=told_of.pk).update(proposed="admonition")
    decided = usecases.decide(post=county.chief, record=again(record), measure="admonition", reason="x", now=NOW)
    served = usecases.serve(post=county.officer, record=decided, served_on=NOW.date(), now=NOW)
    assert (served.state, served.effect_until) == ("in_effect", date(2027, 4, 12))
    who = county.clerk.person_id
    assert problems.in_effect(who, date(2027, 4, 12)) == [served]
    assert problems.in_effect(who, date(2027, 4, 13)) == []  # even before the clock has come by
    assert duties.ALL["problem.lapse"](at("2027-04-12")) == 0
    assert duties.ALL["problem.lapse"](at("2027-04-13")) == 1
    page = sign_in(client, county.officer).get(f"/rectifications/problems/{record.pk}/").content.decode()
    assert "诫勉谈话</dd>" not in page.split("决定")[-1]


def handed_over(county, verified):
    record = heard(county, verified)
    handing_over.sign_first(post=county.officer, record=record, number="恩移〔2026〕3号", body="派出第七组", now=NOW)
    return handing_over.sign_second(post=county.inspector, record=again(record), now=NOW)


def test_a_transfer_is_signed_by_two_different_people(county, verified):
    record = heard(county, verified)
    with pytest.raises(RuleBroken):
        handing_over.sign_first(post=county.officer, record=record, number=" ", body="x", now=NOW)
    handing_over.sign_first(post=county.officer, record=record, number="3号", body="派出第七组", now=NOW)
    with pytest.raises(RuleBroken) as refusal:
        handing_over.sign_second(post=county.officer, record=again(record), now=NOW)
    assert refusal.value.facts["why"] == ("too_few_hands",)
    with pytest.raises(RuleBroken, match="problem_signed"):
        handing_over.sign_first(post=county.inspector, record=again(record), number="4号", body="y", now=NOW)
    handing_over.put_back(post=county.inspector, record=again(record), now=NOW)
    assert again(record).signing == {}


def test_from_the_second_signature_on_the_page_shows_a_receipt_only(county, verified, client):
    record = handed_over(county, verified)  # the text is emptied by the next tick; the page does not wait for it
    for seat in (county.officer, county.inspector):
        page = sign_in(client, seat).get(f"/rectifications/problems/{record.pk}/").content.decode()
        assert "恩移〔2026〕3号" in page
        assert not [word for word in (SECRET, "当天停电", DIRECT.reason, SUPERVISORY.reason, "李账") if word in page]


def test_from_the_second_signature_on_the_person_does_not_find_it(county, verified, client):
    """Also before the next tick empties it: whoever takes it over decides when the person is told (S2)."""
    record = heard(county, verified)
    browser, address = sign_in(client, county.clerk), f"/rectifications/own/{record.pk}/"
    assert browser.get(address).status_code == 200
    handing_over.sign_first(post=county.officer, record=record, number="恩移〔2026〕3号", body="派出第七组", now=NOW)
    handing_over.sign_second(post=county.inspector, record=again(record), now=NOW)
    assert again(record).person_id == county.clerk.person_id  # not emptied yet
    assert browser.get(address).status_code == 404
    assert address not in browser.get("/rectifications/own/").content.decode()


def every_text():
    """Yield all that the database holds, as text: every column of every table."""
    for table in apps.get_app_config("records").get_models():
        for row in table._base_manager.all():
            for field in table._meta.concrete_fields:
                cell = getattr(row, field.attname)
                yield table.__name__, bytes(cell).decode(errors="replace") if isinstance(cell, bytes) else str(cell)


def test_after_a_transfer_only_number_day_body_and_result_stay_in_table_and_journal(county, verified):
    record = handed_over(county, verified)
    words = (SECRET, "当天停电", DIRECT.reason, SUPERVISORY.reason)
    there = {word: [name for name, text in every_text() if word in text] for word in words}
    assert all(there.values())  # before it is emptied the search finds them
    assert duties.ALL["problem.empty"](NOW + timedelta(minutes=5)) == 1
    assert duties.ALL["problem.empty"](NOW + timedelta(minutes=10)) == 0
    kept = again(record)
    assert kept.emptied_at - kept.transferred_at < timedelta(hours=24)
    assert {word: [name for name, text in every_text() if word in text] for word in words} == {
        word: [] for word in words
    }
    assert (kept.transfer_number, kept.receiving_body, kept.transferred_on) == (
        "恩移〔2026〕3号",
        "派出第七组",
        NOW.date(),
    )
    assert (kept.person_id, kept.facts, kept.weight) == (None, [], "")
    said = [bytes(entry.canonical).decode() for entry in JournalEntry._base_manager.filter(subject_table="problem")]
    assert said
    assert not [text for text in said if any(word in text for word in words)]
    handing_over.note_result(post=county.officer, record=kept, outcome="accepted", now=NOW)
    assert again(kept).result_class == "accepted"
    assert duties.ALL["problem.hear"](at("2027-10-20")) == 0


# Who sees what, by role and state. "w": the whole; "o": one's own part; "-": not even that it exists.
STATES = PROBLEM.states
ALL, NOTHING = dict.fromkeys(STATES, "w"), dict.fromkeys(STATES, "-")
OUTSIDE = ("principal", "teacher", "leader", "member", "other_leader", "township", "section", "guiding", "tech")
SEES = {
    "officer": ALL,
    "inspector": ALL,
    "chief": ALL,
    "clerk": dict.fromkeys(STATES, "o") | {"begun": "-", "transferred": "-"},
    **{who: NOTHING for who in OUTSIDE},
}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_what_in_every_state(county, verified, client, who):
    record = weighed(county, verified)
    seat = getattr(county, who)
    window = sign_in(client, seat)
    for state in STATES:
        left = {"person": None, "facts": [], "statement": []} if state == "transferred" else {}
        Problem._base_manager.filter(pk=record.pk).update(state=state, **left)
        whole = window.get(f"/rectifications/problems/{record.pk}/")
        own = window.get(f"/rectifications/own/{record.pk}/")
        seen = "w" if whole.status_code == 200 else "o" if own.status_code == 200 else "-"
        assert seen == SEES[who][state], (who, state)
        if seen == "o":
            page = own.content.decode()
            assert SECRET in page
            assert SUPERVISORY.reason not in page  # what others are responsible for is not theirs to read
            assert "谭敏" not in page
        if seen != "w":
            assert SECRET not in window.get("/rectifications/").content.decode()


def test_every_look_at_one_is_written_down(county, verified, client):
    record = begun(county, verified)
    sign_in(client, county.officer).get(f"/rectifications/problems/{record.pk}/")
    entry = JournalEntry._base_manager.filter(kind="read", subject_table="problem").get()
    assert (entry.person_id, entry.sealed) == (county.officer.person_id, True)


def test_pages_take_a_problem_the_whole_way(county, verified, client):
    office = sign_in(client, county.officer)
    new = f"/rectifications/problems/new/{verified.pk}/"
    assert office.get(new).status_code == 200
    assert office.post(new, {"person": "", "kind": "hired", "weight": "minor", "facts": ""}).status_code == 422
    said = {"person": county.clerk.person_id, "kind": "hired", "weight": "minor", "facts": "公示未撤\n无登记"}
    assert office.post(new, said).status_code == 302
    record = Problem._base_manager.get()
    at_problem = f"/rectifications/problems/{record.pk}/"
    parts = {f"{side}_{part}": "x" for side in ("direct", "supervisory") for part in ("who", "owed", "done", "reason")}
    assert office.post(f"{at_problem}tell/", {**parts, "direct_who": "", "proposed": "talk"}).status_code == 422
    assert office.post(f"{at_problem}tell/", {**parts, "proposed": "talk"}).status_code == 302
    assert sign_in(client, county.clerk).get("/rectifications/own/").status_code == 200
    assert client.post(f"/rectifications/own/{record.pk}/speak/", {"lines": "一\n二"}).status_code == 302
    weigh = {
        f"{name}_{place}": word
        for place in (0, 1)
        for name, word in (("taken", "yes"), ("answer", "是"), ("fact", "so"))
    }
    office = sign_in(client, county.officer)
    assert office.post(f"{at_problem}weigh/", {**weigh, "fact_1": ""}).status_code == 422
    assert office.post(f"{at_problem}weigh/", weigh).status_code == 302
    chief = sign_in(client, county.chief)
    assert chief.post(f"{at_problem}decide/", {"measure": "criticism", "reason": "x"}).status_code == 422
    assert chief.post(f"{at_problem}decide/", {"measure": "talk", "reason": "轻微"}).status_code == 302
    office = sign_in(client, county.officer)
    assert office.post(f"{at_problem}serve/", {"served_on": "2020-01-01"}).status_code in (302, 422)
    assert office.get("/rectifications/problems/").status_code == 200
