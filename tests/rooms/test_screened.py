"""Rows raise questions: kept with their rows, put to people as many as they can weigh, and noted when they are gone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings

from lianjing.access import clock, modelbook, policy, screening
from lianjing.cli import checking
from lianjing.domain.authority import Action
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import Figures, Flag
from lianjing.records.models import Declaration, JournalEntry, Person, Readiness, ScreeningRun, WorkItem
from lianjing.rooms.redflags import model_pages, queries, usecases, usecases_exceptions, usecases_screened
from lianjing.ui.wording import redflags as words
from tests.rooms.rosters import number, sign_in
from tests.rooms.screened import FEW, NOW, flags, ghost, notice, take
from tests.world import at


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """A night of a few models, on the day of the test: that all of them run is shown elsewhere."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()[name] for name in FEW])


def open_work(seat):
    return [item.code for item in WorkItem._base_manager.filter(post=seat.post_id, state="open")]


def test_a_row_raises_a_question_that_reaches_the_officer_with_the_row_as_it_stood(lake_of, client):
    take(lake_of, "notices", [notice("n1"), notice("n2", off=date(2026, 1, 12))])
    assert usecases_screened.screen_if_due(NOW) > 0
    flag = flags(code="M-GK-03").get()
    assert (flag.org.code, flag.facts["subject"], flag.state) == ("s001", "n1", "self_check")
    row = next(row for row in flag.rows if row["table"] == "notices")
    assert row["cells"]["notice_no"] == "n1"
    assert (row["version"], flag.run.versions["notices"]) == (0, 0)
    assert "n1" in words.question(flag)
    assert "flag_to_answer" in open_work(lake_of.clerk)
    page = sign_in(client, lake_of.clerk).get(f"/flags/{flag.pk}/").content.decode()
    assert "n1" in page
    assert sign_in(client, lake_of.principal).get(f"/flags/{flag.pk}/").status_code == 404  # the officer's days run
    assert JournalEntry._base_manager.filter(action="clock.raise_question", subject_id=flag.pk).exists()


def test_the_same_rows_ask_once_and_a_later_edit_cannot_change_the_snapshot(lake_of):
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    before = flags(code="M-GK-03").get()
    assert usecases_screened.screen_if_due(NOW) == 0
    take(lake_of, "notices", [notice("n1"), notice("n3")], now=at("2026-10-13"))
    usecases_screened.screen_if_due(at("2026-10-13"))
    after = flags(code="M-GK-03")
    assert [flag.facts["subject"] for flag in after] == ["n1", "n3"]
    assert after[0].rows == before.rows


def test_what_was_put_right_is_gone_and_can_be_closed_only_then(lake_of):
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    flag = flags(code="M-GK-03").get()
    usecases.explain(post=lake_of.clerk, flag=flag, explanation="已撤下", support="corrected", now=NOW)
    with pytest.raises(RuleBroken):
        usecases.confirm_corrected(post=lake_of.leader, flag=flags(pk=flag.pk).get(), now=NOW)
    take(lake_of, "notices", [notice("n1", off=date(2026, 10, 12))], now=at("2026-10-13"))
    usecases_screened.screen_if_due(at("2026-10-13"))
    gone = flags(pk=flag.pk).get()
    assert gone.gone_on == date(2026, 10, 13)
    assert usecases.confirm_corrected(post=lake_of.leader, flag=gone, now=at("2026-10-13")).state == "closed_corrected"


def test_no_more_is_put_than_can_be_weighed_and_the_rest_waits_its_turn(lake_of, client):
    take(lake_of, "notices", [notice(f"n{place:02}") for place in range(20)])
    usecases_screened.screen_if_due(NOW)
    asked = flags(code__startswith="M-").exclude(state="raised").count()
    waiting = flags(code__startswith="M-", state="raised").count()
    assert asked == 15
    assert waiting > 0
    assert queries.waiting(lake_of.leader, NOW).here == waiting
    assert not queries.flags(lake_of.clerk).filter(state="raised").exists()
    assert usecases_screened.put_waiting(NOW + timedelta(days=3)) == 0
    assert usecases_screened.put_waiting(NOW + timedelta(days=8)) == min(15, waiting)


