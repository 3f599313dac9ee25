"""A lit chart: counts by step, small cells merged, questions raised from what went otherwise, never a person."""

import shutil
from datetime import date

import pytest
from django.conf import settings

from lianjing.domain.authority import Role
from lianjing.domain.power.light import Cell, half_year, shown, together
from lianjing.records.models import LightCell, RedFlag
from lianjing.rooms.powers.usecases import lighting, matters, publishing
from lianjing.rooms.powers.usecases.matters import Taken
from lianjing.rooms.redflags import usecases, usecases_flow
from tests.rooms.rosters import sign_in
from tests.rooms.test_matters import DAYS, papers
from tests.world import at

LEAST = 5


@pytest.fixture
def school(county):
    publishing.publish_catalogue(at("2026-09-01"))
    county.buyer = county.holder("钱采莲", "s001", Role.CLERK, "CGY", "采购员")
    county.receiver = county.holder("孙秋实", "s001", Role.CLERK, "YSY", "验收员")
    yield county
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def run(county, times, alone=0):
    """Run matters of ST-03 as far as step 2; in the first `alone` of them one person accepts by themselves."""
    for number in range(times):
        matter = matters.open_matter(
            post=county.buyer,
            unit=county.org("s001"),
            item="ST-03",
            title=f"米{number}",
            amount=None,
            days=DAYS,
            now=at("2026-10-11"),
        )
        order = Taken(step="1", happened_at=at("2026-10-11"), papers=papers("order"))
        matters.take(post=county.buyer, matter=matter, taken=order, now=at("2026-10-11"))
        if number < alone:
            accept = Taken(step="2", happened_at=at(), papers=papers("weigh_record", "quality_cert"))
            matters.take(post=county.receiver, matter=matter, taken=accept, now=at())


def page(client, seat, query=""):
    window = sign_in(client, seat)
    return window.get(f"/powers/ST-03/light/{query}", headers={"Accept-Language": "zh-hans"}).content.decode()


def test_cells_count_cases_deviations_and_different_people(school):
    run(school, 6, alone=2)
    assert lighting.light_if_due(at("2026-10-13")) == 1
    cells = {cell.step: cell for cell in LightCell._base_manager.all()}
    assert {step: (cell.passed, cell.deviated, cell.people) for step, cell in cells.items()} == {
        "1": (6, 0, 1),
        "2": (2, 2, 1),
    }
    assert cells["2"].kinds == {"too_few": 2}
    assert {cell.half for cell in cells.values()} == {"2026-2027-1"}
    assert lighting.light_if_due(at("2026-10-13")) == 0
    run(school, 1)
    assert lighting.light_if_due(at("2026-10-13", 21)) in (0, 1)
    assert LightCell._base_manager.filter(step="1").count() == 1


def test_few_cases_are_merged_for_all_but_those_who_review(school, client):
    run(school, 6, alone=2)
    lighting.light_if_due(at("2026-10-13"))
    told = page(client, school.principal)
    assert "件数少" in told
    assert "采购</td>" not in told
    reviewed = page(client, school.leader, "?unit=s001")
    assert "2件有偏差" in reviewed
    assert "件数少" not in reviewed
    for text in (told, reviewed):
        assert not any(name in text.split("<main")[1] for name in ("钱采莲", "孙秋实"))


def test_nobody_sees_the_counts_of_a_school_out_of_reach(school, client):
    run(school, 6, alone=6)
    lighting.light_if_due(at("2026-10-13"))
    assert "6件有偏差" not in page(client, school.other_leader, "?unit=s001")
    assert "6件有偏差" in page(client, school.leader, "?unit=s001")


def test_nothing_known_is_grey(school, client):
    assert "灰色，不等于好" in page(client, school.principal)


def test_whoever_asks_for_no_unit_sees_their_own_or_where_nothing_is_known_of_it_all_they_may(school, client):
    run(school, 6, alone=6)
    lighting.light_if_due(at("2026-10-13"))
    of_all = page(client, school.inspector)
    assert "6件有偏差" in of_all
    assert "灰色，不等于好" not in of_all
    assert '<h2 class="card-title">建始' in of_all
    assert '<h2 class="card-title">业州' in page(client, school.principal)
    assert "灰色，不等于好" in page(client, school.inspector, "?unit=pz7")


def test_what_went_otherwise_is_asked_once_answered_by_the_clerk_and_gone_when_put_right(school, client):
    run(school, 3, alone=2)
    lighting.light_if_due(at("2026-10-13"))
    assert usecases_flow.ask_about_flows(at("2026-10-13")) == 1
    assert usecases_flow.ask_about_flows(at("2026-10-14")) == 0
    flag = RedFlag._base_manager.get(code="flow")
    assert (flag.state, flag.facts["cases"], flag.facts["kind"]) == ("raised", 2, "too_few")
    from lianjing.rooms.redflags import usecases_screened

    assert usecases_screened.put_waiting(at("2026-10-14")) == 1
    told = sign_in(client, school.clerk).get(f"/flags/{flag.pk}/", headers={"Accept-Language": "zh-hans"})
    text = told.content.decode()
    assert "人数不足" in text
    assert "食材验收入库" in text
    assert "米0" in text
    assert usecases.still_there(flag, date(2026, 10, 14))
    LightCell._base_manager.filter(step="2").delete()
    assert not usecases.still_there(flag, date(2026, 10, 14))
    usecases_flow.ask_about_flows(at("2026-10-15"))
    flag.refresh_from_db()
    assert flag.gone_on == date(2026, 10, 15)


def test_halves_cells_and_small_numbers():
    assert half_year(date(2026, 9, 1)) == half_year(date(2027, 1, 31)) == "2026-2027-1"
    assert half_year(date(2027, 2, 1)) == half_year(date(2027, 8, 31)) == "2026-2027-2"
    assert not shown(Cell("1", passed=4), LEAST, reviews=False)
    assert not shown(Cell("1", passed=9, people=2), LEAST, reviews=False)
    assert shown(Cell("1", passed=9, people=0), LEAST, reviews=False)
    assert shown(Cell("1", passed=1), LEAST, reviews=True)
    assert together([Cell("1", 2, 1), Cell("1", 3, 0), Cell("2", 1)])["1"].passed == 5
