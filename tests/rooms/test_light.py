"""A lit chart: counts by step, small cells merged, questions raised from what went otherwise, never a person."""

import shutil
from collections import Counter
from datetime import date, timedelta

import pytest
from django.conf import settings

from lianjing.access import powers
from lianjing.domain.authority import Role
from lianjing.domain.power.deviations import Deviation, Finding
from lianjing.domain.power.light import Cell, half_year, shown, together
from lianjing.engines.flowcharts.lighting import Lit
from lianjing.records.models import Holding, LightCell, LightRun, Matter, MatterHand, PowerVersion, RedFlag, WorkItem
from lianjing.rooms.powers.usecases import lighting, matters, publishing
from lianjing.rooms.powers.usecases.matters import Taken
from lianjing.rooms.redflags import usecases, usecases_flow, usecases_screened
from tests.rooms.rosters import sign_in
from tests.rooms.test_matters import DAYS, papers
from tests.rooms.test_screened import take as deliver
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


def accept(county, matter, colleague):
    """Write down that the receiver accepted the goods together with somebody."""
    left = papers("weigh_record", "quality_cert")
    taken = Taken(step="2", happened_at=at(), colleagues=(colleague,), papers=left)
    matters.take(post=county.receiver, matter=matter, taken=taken, now=at())


class Two:
    """A delivery that two people accepted: one wrote it down, the other was named and has not said so yet."""

    def __init__(self, county):
        self.keeper = county.holder("周食堂", "s001", Role.CLERK, "STG", "食堂管理员")
        run(county, 1)
        self.matter = Matter._base_manager.get()
        accept(county, self.matter, self.keeper.person_id)
        self.hand = MatterHand._base_manager.get(person=self.keeper.person_id)

    def confirm(self, there, moment):
        matters.confirm(post=self.keeper, hand=self.hand, there=there, now=moment)


def tick(moment):
    """What the worker does in a minute, in its order; return the kinds that were put to the school so far."""
    usecases_screened.put_waiting(moment)
    lighting.light_if_due(moment)
    usecases_flow.ask_about_flows(moment)
    return [flag.facts["kind"] for flag in RedFlag._base_manager.filter(code="flow", asked_at__isnull=False)]


def raised():
    return {flag.facts["kind"]: flag.gone_on for flag in RedFlag._base_manager.filter(code="flow")}


def test_nobody_is_asked_about_a_colleague_who_has_not_said_yet_whether_they_were_there(school):
    two = Two(school)
    for minute in range(3):
        assert tick(at("2026-10-12", 20 + minute)) == []
    assert raised() == {}
    two.confirm(True, at("2026-10-12", 23))
    for minute in range(3):
        assert tick(at("2026-10-13", 9 + minute)) == []
    assert raised() == {}


def test_what_a_colleague_denies_is_asked_the_minute_after(school):
    two = Two(school)
    tick(at("2026-10-12", 20))
    two.confirm(False, at("2026-10-12", 21))
    tick(at("2026-10-12", 22))
    assert raised() == {"too_few": None}
    assert tick(at("2026-10-12", 23)) == ["too_few"]


def test_silence_counts_only_once_the_days_for_it_are_over_and_late_words_withdraw_what_was_not_put(school):
    two = Two(school)
    item = WorkItem._base_manager.get(code="matter_confirm")
    assert two.hand.due_on == item.due_on == date(2026, 10, 19)
    assert tick(at("2026-10-19", 20)) == []
    assert raised() == {}
    usecases_screened.put_waiting(at("2026-10-20", 8))
    lighting.light_if_due(at("2026-10-20", 8))
    usecases_flow.ask_about_flows(at("2026-10-20", 8))
    assert raised() == {"too_few": None}
    two.confirm(True, at("2026-10-20", 8) + timedelta(seconds=30))
    lighting.light_if_due(at("2026-10-20", 9))
    usecases_flow.ask_about_flows(at("2026-10-20", 9))
    assert raised() == {"too_few": date(2026, 10, 20)}
    assert tick(at("2026-10-20", 10)) == tick(at("2026-10-20", 11)) == []