def test_a_sealed_question_goes_to_two_named_people_and_the_school_sees_nothing(lake_of, client):
    ghost(lake_of)
    usecases_screened.screen_if_due(NOW)
    flag = flags(code="M-RS-04").get()
    assert (flag.state, flag.sealed, flag.amount) == ("sealed", True, 1_000_000)
    assert flag.handlers.through.objects.filter(redflag_id=flag.pk).count() == 2
    for seat, status in (
        (lake_of.officer, 200),
        (lake_of.inspector, 200),
        (lake_of.clerk, 404),
        (lake_of.principal, 404),
    ):
        assert sign_in(client, seat).get(f"/flags/{flag.pk}/").status_code == status
    assert "M-RS-04" not in sign_in(client, lake_of.clerk).get("/flags/models/").content.decode()
    assert sign_in(client, lake_of.clerk).get("/flags/models/M-RS-04/").status_code == 404
    assert sign_in(client, lake_of.officer).get("/flags/models/M-RS-04/").status_code == 200


def test_whom_a_flag_is_about_cannot_read_it_even_as_one_of_the_two(lake_of):
    """The officer's own number stands behind the staff number."""
    person = Person._base_manager.get(pk=lake_of.officer.person_id)
    person.id_fingerprint = settings.COLUMN_KEYS.fingerprint("id", number(1))
    person.save()
    ghost(lake_of)
    usecases_screened.screen_if_due(NOW)
    flag = flags(code="M-RS-04").get()
    assert not policy.may(lake_of.officer, Action.FLAG_READ_SEALED, flag)
    assert policy.may(lake_of.inspector, Action.FLAG_READ_SEALED, flag)


@pytest.mark.parametrize(
    ("school", "register", "meant"),
    [
        ("s002", [("s001", "甲某某", 1), ("s002", "乙某某", 2)], "乙某某"),
        ("s002", [("s001", "甲某某", 1), ("s002", "乙某某", 2), ("s010", "丙某某", 3)], "乙某某"),
        ("s002", [("s001", "甲某某", 1), ("s002", "别的号", None)], "甲某某"),
        ("s002", [("s001", "甲某某", 1), ("s010", "丙某某", 3), ("s002", "别的号", None)], ""),
        ("s002", [("s001", "甲某某", 1)], ""),
    ],
    ids=["its own", "its own of three", "lent by the one that has it", "two have it", "no register of its own"],
)
def test_a_staff_number_is_its_schools_own(lake_of, school, register, meant):
    """Each school numbers its staff 001, 002 …: a flag names, and closes itself to, nobody of another school."""
    rows = [
        {"school_code": code, "staff_no": "001" if mark else "002", "name": name, "id_no": number(mark or 9)}
        for code, name, mark in register
    ]
    take(lake_of, "staff_register", rows, id_no="id_number")
    seats = {"甲某某": lake_of.officer, "乙某某": lake_of.leader, "丙某某": lake_of.principal}
    for place, seat in enumerate(seats.values(), start=1):
        person = Person._base_manager.get(pk=seat.person_id)
        person.id_fingerprint = settings.COLUMN_KEYS.fingerprint("id", number(place))
        person.save()
    model = modelbook.models()["M-RS-04"]
    flag = Flag(model.id, model.version, school, "001", "", Figures(1, 1), ())
    versions = screening.named_versions_now()
    assert screening.name_of_subject(flag, versions) == meant
    assert screening.people_of_subject(flag, versions) == ([seats[meant].person_id] if meant else [])


def test_what_is_missing_is_grey_and_never_clean(lake_of):
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    gaps = Readiness._base_manager.get(org__code="s001").gaps
    assert gaps["M-ST-01"] == [{"table": "food_in", "why": "no_rows", "column": ""}]
    assert "M-GK-03" not in gaps


def test_after_one_schools_file_only_that_school_is_asked_and_a_full_run_finds_the_same(lake_of):
    take(lake_of, "notices", [notice("n1")], slot="a")
    take(lake_of, "notices", [notice("m1", "s002")], slot="b")
    usecases_screened.screen_if_due(NOW)
    take(lake_of, "notices", [notice("n1"), notice("n4")], slot="a")
    assert usecases_screened.screen_if_due(NOW) > 0
    last = ScreeningRun._base_manager.first()
    assert not last.whole
    models = {one["model"] for one in last.asked}
    assert "M-GK-03" in models
    assert "M-ST-06" not in models  # reads no notices
    found = set(flags(code__startswith="M-").values_list("dedup_key", flat=True))
    assert usecases_screened.screen(NOW) == []
    assert set(flags(code__startswith="M-").values_list("dedup_key", flat=True)) == found


