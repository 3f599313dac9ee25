"""The rosters of the made county, in the shapes that real exports have: exactly the planted mistakes are found."""

import json
from datetime import date

import pytest

from lianjing.county import generate
from lianjing.engines.intake import Limits, Lookups, read_file

KIND_OF = {
    "id_checksum": "wrong_checksum",
    "unit_unknown": "unknown_unit",
    "unit_unknown_near": "unknown_unit",
    "key_twice": "duplicate_id",
    "date_impossible": "impossible_date",
    "date_in_future": "impossible_date",
    "id_lost_precision": "id_lost_precision",
}
IN_ONE_FILE = "duplicate_id"


def names(item, problem):
    """Whether the problem names the planted cell."""
    same_cell = problem.row in places(item) and problem.header == item["column"]
    return same_cell and KIND_OF.get(problem.code) == item["kind"]


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county") / "x"
    generate(seed=11, out=folder, scale=0.1)
    return folder


@pytest.fixture(scope="module")
def lookups(county):
    network = json.loads((county / "network.json").read_text("utf-8"))
    units = {name: unit["code"] for unit in network["units"] for name in (unit["name"], unit["alias"]) if name}
    posts = {unit["code"]: {} for unit in network["units"]}
    for post in network["posts"]:
        posts[post["unit"]][post["title"]] = post["code"]
    return Lookups(units, {}, posts)


def read(path, table, lookups):
    patient = Limits(wall_seconds=90)
    return read_file(path.read_bytes(), path.name, table, limits=patient, lookups=lookups, on=date(2026, 9, 30))


@pytest.fixture(scope="module")
def rosters(county, lookups):
    files = sorted(path for path in (county / "exports").iterdir() if path.is_file() and "名册" in path.name)
    return {f"exports/{path.name}": read(path, "staff", lookups) for path in files}


def places(item):
    """A planted mistake's row, and for a number used twice in one file the other row too: either may be named."""
    also = [place["row"] for place in item["also"] if place["file"] == item["file"]]
    return {item["row"], *also}


def test_exactly_the_planted_mistakes_are_found(county, rosters):
    truth = json.loads((county / "truth.json").read_text("utf-8"))["planted"]
    rows = [item for item in truth if item["level"] == "row" and item["file"] in rosters]
    within = [
        item
        for item in rows
        if item["kind"] != IN_ONE_FILE or any(place["file"] == item["file"] for place in item["also"])
    ]
    assert {item["kind"] for item in within} == set(KIND_OF.values()), "every kind is planted at this scale"
    found = [(file, problem) for file, roster in rosters.items() for problem in roster.problems]
    for item in within:
        hits = [pair for pair in found if pair[0] == item["file"] and names(item, pair[1])]
        assert len(hits) == 1, item
        found.remove(hits[0])
    assert not found, "and nothing else is"


def test_everybody_else_is_read(county, rosters):
    network = json.loads((county / "network.json").read_text("utf-8"))
    staff = {p["id_no"]: p for p in network["people"] if p["kind"] == "staff" and p["left_on"] is None}
    read_rows = {row["id_no"]: row for roster in rosters.values() for row in roster.rows}
    wrong = sum(len({problem.row for problem in roster.problems}) for roster in rosters.values())
    assert len(staff) - wrong - 3 <= len(read_rows) <= len(staff)
    for id_no, row in read_rows.items():
        if id_no in staff and row["name"] == staff[id_no]["name"]:
            assert row["phone"] == staff[id_no]["phone"]
            assert row["unit"] == staff[id_no]["unit"]


def test_vacant_posts_are_set_aside_with_their_post(county, rosters):
    vacant = [skipped for roster in rosters.values() for skipped in roster.skipped if skipped.reason == "vacant_post"]
    assert vacant
    assert all(skipped.facts["unit"] and skipped.facts["posts"] for skipped in vacant)


def test_all_shapes_were_there(rosters):
    assert {roster.kind for roster in rosters.values()} == {"xlsx", "ods", "csv"}
    reasons = {skipped.reason for roster in rosters.values() for skipped in roster.skipped}
    assert {"blank", "total", "signature", "repeated_header", "section_title", "vacant_post"} <= reasons


@pytest.mark.parametrize(
    ("file", "table", "counted"),
    [
        ("机构表.xlsx", "units", "units"),
        ("机构表.xlsx", "posts", "posts"),
        ("机构表.xlsx", "edges", "edges"),
        ("机构表.xlsx", "side_posts", None),
        ("亲属关系申报.xlsx", "interests", "interests"),
        ("亲属关系申报.xlsx", "relations", None),
    ],
)
def test_the_other_workbooks_are_read_whole(county, lookups, file, table, counted):
    network = json.loads((county / "network.json").read_text("utf-8"))
    found = read(county / "exports" / file, table, lookups)
    assert not found.problems
    assert len(found.rows) == len(network[counted]) if counted else found.rows
