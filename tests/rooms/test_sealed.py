"""A sealed flag moves by two different people who each sign; nobody else hears that it exists."""

import pytest

from lianjing.access import policy
from lianjing.domain.authority import Action, Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Declaration, JournalEntry, Person, Recusal, RedFlag, WorkItem
from lianjing.rooms.network.usecases import declarations
from lianjing.rooms.redflags import usecases_sealed
from lianjing.rooms.redflags.asking import ask_the_two
from tests.rooms.rosters import sign_in
from tests.world import at

NOW = at("2026-10-12")
WHY = "台账登记晚了一个月，像是差错"


@pytest.fixture
def second(county):
    return county.holder("向兰", "jcs", Role.BUREAU_OFFICER, "ZY", "科员")


@pytest.fixture
def flag(county, second):
    """Sealed, about nobody, with the two officers of the office named on it."""
    made = county.flag(sealed=True)
    RedFlag._base_manager.filter(pk=made.pk).update(facts={"person": "田七", "posts": ["a"], "items": ["CW-06"]})
    ask_the_two(made, NOW)
    return now(made)


def now(flag):
    return RedFlag._base_manager.get(pk=flag.pk)


def first(county, flag, step="unseal", **words):
    return usecases_sealed.sign_first(
        post=county.officer, flag=flag, step=step, words=words or {"reason": WHY}, now=NOW
    )


def work_of(seat):
    return list(WorkItem._base_manager.filter(post=seat.post_id, state="open").values_list("code", flat=True))


def test_the_two_are_named_and_their_work_names_no_school(county, flag, second):
    assert set(flag.handlers.through.objects.filter(redflag_id=flag.pk).values_list("person_id", flat=True)) == {
        county.officer.person_id,
        second.person_id,
    }
    assert work_of(county.officer) == work_of(second) == ["flag_to_weigh"]
    assert all(item.facts == {} and item.sealed for item in WorkItem._base_manager.filter(code="flag_to_weigh"))


@pytest.mark.parametrize(
    ("step", "words", "state", "stays_sealed"),
    [
        ("unseal", {"reason": WHY}, "self_check", False),
        ("dismiss", {"reason": WHY}, "closed_false", True),
        ("transfer", {"receiving_body": "县纪委监委", "named_facts": "田七九月领薪未到岗"}, "transferred", True),
    ],
)
def test_a_step_needs_both_and_nothing_moves_before(county, flag, second, step, words, state, stays_sealed):
    first(county, flag, step, **words)
    assert (now(flag).state, now(flag).sealed, work_of(county.clerk)) == ("sealed", True, [])
    assert (work_of(county.officer), work_of(second)) == ([], ["flag_to_sign"])
    with pytest.raises(RuleBroken, match="weighing_own"):
        usecases_sealed.sign_second(post=county.officer, flag=flag, now=NOW)
    usecases_sealed.sign_second(post=second, flag=flag, now=NOW)
    after = now(flag)
    assert (after.state, after.sealed) == (state, stays_sealed)
    assert work_of(second) == []
    assert work_of(county.clerk) == (["flag_to_answer"] if step == "unseal" else [])
    assert after.due_on == (None if stays_sealed else after.due_on)
    assert (after.closed_at is not None) is stays_sealed
    assert "田七" not in str(after.weighing)  # what was named went with the papers


@pytest.mark.parametrize(
    ("step", "words"),
    [("unseal", {"reason": " "}), ("transfer", {"receiving_body": "x"}), ("explain", {"reason": "x"})],
)
def test_a_step_without_its_words_or_from_elsewhere_is_refused_at_the_first_hand(county, flag, step, words):
    with pytest.raises(RuleBroken, match="step_refused"):
        first(county, flag, step, **words)
    assert now(flag).weighing == {}


def test_nobody_else_can_sign_or_see_it(county, flag, client):
    first(county, flag)
    outside = (county.inspector, county.chief, county.leader, county.principal, county.clerk, county.tech)
    for seat in outside:
        for use_case, said in (
            (usecases_sealed.sign_first, {"step": "unseal", "words": {"reason": "x"}}),
            (usecases_sealed.sign_second, {}),
            (usecases_sealed.put_back, {"reason": "x"}),
        ):
            with pytest.raises(RuleBroken, match="not_yours"):
                use_case(post=seat, flag=flag, now=NOW, **said)
        window = sign_in(client, seat)
        assert window.get(f"/flags/{flag.pk}/").status_code == 404
        for step in ("unseal", "second", "back"):
            assert window.post(f"/flags/{flag.pk}/two/{step}/", {"reason": "x"}).status_code == 404
    assert now(flag).state == "sealed"