def test_a_question_that_was_withdrawn_is_put_when_it_is_true_and_shows_what_is_true(school):
    two = Two(school)
    lighting.light_if_due(at("2026-10-20", 8))
    usecases_flow.ask_about_flows(at("2026-10-20", 8))
    two.confirm(True, at("2026-10-20", 9))
    lighting.light_if_due(at("2026-10-20", 10))
    usecases_flow.ask_about_flows(at("2026-10-20", 10))
    assert raised()["too_few"] is not None
    run(school, 1, alone=1)
    tick(at("2026-10-21", 8))
    assert tick(at("2026-10-21", 9)) == ["too_few"]
    flag = RedFlag._base_manager.get(code="flow")
    alone = Matter._base_manager.exclude(pk=two.matter.pk).get()
    assert [row["cells"]["matter"] for row in flag.rows] == [alone.pk]
    assert flag.facts["cases"] == 1


def test_whoever_has_no_list_to_be_asked_on_is_never_taken_for_absent(school):
    parent = school.person("家长", "s001")
    Holding(post=school.post("s001", "", "STG", "家长代表"), person=parent, valid_from=date(2021, 9, 1)).save()
    run(school, 1)
    accept(school, Matter._base_manager.get(), parent.pk)
    assert tick(at("2026-12-01", 8)) == tick(at("2026-12-01", 9)) == []
    assert raised() == {}


def test_nobody_is_asked_about_an_order_before_the_steps_in_between_had_time_to_be_written_down(school):
    school.store = school.holder("吴库管", "s001", Role.CLERK, "KGY", "库管")
    run(school, 2)
    for matter in Matter._base_manager.all():
        stored = Taken(step="3", happened_at=at("2026-10-12", 10), papers=papers("inbound_note"))
        matters.take(post=school.store, matter=matter, taken=stored, now=at("2026-10-12", 10))
    assert tick(at("2026-10-12", 11)) == tick(at("2026-10-12", 12)) == []
    filled, left = Matter._base_manager.order_by("id")
    colleague = school.holder("周食堂", "s001", Role.CLERK, "STG", "食堂管理员")
    accept(school, filled, colleague.person_id)
    hand = MatterHand._base_manager.get(person=colleague.person_id)
    matters.confirm(post=colleague, hand=hand, there=True, now=at("2026-10-12", 13))
    assert tick(at("2026-10-19", 12)) == []
    assert raised() == {}
    tick(at("2026-10-20", 8))
    tick(at("2026-10-20", 9))
    asked = RedFlag._base_manager.filter(code="flow", asked_at__isnull=False)
    assert {flag.facts["kind"] for flag in asked} <= {"skipped", "early"}
    assert {row["cells"]["matter"] for flag in asked for row in flag.rows} == {left.pk}


def test_a_matter_that_was_given_up_is_asked_about_for_what_was_done_and_not_for_what_was_left(school):
    run(school, 1, alone=1)
    matter = Matter._base_manager.get()
    matters.close(post=school.buyer, matter=matter, name="stop", reason="学校停餐", now=at("2026-10-12", 10))
    tick(at("2026-10-12", 11))
    assert raised() == {"too_few": None}


def test_every_kind_of_a_cell_names_its_rows_however_many_there_are_of_another():
    finding = {kind: [Finding(kind, "3")] for kind in (Deviation.LATE, Deviation.SAME_PERSON)}
    deviants = {case: finding[Deviation.LATE] for case in range(25)} | {25: finding[Deviation.SAME_PERSON]}
    lit = {(1, "2026-2027-1"): Lit({"3": Cell("3", passed=26, deviated=26)}, deviants)}
    [cell] = lighting._cells(lit, lambda case: {"matter": case}, int)
    kinds = Counter(kind for case in cell.cases for kind in case["kinds"])
    assert kinds == {"late": lighting.MOST_CASES, "same_person": 1}


