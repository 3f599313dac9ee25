"""The picture beside a question: the same figure at other schools, a dot each, unnamed, as it stood at the time."""

from dataclasses import replace
from datetime import date

import pytest

from lianjing.access import modelbook, screening
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.screening.examples import sources_of
from lianjing.engines.screening.peers import beside
from lianjing.records.models import LightCell, LightRun, Org, RedFlag
from lianjing.rooms.redflags import usecases_screened
from tests.rooms.flag_world import NOW, asked
from tests.rooms.rosters import sign_in
from tests.rooms.test_screened import take

SHOWN = [model for model in modelbook.models().values() if model.peers_sql]
DAYS = (date(2026, 9, 3), date(2026, 9, 14), date(2026, 9, 24))


def deliveries(county, prices, slot="x"):
    """Three periods of rice for each school at its price in fen a kilogram; schools beyond the county's are added."""
    rows = []
    for code, price in prices.items():
        if not Org._base_manager.filter(code=code).exists():
            county.unit(code, f"{code}小学", "school", "zj01")
        for day in DAYS:
            row = {"school_code": code, "on_date": day, "item_code": "rice", "qty": 100_000}
            rows.append({**row, "amount": price * 100})
    take(county, "food_in", rows, slot=slot)


@pytest.mark.parametrize("model", SHOWN, ids=[model.id for model in SHOWN])
def test_each_picture_shows_the_school_that_its_model_asks(model):
    """On the example that must raise a flag, the picture holds the very school, subject and period, and no other."""
    example = next(one for one in model.examples if one.polarity == "hit")
    rows = sources_of(model, example, modelbook.layouts())
    book = modelbook.parameters()
    found = beside([model], rows, modelbook.calendar(), book, example.today)
    for flag in example.expect:
        assert flag.school_code in found[model.id, flag.subject, flag.period]
    broken = replace(model, peers_sql="SELECT nothing")
    with pytest.raises(RuleBroken, match="model_failed"):
        beside([broken], rows, modelbook.calendar(), book, example.today)


def test_a_dear_school_sees_itself_among_unnamed_dots(lake_of, client, monkeypatch):
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()["M-ST-01"]])
    others = {f"p{number}": 500 + number for number in range(7)}
    deliveries(lake_of, {"s001": 800, **others})
    usecases_screened.screen_if_due(NOW)
    flag = RedFlag._base_manager.get(code="M-ST-01")
    assert flag.facts["beside"] == sorted(float(price) for price in others.values())
    assert not any(code in str(flag.facts) for code in others)
    page = sign_in(client, lake_of.clerk).get(f"/flags/{flag.pk}/").content.decode()
    assert page.count('class="dot"') == len(others)
    assert "dot-mine" in page
    deliveries(lake_of, {"s001": 800, **dict.fromkeys(others, 9)}, slot="y")
    usecases_screened.screen(NOW)
    assert RedFlag._base_manager.get(pk=flag.pk).facts["beside"] == flag.facts["beside"]  # as it stood


def test_few_schools_make_no_picture_and_like_size_comes_first(lake_of):
    org = lake_of.org("s001")
    org.size_class = "B"
    org.save()
    values = {"s001": 9.0, **{f"q{number}": float(number) for number in range(9)}}
    for number in range(9):
        lake_of.unit(f"q{number}", f"q{number}", "school", "zj01", size_class="B" if number < 5 else "A")
    assert screening.like(org, values, 5) == ([0.0, 1.0, 2.0, 3.0, 4.0], True)
    assert screening.like(org, values, 6) == ([float(number) for number in range(9)], False)
    assert usecases_screened._picture(org, {"s001": 1.0, "q1": 2.0}, NOW) == {}


def test_a_flowchart_question_shows_the_share_at_other_schools(county, client):
    run = LightRun(item="ST-03", source="ledgers", on=NOW.date(), counted_at=NOW)
    run.save()
    for number in range(6):
        org = county.unit(f"f{number}", f"f{number}", "school", "zj01")
        facts = {"run": run, "org": org, "half": "2026-2027-1", "step": "2", "passed": 10, "deviated": number}
        LightCell(kinds={"too_few": number}, **facts).save()
    flag = asked(county)
    facts = {"item": "ST-03", "step": "2", "kind": "too_few", "period": "2026-2027-1", "cases": 8, "passed": 10}
    RedFlag._base_manager.filter(pk=flag.pk).update(code="flow", facts={**facts, "subject": "x", "evidence": 0})
    page = sign_in(client, county.clerk).get(f"/flags/{flag.pk}/").content.decode()
    assert page.count('class="dot"') == 6
    assert "80 %" in page