def test_who_signs_first_must_still_be_free_when_the_second_signs(county, flag, second):
    first(county, flag)
    county.recuse(county.officer, flag)
    with pytest.raises(RuleBroken, match="weighing_first_gone"):
        usecases_sealed.sign_second(post=second, flag=flag, now=NOW)


def test_the_second_may_put_it_back_and_both_see_why(county, flag, second):
    first(county, flag)
    with pytest.raises(RuleBroken, match="weighing_open"):
        usecases_sealed.sign_first(post=second, flag=flag, step="dismiss", words={"reason": "x"}, now=NOW)
    with pytest.raises(RuleBroken, match="weighing_put_back_why"):
        usecases_sealed.put_back(post=second, flag=flag, reason=" ", now=NOW)
    usecases_sealed.put_back(post=second, flag=flag, reason="先查九月课表", now=NOW)
    assert (now(flag).weighing, now(flag).review, now(flag).state) == ({}, "先查九月课表", "sealed")
    assert work_of(county.officer) == work_of(second) == ["flag_to_weigh"]
    with pytest.raises(RuleBroken, match="weighing_none"):
        usecases_sealed.sign_second(post=second, flag=flag, now=NOW)


def test_the_journal_of_it_is_sealed_to_whoever_acted(county, flag, second):
    first(county, flag)
    usecases_sealed.sign_second(post=second, flag=flag, now=NOW)
    entries = JournalEntry._base_manager.filter(subject_table="redflag", subject_id=flag.pk, kind="act")
    assert set(entries.filter(action="flag.weigh").values_list("person_id", flat=True)) == {
        county.officer.person_id,
        second.person_id,
    }
    assert all(entry.sealed for entry in entries)  # the unsealing too: who weighed it stays theirs
    for seat in (county.inspector, county.chief, county.leader, county.clerk):
        seen = policy.visible(seat, Action.JOURNAL_READ, JournalEntry)
        assert not seen.filter(subject_table="redflag", subject_id=flag.pk, action="flag.weigh").exists()
    own = policy.visible(second, Action.JOURNAL_READ, JournalEntry).filter(action="flag.weigh")
    assert set(own.values_list("person_id", flat=True)) == {second.person_id}


def test_where_one_of_the_two_is_recused_somebody_else_is_named(county, flag, second):
    county.recuse(second, flag)
    assert usecases_sealed.fill_hands(NOW) == 1
    assert policy.may(county.inspector, Action.FLAG_WEIGH, flag)
    assert work_of(county.inspector) == ["flag_to_weigh"]
    assert usecases_sealed.fill_hands(NOW) == 0
    first(county, flag)
    usecases_sealed.sign_second(post=county.inspector, flag=flag, now=NOW)
    assert now(flag).state == "self_check"


def test_one_steps_aside_without_a_word_and_the_flag_is_gone_for_them(county, flag, second, client):
    first(county, flag)
    office = sign_in(client, county.officer)
    assert office.post(f"/flags/{flag.pk}/two/aside/").status_code == 302
    assert office.get(f"/flags/{flag.pk}/").status_code == 404
    assert (now(flag).weighing, work_of(county.officer)) == ({"aside": [county.officer.person_id]}, [])
    assert work_of(second) == work_of(county.inspector) == ["flag_to_weigh"]
    assert not Recusal._base_manager.exists()  # whoever reads recusals hears nothing
    assert usecases_sealed.fill_hands(NOW) == 0
    assert not policy.may(county.officer, Action.FLAG_WEIGH, flag)


def test_who_is_tied_to_whom_it_is_about_is_not_named(county, second):
    person = {"person_id": county.officer.person_id, "kin_id": county.clerk.person_id}
    Declaration(kind="kin", relation="夫妻", declared_at=NOW, valid_from=NOW.date(), **person).save()
    made = county.flag(sealed=True, about=county.clerk)
    ask_the_two(made, NOW)
    assert not policy.may(county.officer, Action.FLAG_WEIGH, made)
    assert policy.may(second, Action.FLAG_WEIGH, made)