def test_a_night_killed_half_way_raises_the_rest_the_next_time(lake_of, monkeypatch):
    take(lake_of, "notices", [notice(f"n{place}") for place in range(4)])
    real, seen = screening.evidence, []

    def stop(flag, versions, most):
        seen.append(flag)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return real(flag, versions, most)

    monkeypatch.setattr(screening, "evidence", stop)
    with pytest.raises(KeyboardInterrupt):
        usecases_screened.screen(NOW)
    monkeypatch.undo()
    usecases_screened.screen(NOW)
    keys = flags(code="M-GK-03").values_list("dedup_key", flat=True)
    assert len(keys) == len(set(keys)) == 4


def test_another_schools_row_proves_a_flag_and_says_nothing(lake_of):
    rows = [
        {"school_code": school, "pupil_no": "G1", "id_no": number(9), "status": "enrolled", "name": "x"}
        for school in ("s001", "s002")
    ]
    take(lake_of, "pupils", rows, pupil_no="pupil_number", id_no="id_number")
    usecases_screened.screen(NOW)
    for flag in flags(code="M-ZS-02"):
        theirs = [row for row in flag.rows if row["cells"] == {}]
        assert theirs
        assert all("id_no" not in row["cells"] for row in flag.rows)


def test_every_model_page_opens_for_who_may_see_it(lake_of, client):
    for seat in (lake_of.officer, lake_of.clerk):
        window = sign_in(client, seat)
        for model in model_pages.models(seat)[::7]:
            assert window.get(f"/flags/models/{model.id}/").status_code == 200
    assert sign_in(client, lake_of.clerk).get("/flags/models/M-XX-99/").status_code == 404


def excepted(county, until=date(2026, 12, 1), by="leader"):
    take(county, "notices", [notice("n1"), notice("n2")])
    usecases_screened.screen_if_due(NOW)
    flag = flags(code="M-GK-03").first()
    made = usecases_exceptions.ask(post=getattr(county, by), flag=flag, reason="长期公示", until=until, now=NOW)
    return flag, made


def test_an_exception_needs_a_second_person_and_ends_by_itself(lake_of):
    flag, made = excepted(lake_of)
    with pytest.raises(RuleBroken, match="exception_own"):
        usecases_exceptions.agree(post=lake_of.leader, exception=made, now=NOW)
    assert screening.excepted(NOW.date()) == set()
    usecases_exceptions.agree(post=lake_of.officer, exception=made, now=NOW)
    assert screening.excepted(NOW.date()) == {("M-GK-03", "s001", "n1")}
    assert screening.excepted(date(2026, 12, 2)) == set()
    flags(pk=flag.pk).update(code="another", dedup_key="another")  # as if it had never been asked
    usecases_screened.screen(NOW)
    assert [one.facts["subject"] for one in flags(code="M-GK-03")] == ["n2"]
    assert ScreeningRun._base_manager.first().excepted == {"M-GK-03": 1}
    usecases_exceptions.end(post=lake_of.leader, exception=made, now=NOW)
    usecases_screened.screen(NOW)
    assert {one.facts["subject"] for one in flags(code="M-GK-03")} == {"n1", "n2"}


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [
        (date(2026, 10, 12), "x", "exception_too_long"),
        (date(2027, 10, 12), "x", "exception_too_long"),
        (date(2026, 12, 1), " ", "exception_without_reason"),
    ],
)
def test_an_exception_has_a_reason_and_an_end(lake_of, until, reason, code):
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    with pytest.raises(RuleBroken, match=code):
        usecases_exceptions.ask(
            post=lake_of.leader, flag=flags(code="M-GK-03").get(), reason=reason, until=until, now=NOW
        )


def test_a_sealed_question_has_no_exception(lake_of):
    ghost(lake_of)
    usecases_screened.screen_if_due(NOW)
    flag = flags(code="M-RS-04").get()
    with pytest.raises(RuleBroken):
        usecases_exceptions.ask(post=lake_of.inspector, flag=flag, reason="x", until=date(2026, 12, 1), now=NOW)


def test_an_exception_is_asked_for_and_agreed_to_on_pages(lake_of, client):
    flag, made = excepted(lake_of)
    page = sign_in(client, lake_of.officer).get("/flags/models/M-GK-03/").content.decode()
    assert f"/flags/exceptions/{made.pk}/agree/" in page
    assert sign_in(client, lake_of.clerk).post(f"/flags/exceptions/{made.pk}/agree/").status_code == 404
    assert sign_in(client, lake_of.officer).post(f"/flags/exceptions/{made.pk}/agree/").status_code == 302
    flags(pk=flag.pk).update(state="answered")
    assert "exception/" in sign_in(client, lake_of.leader).get(f"/flags/{flag.pk}/").content.decode()


