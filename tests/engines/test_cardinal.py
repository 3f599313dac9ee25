"""Our models of OCP's red flags against Cardinal's own fixtures: its releases in, exactly its expected flags out.

The releases come through our reader and the models through our engine, with the figures that ship unless the name of
a fixture says otherwise. Source: open-contracting/cardinal-rs, tests/fixtures/indicators, MIT.
"""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from lianjing.domain.parameters import Parameters
from lianjing.engines.content import read_library, read_power_files
from lianjing.engines.content.models import read_models
from lianjing.engines.intake import formats
from lianjing.engines.lake.sensitive import sealed_names
from lianjing.engines.screening import Layout, Sources, bind, calendar_table, duck, flags_of
from tests.engines.standard_files import read_ocds_here

pytestmark = pytest.mark.real_data
TODAY = date(2026, 8, 31)
SINCE = date(1990, 1, 1)
# What the name of a fixture changes: a figure that ships, or one that a county adds for a method of its own.
SHIPPED = {
    "R003-threshold-10": {"ocds.days": 10},
    "R003-procurement_methods-open+selective": {
        "ocds.days_limited": 0,
        "ocds.days_direct": 0,
        "ocds.days_unknown": 0,
    },
    "R048-minimum_contracting_processes-1": {"ocds.class_processes": 1},
}
ADDED = {"R003-procurement_method_details-x-5-y-10": {"days_x": 5, "days_y": 10}}
# Set for all fixtures by Cardinal's own build.
EVERYWHERE = {"unpriced_NPC": 1, "excluded_EXC": 1}
YES_OR_NO = ("R003", "R018", "R028", "R030", "R036")
ALL_CONCERNED = {"R024": 0.0, "R028": 1.0, "R030": 1.0}
WINNER_CONCERNED = {"R035": 0.0, "R058": 0.0}
ROLES = {"B": "Buyer", "P": "ProcuringEntity", "T": "Tenderer"}
FIXTURES = [
    "R003",
    "R003-procurement_method_details-x-5-y-10",
    "R003-procurement_methods-open+selective",
    "R003-threshold-10",
    "R018",
    "R024",
    "R025",
    "R028",
    "R030",
    "R035",
    "R036",
    "R038",
    "R038-tenderer",
    "R048-minimum_contracting_processes-1",
    "R058",
]


@pytest.fixture(scope="module")
def library():
    return read_library()


@pytest.fixture(scope="module")
def models(library):
    powers, _ = read_power_files()
    return read_models(library, [item.id for item in powers])


@pytest.fixture(scope="module")
def calendar(library):
    return calendar_table(library.calendar, library.terms)


def layout(name):
    table = formats.load(name)
    columns = {}
    for column, kind, person in formats.lake_columns(table):
        if person is None:
            columns[column] = "timestamp" if kind.startswith("timestamp") else kind
        else:
            columns |= {sealed_names(column)[0]: "int64", sealed_names(column)[1]: "string"}
    return Layout(columns, table.holder)


def sources_of(model, rows):
    """The rows of a file as the tables of one county that has not said whose they are."""
    layouts = {table: layout(table) for table in model.reads}
    tables = {}
    for table, columns in model.reads.items():
        schema = layouts[table].schema(columns)
        own = [{**row, "school_code": "", "row_id": at, "batch_id": 1} for at, row in enumerate(rows[table], 1)]
        tables[table] = pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in own], schema)
    return Sources(layouts, arrow=tables)


def configured(model, parameters, fixture):
    """The model and the figures as the name of the fixture wants them."""
    any_one = parameters["ocds.days"]
    figures = dict(parameters.by_name)
    for name, figure in SHIPPED.get(fixture, {}).items():
        figures[name] = replace(figures[name], values={SINCE: Decimal(figure)})
    added = {**EVERYWHERE, **ADDED.get(fixture, {})}
    for name, figure in added.items():
        figures[f"test.{name}"] = replace(any_one, name=f"test.{name}", values={SINCE: Decimal(figure)})
    own = {**model.parameters, **{name: f"test.{name}" for name in added}}
    return replace(model, parameters=own), Parameters(figures)


def as_cardinal_says(code, flags, rows):
    """Flags in the shape of Cardinal's results: group → id → indicator → figure."""
    said = {}
    for flag in flags:
        observed = flag.figures.observed
        if code in ("R025", "R048"):
            said.setdefault("Tenderer", {})[flag.subject] = {code: observed}
        elif code == "R038":
            role, _, name = flag.subject.partition(":")
            said.setdefault(ROLES[role], {})[name] = {code: observed}
        else:
            said.setdefault("OCID", {})[flag.subject] = {code: 1.0 if code in YES_OR_NO else observed}
        for name in concerned(code, flag, rows):
            said.setdefault("Tenderer", {})[name] = {code: {**ALL_CONCERNED, **WINNER_CONCERNED}[code]}
    return said


def concerned(code, flag, rows):
    """The bidders whose bids are the evidence; of some indicators only the winner among them."""
    bidders = {rows["bids"][row.row_id - 1]["bidder_code"] for row in flag.evidence if row.table == "bids"}
    if code in WINNER_CONCERNED:
        return bidders & {row["winner_code"] for row in rows["procurements"] if row["proc_no"] == flag.subject}
    return bidders if code in ALL_CONCERNED else set()


@pytest.mark.parametrize("fixture", FIXTURES)
def test_our_flags_are_cardinals(real_data, library, models, calendar, fixture):
    folder, code = real_data / "cardinal" / "indicators", fixture.split("-")[0]
    expected = json.loads((folder / f"{fixture}.expected").read_text("utf-8"))
    rows, _, problems = read_ocds_here((folder / f"{fixture}.jsonl").read_bytes())
    assert not problems
    model, parameters = configured(models[f"M-OC-{code}"], library.parameters, fixture)
    with duck(sources_of(model, rows), calendar, threads=1) as engine:
        flags = flags_of(model, engine.ask(model, bind(model, parameters, TODAY), TODAY))
    said = as_cardinal_says(code, flags, rows)
    assert said.keys() == expected.keys()
    for group, subjects in expected.items():
        assert said[group].keys() == subjects.keys(), group
        for subject, figures in subjects.items():
            assert said[group][subject] == pytest.approx(figures), (group, subject)
