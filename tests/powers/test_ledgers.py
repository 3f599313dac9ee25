"""Ledger rows as courses: what the school's own tables show of a power, without anybody typing it again."""

from datetime import date

import duckdb
import pytest

from lianjing.domain.power.deviations import Deviation
from lianjing.engines.content.power_ledgers import read_ledger_maps
from lianjing.engines.flowcharts.judging import Judge
from lianjing.engines.flowcharts.ledgers import read_cases
from lianjing.engines.intake import formats
from tests.powers.items import items, library

MAPS = read_ledger_maps(items())
AWARD = {
    "proc_no": "P1",
    "awarded_on": date(2026, 9, 10),
    "award_amount": 60_000_00,
    "handler_no": "a",
    "status": "complete",
}
CONTRACT = {"proc_no": "P1", "contract_no": "C1", "signed_on": date(2026, 9, 21), "signer_no": "b"}
ACCEPT = {"contract_no": "C1", "lot": 1, "accepted_on": date(2026, 10, 12), "acceptors": "|c|d|"}
PAY = {"contract_no": "C1", "payment_no": "F1", "paid_on": date(2026, 10, 20)}


@pytest.mark.parametrize("power", MAPS)
def test_a_mapping_names_tables_and_columns_that_exist(power):
    for event in MAPS[power].events:
        columns = {column.name: column for column in formats.load(event.table).columns}
        assert {event.at, *event.people, *event.case, *(event.only or {})} <= set(columns)
        assert columns[event.at].type in ("date", "time")
        if event.through:
            there = {column.name for column in formats.load(event.through.table).columns}
            assert {event.through.on, event.through.take} <= there


@pytest.fixture
def school(tmp_path):
    """Write rows of tables as Parquet and return what the judge of CW-03 finds, by case."""

    def found(power="CW-03", school=None, **tables):
        files = {}
        for name, rows in tables.items():
            columns = sorted({key for row in rows for key in row})
            said = [
                [row.get("school_code", "s1"), at, *(row.get(column) for column in columns if column != "school_code")]
                for at, row in enumerate(rows)
            ]
            named = ["school_code", "row_id", *(column for column in columns if column != "school_code")]
            path = tmp_path / f"{name}.parquet"
            values = ", ".join("(" + ", ".join(_sql(value) for value in row) + ")" for row in said)
            duckdb.sql(f"COPY (SELECT * FROM (VALUES {values}) AS t({', '.join(named)})) TO '{path}' (FORMAT parquet)")
            files[name] = [str(path)]
        cases = read_cases(MAPS[power], files, school=school)
        judge = Judge(items()[power], library().calendar, library().parameters, MAPS[power])
        findings = judge.judge(cases.table).findings()
        return cases, {
            cases.keys[case]: sorted((one.kind, one.step) for one in some) for case, some in findings.items()
        }

    return found


def _sql(value):
    if value is None:
        return "NULL"
    if isinstance(value, date):
        return f"DATE '{value}'"
    return str(value) if isinstance(value, int) else "'" + value + "'"


def test_a_purchase_in_order_shows_nothing_and_each_event_names_its_row(school):
    cases, found = school(procurements=[AWARD], contracts=[CONTRACT], acceptances=[ACCEPT], payments=[PAY])
    assert found == {}
    assert cases.keys == [("s1", "P1")]
    assert cases.tables == ["procurements", "contracts", "acceptances", "payments"]
    assert [cases.table.steps[step] for step in cases.table.step] == ["3", "4s", "5", "6"]


@pytest.mark.parametrize(
    ("change", "finds"),
    [
        ({"payments": [{**PAY, "paid_on": date(2026, 10, 11)}]}, [(Deviation.EARLY, "6")]),
        ({"acceptances": [{**ACCEPT, "acceptors": "|c|"}]}, [(Deviation.TOO_FEW, "5")]),
        ({"acceptances": [{**ACCEPT, "acceptors": "|a|d|"}]}, [(Deviation.SAME_PERSON, "5")]),
        ({"contracts": [{**CONTRACT, "signed_on": date(2026, 10, 30)}]}, [(Deviation.EARLY, "4s")]),
    ],
)
def test_what_rows_show_otherwise_is_named(school, change, finds):
    rows = {"procurements": [AWARD], "contracts": [CONTRACT], "acceptances": [ACCEPT], "payments": [PAY], **change}
    found = school(**rows)[1]
    kinds = {kind for kind, _ in found.get(("s1", "P1"), [])}
    assert {kind for kind, _ in finds} <= kinds, found


def test_a_case_that_still_runs_is_no_deviation_and_missing_tables_show_nothing(school):
    assert school(procurements=[AWARD], contracts=[CONTRACT])[1] == {}
    assert school(procurements=[AWARD])[1] == {}
    assert school()[0].table.cases == 0


def test_schools_never_mix_though_their_numbers_are_the_same(school):
    other = [{**row, "school_code": "s2"} for row in (AWARD, CONTRACT, ACCEPT, PAY)]
    rows = {
        "procurements": [AWARD, other[0]],
        "contracts": [CONTRACT, other[1]],
        "acceptances": [ACCEPT, {**other[2], "acceptors": "|c|"}],
        "payments": [PAY, other[3]],
    }
    assert school(**rows)[1] == {("s2", "P1"): [(Deviation.TOO_FEW, "5")]}
    assert school(school="s1", **rows)[0].keys == [("s1", "P1")]


def test_the_amount_says_which_contract_it_is(school):
    big = {**AWARD, "award_amount": 500_000_00}
    cases, _ = school(procurements=[big], contracts=[CONTRACT])
    assert [cases.table.steps[step] for step in cases.table.step] == ["3", "4"]
    cases, _ = school(procurements=[{**AWARD, "award_amount": None}], contracts=[CONTRACT])
    assert {cases.table.steps[step] for step in cases.table.step} == {"3", "3g", "4", "4s"} - {"3g"}


def test_quotes_in_rows_and_names_stay_data(school):
    odd = "P'1\"; DROP TABLE x; --"
    rows = {"procurements": [{**AWARD, "proc_no": odd.replace("'", "’")}], "contracts": [CONTRACT]}
    assert school(**rows)[0].table.cases == 2