def tied_to(county, seat, other):
    Declaration(
        person_id=seat.person_id,
        kin_id=other.person_id,
        kind="kin",
        relation="x",
        declared_at=NOW,
        valid_from=NOW.date(),
    ).save()


def test_who_may_not_review_a_question_may_not_silence_it(lake_of, client):
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    flag = flags(code="M-GK-03").get()
    said = {"reason": "x", "until": date(2026, 12, 1), "now": NOW}
    tied_to(lake_of, lake_of.leader, lake_of.principal)
    with pytest.raises(RuleBroken, match="exception_tied"):
        usecases_exceptions.ask(post=lake_of.leader, flag=flag, **said)
    flags(pk=flag.pk).update(state="answered")
    assert "exception/" not in sign_in(client, lake_of.leader).get(f"/flags/{flag.pk}/").content.decode()
    made = usecases_exceptions.ask(post=lake_of.officer, flag=flag, **said)
    assert "/agree/" not in sign_in(client, lake_of.leader).get("/flags/models/M-GK-03/").content.decode()
    with pytest.raises(RuleBroken, match="exception_tied"):
        usecases_exceptions.agree(post=lake_of.leader, exception=made, now=NOW)
    usecases_exceptions.agree(post=lake_of.inspector, exception=made, now=NOW)  # the control: without a tie one may


@pytest.mark.parametrize("kept", ["about", "recused"])
def test_whom_a_question_is_about_or_kept_from_finds_no_exception_from_it(lake_of, client, kept):
    flag, made = excepted(lake_of, by="officer")
    window = sign_in(client, lake_of.leader)
    assert "长期公示" in window.get("/flags/models/M-GK-03/").content.decode()
    if kept == "about":
        flag.about.through(redflag_id=flag.pk, person_id=lake_of.leader.person_id).save()
    else:
        lake_of.recuse(lake_of.leader, flag)
    assert "长期公示" not in window.get("/flags/models/M-GK-03/").content.decode()
    for step in ("agree", "end"):
        assert window.post(f"/flags/exceptions/{made.pk}/{step}/").status_code == 404
        with pytest.raises(RuleBroken, match="not_yours"):
            getattr(usecases_exceptions, step)(post=lake_of.leader, exception=made, now=NOW)
    assert screening.excepted(NOW.date()) == set()


def test_nobody_is_asked_by_a_model_that_is_not_as_it_was_when_its_examples_were_run(lake_of, monkeypatch):
    take(lake_of, "notices", [notice("n1")])
    model = modelbook.models()["M-GK-03"]
    changed = replace(model, sql=model.sql.replace("> $overdue", ">= $overdue"))
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [changed])
    with pytest.raises(RuleBroken, match="model_not_proven"):
        usecases_screened.screen(NOW)
    assert not flags(code="M-GK-03").exists()


def test_a_model_that_fails_keeps_no_other_from_asking_and_takes_nothing_for_put_right(lake_of, client, monkeypatch):
    take(lake_of, "notices", [notice("n1")])
    usecases_screened.screen_if_due(NOW)
    flag, later = flags(code="M-GK-03").get(), at("2026-10-13")
    good = modelbook.models()["M-GK-03"]
    book = {**modelbook.models(), "M-GK-03": replace(good, sql="SELECT nothing")}
    monkeypatch.setattr(modelbook, "unproven", lambda models: [])
    with monkeypatch.context() as patched:
        patched.setattr(modelbook, "models", lambda: book)
        take(lake_of, "notices", [notice("n1", off=date(2026, 10, 12))], now=later)
        ghost(lake_of)
        assert usecases_screened.screen_if_due(later) > 0
        assert flags(code="M-RS-04").exists()
        assert flags(pk=flag.pk).get().gone_on is None
        assert screening.asks_again(flags(pk=flag.pk).get(), later.date()) == "unknown"
    (on, fault) = screening.failing()["M-GK-03"]
    assert on == later.date()
    assert "nothing" in fault
    assert checking._failing()[0]["ok"] is False
    assert "问题未能提出" in sign_in(client, lake_of.leader).get("/flags/models/M-GK-03/").content.decode()
    usecases_screened.screen_if_due(at("2026-10-14"))
    assert screening.failing() == {}
    assert checking._failing() == []
    assert flags(pk=flag.pk).get().gone_on == date(2026, 10, 14)
