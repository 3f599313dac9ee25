"""A model that is wrong too often stops itself, is seen to have stopped, and is woken once, with a reason."""

import pytest

from lianjing.access import model_health, modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.jobs import duties, model_checks, tick
from lianjing.records.models import JournalEntry, ModelSuspension, RedFlag
from lianjing.rooms.redflags import usecases_health, usecases_screened
from tests.rooms.rosters import sign_in
from tests.rooms.test_screened import flags, notice, take
from tests.world import at

NOW, LATER, STILL_LATER = at("2026-10-12"), at("2026-10-13"), at("2026-10-14")
MODEL = "M-GK-03"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()[MODEL]])


def closed(county, innocent, right, when=NOW, model=MODEL, version=None):
    """Plant flags that people weighed to their end."""
    known = RedFlag._base_manager.count()
    states = ["closed_false"] * innocent + ["to_rectify"] * right
    for number, state in enumerate(states):
        RedFlag(
            org=county.org("s001"),
            code=model,
            facts={"version": version or modelbook.models()[model].version, "subject": "x"},
            dedup_key=f"h{known + number}",
            state=state,
            raised_at=when,
            closed_at=when,
        ).save()


def stands(day=NOW):
    return model_health.healths(day.date())[MODEL].standing


def test_a_poor_model_stops_itself_by_the_clock_and_asks_nothing_more(lake_of):
    closed(lake_of, innocent=17, right=3)
    take(lake_of, "notices", [notice("n1")])
    done = tick.run(NOW, {name: duties.ALL[name] for name in ("models.suspend", "screening.ask")})
    assert done["models.suspend"] == 1
    assert not flags(code=MODEL, facts__subject="n1").exists()
    kept = ModelSuspension._base_manager.get()
    assert (kept.code, kept.right, kept.innocent, kept.path) == (MODEL, 3, 17, "/js/")
    assert JournalEntry._base_manager.filter(action="clock.suspend", subject_id=kept.pk).exists()
    assert usecases_health.suspend_poor(LATER) == 0
    assert next(one for one in model_checks.listed()["models"] if one["id"] == MODEL)["standing"] == "suspended"


@pytest.mark.parametrize(("innocent", "right"), [(16, 3), (16, 4), (0, 20), (0, 0)])
def test_too_few_or_right_enough_is_no_reason_to_stop(lake_of, innocent, right):
    closed(lake_of, innocent, right)
    take(lake_of, "notices", [notice("n1")])
    assert usecases_health.suspend_poor(NOW) == 0
    usecases_screened.screen_if_due(NOW)
    assert flags(code=MODEL, facts__subject="n1").exists()


def test_flags_of_an_older_version_do_not_count(lake_of):
    closed(lake_of, innocent=40, right=0, version=99)
    assert usecases_health.suspend_poor(NOW) == 0


def test_what_waited_when_the_model_stopped_is_put_to_nobody(lake_of, client):
    take(lake_of, "notices", [notice(f"n{place:02}") for place in range(20)])
    usecases_screened.screen_if_due(NOW)
    waiting = flags(code=MODEL, state="raised").count()
    closed(lake_of, innocent=20, right=0)
    usecases_health.suspend_poor(NOW)
    assert usecases_screened.put_waiting(at("2026-10-26")) == 0
    assert flags(code=MODEL, state="raised").count() == waiting > 0


def test_it_is_woken_once_with_a_reason_and_only_later_answers_count(lake_of):
    closed(lake_of, innocent=20, right=0)
    usecases_health.suspend_poor(NOW)
    kept = ModelSuspension._base_manager.get()
    with pytest.raises(RuleBroken, match="wake_without_reason"):
        usecases_health.wake(post=lake_of.officer, suspension=kept, reason=" ", now=LATER)
    with pytest.raises(RuleBroken, match="not_yours"):
        usecases_health.wake(post=lake_of.leader, suspension=kept, reason="x", now=LATER)
    usecases_health.wake(post=lake_of.officer, suspension=kept, reason="台账里补登了下线日期", now=LATER)
    assert stands() == "trial"
    with pytest.raises(RuleBroken, match="wake_over"):
        usecases_health.wake(post=lake_of.officer, suspension=kept, reason="x", now=LATER)
    take(lake_of, "notices", [notice("n1")], now=LATER)
    usecases_screened.screen_if_due(LATER)
    assert flags(code=MODEL, facts__subject="n1").exists()
    closed(lake_of, innocent=20, right=0, when=STILL_LATER)
    assert usecases_health.suspend_poor(STILL_LATER) == 1
    assert stands() == "retired"
    again = ModelSuspension._base_manager.first()
    with pytest.raises(RuleBroken, match="wake_twice"):
        usecases_health.wake(post=lake_of.officer, suspension=again, reason="x", now=STILL_LATER)


def test_everybody_who_reads_flags_sees_it_and_the_office_wakes_it_on_the_page(lake_of, client):
    closed(lake_of, innocent=19, right=1)
    usecases_health.suspend_poor(NOW)
    for seat, may in ((lake_of.clerk, False), (lake_of.leader, False), (lake_of.officer, True)):
        window = sign_in(client, seat)
        page = window.get(f"/flags/models/{MODEL}/").content.decode()
        assert "自行暂停" in page
        assert "自行暂停" in window.get("/flags/models/").content.decode()
        assert (f"/flags/models/{MODEL}/wake/" in page) is may
    assert sign_in(client, lake_of.leader).post(f"/flags/models/{MODEL}/wake/", {"reason": "x"}).status_code == 404
    office = sign_in(client, lake_of.officer)
    assert office.post(f"/flags/models/{MODEL}/wake/", {"reason": ""}).status_code == 422
    assert office.post(f"/flags/models/{MODEL}/wake/", {"reason": "已改登记"}).status_code == 302
    page = sign_in(client, lake_of.clerk).get(f"/flags/models/{MODEL}/").content.decode()
    assert "已改登记" in page
    assert "谭敏" in page
    assert sign_in(client, lake_of.officer).post(f"/flags/models/{MODEL}/wake/", {"reason": "x"}).status_code == 404