@pytest.mark.parametrize("declarer", ["officer", "teacher"])
@pytest.mark.parametrize("signer", ["officer", "second", None])
def test_a_tie_declared_later_takes_one_off_and_nobody_reads_of_it(county, second, client, declarer, signer):
    made = county.flag(sealed=True, about=county.teacher)
    made.facts = {"person": "王老", "posts": ["a"], "items": ["CW-06"]}
    made.save()
    ask_the_two(made, NOW)
    if signer:
        seat = second if signer == "second" else county.officer
        usecases_sealed.sign_first(post=seat, flag=made, step="unseal", words={"reason": WHY}, now=NOW)
    declares_kin(county, declarer)
    for use_case, said in (
        (usecases_sealed.sign_first, {"step": "dismiss", "words": {"reason": "x"}}),
        (usecases_sealed.sign_second, {}),
        (usecases_sealed.put_back, {"reason": "x"}),
    ):
        with pytest.raises(RuleBroken, match="not_yours"):  # from the first minute
            use_case(post=county.officer, flag=made, now=NOW, **said)
    if signer == "officer":
        with pytest.raises(RuleBroken, match="weighing_first_gone"):
            usecases_sealed.sign_second(post=second, flag=made, now=NOW)
    assert WHY not in sign_in(client, county.officer).get(f"/flags/{made.pk}/").content.decode()
    assert (usecases_sealed.fill_hands(NOW), usecases_sealed.fill_hands(NOW)) == (1, 0)
    assert now(made).weighing == {}
    assert not policy.may(county.officer, Action.FLAG_WEIGH, made)
    assert sign_in(client, county.officer).get(f"/flags/{made.pk}/").status_code == 404
    assert (work_of(county.officer), work_of(second), work_of(county.inspector)) == ([], *[["flag_to_weigh"]] * 2)
    told_to_nobody(county, client, made)
    usecases_sealed.sign_first(post=second, flag=now(made), step="unseal", words={"reason": WHY}, now=NOW)
    usecases_sealed.sign_second(post=county.inspector, flag=now(made), now=NOW)
    assert now(made).state == "self_check"


def declares_kin(county, name):
    """The officer says that the teacher is a brother of his, or the teacher that the officer is."""
    one, other = ("officer", "teacher") if name == "officer" else ("teacher", "officer")
    who = Person._base_manager.get(pk=getattr(county, one).person_id)
    kin = Person._base_manager.get(pk=getattr(county, other).person_id)
    said = {"kind": "kin", "relation": "兄弟", "other_name": kin.name, "unit": kin.home}
    declarations.declare(post=getattr(county, one), person=who, valid_from=NOW.date(), now=NOW, **said)


def told_to_nobody(county, client, flag):
    """Hold that no recusal, no work and no entry of the journal tells of the flag to whoever is not named on it."""
    assert not Recusal._base_manager.exists()
    entries = JournalEntry._base_manager.filter(subject_table="redflag", subject_id=flag.pk)
    assert all(entry.sealed for entry in entries)
    for seat in (county.leader, county.chief, county.principal, county.clerk, county.teacher, county.tech):
        assert work_of(seat) == []
        assert not policy.visible(seat, Action.JOURNAL_READ, JournalEntry).filter(subject_table="redflag").exists()
    assert "谭敏" not in sign_in(client, county.leader).get("/network/recusals/").content.decode()


def test_one_alone_cannot_begin(county):
    made = county.flag(sealed=True, to=(county.officer,))
    county.recuse(county.inspector, made)
    with pytest.raises(RuleBroken, match="step_refused"):
        first(county, made)


def test_whom_it_is_about_is_not_named_on_it(county, second):
    made = county.flag(sealed=True, about=county.officer)
    ask_the_two(made, NOW)
    assert not policy.may(county.officer, Action.FLAG_WEIGH, made)
    assert policy.may(second, Action.FLAG_WEIGH, made)
    assert policy.may(county.inspector, Action.FLAG_WEIGH, made)


def test_both_sign_on_the_page_and_the_school_then_reads_the_question_and_no_reason(county, flag, second, client):
    page = f"/flags/{flag.pk}/"
    office = sign_in(client, county.officer)
    assert "第一人签字" in office.get(page).content.decode()
    assert office.post(f"{page}two/unseal/", {"reason": ""}).status_code == 422
    assert office.post(f"{page}two/unseal/", {"reason": WHY}).status_code == 302
    seen = office.get(page).content.decode()
    assert WHY in seen
    assert "two/second/" not in seen
    other = sign_in(client, second)
    seen = other.get(page).content.decode()
    assert WHY in seen
    assert "谭敏" in seen
    assert "two/second/" in seen
    assert other.post(f"{page}two/second/").status_code == 302
    clerk = sign_in(client, county.clerk)
    answer = clerk.get(page)
    assert answer.status_code == 200
    assert WHY not in answer.content.decode()
    assert "谭敏" not in answer.content.decode()
    assert sign_in(client, second).post(f"{page}two/second/").status_code == 404  # it is an ordinary question now