def test_ledger_rows_are_judged_by_the_countys_version_of_their_own_time(lake_of):
    publishing.publish_catalogue(at("2026-09-01"))
    old = PowerVersion._base_manager.get(item="CW-03")
    five = old.text.index('no: "5"')
    text = old.text[:five] + old.text[five:].replace("people: 2", "people: 3", 1)
    old.state, old.last_day = "retired", date(2026, 10, 31)
    old.save()
    new = PowerVersion(item="CW-03", org=old.org, number=2, state="effective", text=text, drafted_at=at())
    new.sha256, new.first_day = powers.digest(text), date(2026, 11, 1)
    new.save()
    bought = {"P0": date(2019, 10, 10), "P1": date(2026, 10, 10), "P2": date(2026, 11, 10)}
    deliver(lake_of, "procurements", [award(no, day) for no, day in bought.items()])
    deliver(lake_of, "contracts", [signed(no, day) for no, day in bought.items()])
    deliver(lake_of, "acceptances", [accepted(no, day) for no, day in bought.items()])
    assert lighting._light_ledgers("CW-03", at("2026-11-25")) == 1
    cells = {cell.half: cell for cell in LightCell._base_manager.filter(run__item="CW-03", step="5")}
    assert cells["2026-2027-1"].passed == 2
    assert cells["2026-2027-1"].kinds == {"too_few": 1}
    assert [case["case"] for case in cells["2026-2027-1"].cases] == ["P2"]
    assert cells["2019-2020-1"].kinds == {}


def award(no, day):
    return {
        **{"school_code": "s001", "proc_no": no, "awarded_on": day, "award_amount": 60_000_00},
        **{"handler_no": "T1", "status": "complete"},
    }


def signed(no, day):
    when = day + timedelta(days=11)
    return {"school_code": "s001", "proc_no": no, "contract_no": f"C{no}", "signed_on": when, "signer_no": "T2"}


def accepted(no, day):
    when = day + timedelta(days=20)
    return {
        **{"school_code": "s001", "contract_no": f"C{no}", "lot": 1, "accepted_on": when},
        "acceptors": "|T3|T4|",
    }


def test_one_question_is_asked_where_two_versions_and_the_ledgers_show_the_same(school):
    run(school, 2, alone=1)
    lighting.light_if_due(at("2026-10-13"))
    cell = LightCell._base_manager.get(step="2")
    ledgers = LightRun(item="ST-03", source="ledgers", on=date(2026, 10, 13), counted_at=at())
    ledgers.save()
    for run_of, cases in ((cell.run, 2), (ledgers, 2)):
        more = {"half": cell.half, "step": "2", "kinds": {"too_few": cases}, "passed": 5, "deviated": cases}
        LightCell(run=run_of, org=cell.org, **more).save()
    assert usecases_flow.ask_about_flows(at("2026-10-13")) == 1
    flag = RedFlag._base_manager.get(code="flow")
    assert (flag.facts["cases"], flag.facts["passed"]) == (3, 6)


def test_halves_cells_and_small_numbers():
    assert half_year(date(2026, 9, 1)) == half_year(date(2027, 1, 31)) == "2026-2027-1"
    assert half_year(date(2027, 2, 1)) == half_year(date(2027, 8, 31)) == "2026-2027-2"
    assert not shown(Cell("1", passed=4), LEAST, reviews=False)
    assert not shown(Cell("1", passed=9, people=2), LEAST, reviews=False)
    assert shown(Cell("1", passed=9, people=0), LEAST, reviews=False)
    assert shown(Cell("1", passed=1), LEAST, reviews=True)
    assert together([Cell("1", 2, 1), Cell("1", 3, 0), Cell("2", 1)])["1"].passed == 5
