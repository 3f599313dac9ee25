"""The picture beside a question: the same figure at other schools, a dot each, unnamed, as it stood at the time."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from lianjing.access import modelbook, screening
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import RUNNING, Secrecy
from lianjing.engines.screening.examples import sources_of
from lianjing.engines.screening.peers import beside
from lianjing.records.models import LightCell, LightRun, Org, RedFlag
from lianjing.rooms.redflags import flag_sheets, usecases_screened
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


def test_a_picture_that_cannot_be_drawn_keeps_no_question_back(lake_of, monkeypatch, caplog):
    book = dict(modelbook.models())
    book["M-ST-01"] = replace(book["M-ST-01"], peers_sql="SELECT nothing")
    monkeypatch.setattr(modelbook, "models", lambda: book)
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [book["M-ST-01"]])
    monkeypatch.setattr(modelbook, "unproven", lambda models: [])
    deliveries(lake_of, {"s001": 800, **{f"p{number}": 500 + number for number in range(7)}})
    usecases_screened.screen_if_due(NOW)
    assert "beside" not in RedFlag._base_manager.get(code="M-ST-01").facts
    assert "no picture beside the questions of M-ST-01" in caplog.text


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


def notices(county, many):
    """Hand in as many notices that hang too long for each school; school -> how many. Others have one in order."""
    from tests.rooms.test_screened import notice

    for code in many:
        if not Org._base_manager.filter(code=code).exists():
            county.unit(code, f"{code}小学", "school", "zj01")
    rows = [notice(f"{code}-{number}", school=code) for code, n in many.items() for number in range(n)]
    rows += [notice(f"{code}-ok", school=code, off=date(2026, 1, 12)) for code in many]
    take(county, "notices", rows)


def test_a_model_without_a_picture_of_its_own_shows_how_often_it_is_asked_elsewhere(lake_of, client, monkeypatch):
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()["M-GK-03"]])
    notices(lake_of, {"s001": 3, "p1": 1, "p2": 0, "p3": 0, "p4": 2, "p5": 0, "p6": 0})
    usecases_screened.screen_if_due(NOW)
    flag = RedFlag._base_manager.filter(code="M-GK-03", org__code="s001").first()
    assert (flag.facts["here"], flag.facts["beside"]) == (3, [0, 0, 0, 0, 1, 2])  # nought is known, not missing
    assert not any(code in str(flag.facts) for code in ("p1", "p4"))
    page = sign_in(client, lake_of.clerk).get(f"/flags/{flag.pk}/").content.decode()
    assert page.count('class="dot"') == 6
    assert "各校数据引出的同类疑点件数" in page


@pytest.mark.parametrize("change", [{"secrecy": Secrecy.SEALED}, {"danger": "abuse"}])
def test_what_is_sealed_or_dangerous_shows_no_such_picture(lake_of, monkeypatch, change):
    """The control of the test above: the same rows by the same model, sealed, or a danger to a child."""
    changed = replace(modelbook.models()["M-GK-03"], **change)
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [changed])
    monkeypatch.setattr(modelbook, "models", lambda: {"M-GK-03": changed})
    monkeypatch.setattr(modelbook, "unproven", lambda models: [])
    notices(lake_of, {"s001": 3, "p1": 1, "p2": 0, "p3": 0, "p4": 2, "p5": 0, "p6": 0})
    usecases_screened.screen_if_due(NOW)
    flag = RedFlag._base_manager.filter(code="M-GK-03", org__code="s001").first()
    assert not {"here", "beside"} & set(flag.facts)


def test_schools_whose_rows_are_missing_are_no_dot(lake_of, monkeypatch):
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [modelbook.models()["M-GK-03"]])
    notices(lake_of, {"s001": 3, "p1": 1, "p2": 0, "p3": 0})
    for number in range(9):  # they hand in another table
        lake_of.unit(f"g{number}", f"g{number}", "school", "zj01")
    take(lake_of, "pupils", [{"school_code": f"g{number}", "pupil_no": "x"} for number in range(9)])
    usecases_screened.screen_if_due(NOW)
    flag = RedFlag._base_manager.filter(code="M-GK-03", org__code="s001").first()
    assert "here" not in flag.facts  # three others are too few


def test_every_running_model_has_a_picture_or_a_reason():
    running = [model for model in modelbook.models().values() if model.status in RUNNING]
    without = [model for model in running if not model.peers_sql and not model.counts_peers]
    assert all(model.secrecy is Secrecy.SEALED or model.danger for model in without)
    assert len(without) < len(running) / 4


WITH_USUAL = [model for model in modelbook.models().values() if model.figures.get("baseline")]
MEASURED_OTHERWISE = {"M-ST-19", "M-RS-10"}  # what is usual is counted in another measure: no bar beside the value


@pytest.mark.parametrize("model", WITH_USUAL, ids=[model.id for model in WITH_USUAL])
def test_what_a_models_own_evidence_says_is_usual_is_drawn_beside_the_value(model):
    flag = SimpleNamespace(facts={"observed": 900, "threshold": 500, "baseline": 300, "peers": 17})
    drawn = flag_sheets._drawing(model, flag)
    assert drawn.count("bar-fill") == (2 if model.id in MEASURED_OTHERWISE else 3)
    without = flag_sheets._drawing(model, SimpleNamespace(facts={**flag.facts, "baseline": None}))
    assert without != drawn or model.id in MEASURED_OTHERWISE
