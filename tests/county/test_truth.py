"""The planted mistakes are wrong, are where truth.json says, and are the only ones."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.county import readback
from tests.county.conftest import County, make

ONE_ROW_KINDS = ("wrong_checksum", "unknown_unit", "impossible_date", "id_lost_precision")


def where(item):
    return item["file"], item["sheet"], item["row"]


def told_rows(county: County) -> set:
    return {(item["kind"], *where(item)) for item in county.truth if item["kind"] in ONE_ROW_KINDS}


def assert_truth_is_exact(county: County) -> None:
    """Find everything wrong with the exports by our own means and compare it with truth.json, all kinds."""
    lines = readback.roster_lines(county.folder)
    assert readback.row_mistakes(lines, readback.known_units(county.folder)) == told_rows(county)
    assert readback.shared_ids(lines) == {
        frozenset([where(item), *(where(other) for other in item["also"])]) for item in county.planted("duplicate_id")
    }
    vacancies = {line.where for line in lines if readback.is_vacancy(line)}
    assert vacancies == {where(item) for item in county.planted("post_without_holder")}
    assert readback.incompatible(lines) == {where(item) for item in county.planted("incompatible_posts")}
    assert readback.undeclared_homes(county.folder) == {
        frozenset([item["row"], *(other["row"] for other in item["also"])]) for item in county.planted("undeclared_kin")
    }
    ids = {person["code"]: person["id_no"] for person in county.network["people"]}
    assert readback.silent_buyers(county.folder, lines) == {
        (ids[item["people"][0]], item["row"]) for item in county.planted("undeclared_buyer_supplier_kin")
    }


def test_every_mistake_is_planted_and_every_planted_mistake_is_one(county):
    assert_truth_is_exact(county)


@settings(max_examples=6, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**63), scale=st.sampled_from([0.01, 0.05, 0.12]))
def test_truth_is_exact_for_any_seed(tmp_path_factory, seed, scale):
    assert_truth_is_exact(make(tmp_path_factory.mktemp("any"), seed, scale))


def test_every_kind_is_planted_even_in_a_small_county(county):
    kinds = {item["kind"] for item in county.truth}
    assert kinds == {
        *ONE_ROW_KINDS, "duplicate_id", "post_without_holder", "incompatible_posts", "undeclared_kin",
        "undeclared_buyer_supplier_kin",
    }  # fmt: skip


def test_truth_quotes_the_cell_and_its_head(county):
    files = {path: dict(readback.sheets(county.folder / path)) for path in {item["file"] for item in county.truth}}
    for item in county.truth:
        rows = files[item["file"]][item["sheet"]]
        row = rows[item["row"] - 1]
        heads = [number for number in range(item["row"] - 1) if item["column"] in rows[number]]
        cell = row[rows[heads[-1]].index(item["column"])]
        if item["kind"] == "id_lost_precision":
            assert float(cell) == pytest.approx(float(item["value"]), rel=1e-5)
        else:
            assert str(cell) == item["value"]


def test_truth_says_row_or_network(county):
    for item in county.truth:
        assert (item["level"] == "row") is (item["kind"] in (*ONE_ROW_KINDS, "duplicate_id"))
        assert item["why"]
        assert item["unit"]


def test_most_rows_of_every_roster_are_clean(full):
    lines = readback.roster_lines(full.folder)
    by_file = {file: sum(1 for line in lines if line.file == file) for file in {line.file for line in lines}}
    wrong = [item for item in full.truth if item["file"] in by_file]
    for file, rows in by_file.items():
        assert sum(1 for item in wrong if item["file"] == file) <= max(3, rows * 0.08), file


def test_network_json_is_the_clean_county(county):
    """The canonical file holds right numbers for those whose roster row is wrong."""
    people = {person["code"]: person for person in county.network["people"]}
    for item in county.planted("wrong_checksum") + county.planted("id_lost_precision"):
        assert readback.good_id(people[item["people"][0]]["id_no"])
    assert len({person["id_no"] for person in people.values()}) == len(people)


def test_vacant_posts_of_the_network_are_those_of_the_truth(county):
    held = {holding["post"] for holding in county.network["holdings"] if holding["until"] is None}
    empty = {post["code"] for post in county.network["posts"]} - held
    assert empty == {item["posts"][0] for item in county.planted("post_without_holder")}


def test_rosters_agree_with_the_network(small):
    """Every current member of staff stands in exactly one row, with the right name, posts and day."""
    lines = [line for line in readback.roster_lines(small.folder) if not readback.is_vacancy(line)]
    wrong = {where(item) for item in small.truth if item["level"] == "row"}
    people = {person["id_no"]: person for person in small.network["people"]}
    posts = {post["code"]: post for post in small.network["posts"]}
    for line in lines:
        if line.where in wrong:
            continue
        person = people[line.id_no]
        held = [row for row in small.network["holdings"] if row["person"] == person["code"] and row["until"] is None]
        home = [row for row in held if posts[row["post"]]["unit"] == person["unit"]]
        assert readback.plain(line.cells["name"]) == person["name"]
        assert readback.titles(line) == {posts[row["post"]]["title"] for row in home}
        assert readback.day_of(line.cells["since"]).isoformat() in {row["since"] for row in home}
        assert readback.plain(line.cells["phone"]).replace("-", "") == person["phone"]
    assert len(lines) == small.summary.staff


class TestTheDetectorsThemselves:
    """Negative controls: each detector sees a mistake that nobody planted, so that silence means something."""

    @pytest.fixture
    def lines(self, small):
        return readback.roster_lines(small.folder)

    @pytest.fixture
    def clean(self, small, lines):
        wrong = {(item["file"], item["sheet"], item["row"]) for item in small.truth}
        return [line for line in lines if line.where not in wrong and not readback.is_vacancy(line)]

    @pytest.mark.parametrize(
        ("field", "cell", "kind"),
        [
            ("id_no", "699901198203284015", "wrong_checksum"),
            ("id_no", 6.99901198203284e17, "id_lost_precision"),
            ("unit", "不存在的小学", "unknown_unit"),
            ("since", "2023年13月", "impossible_date"),
            ("since", "2031.9", "impossible_date"),
        ],
    )
    def test_a_wrong_cell_is_seen(self, small, lines, clean, field, cell, kind):
        before = readback.row_mistakes(lines, readback.known_units(small.folder))
        clean[0].cells[field] = cell
        after = readback.row_mistakes(lines, readback.known_units(small.folder))
        assert after - before == {(kind, *clean[0].where)}

    def test_a_borrowed_number_is_seen(self, lines, clean):
        clean[0].cells["id_no"] = clean[1].cells["id_no"]
        assert frozenset({clean[0].where, clean[1].where}) in readback.shared_ids(lines)

    def test_buying_and_accepting_is_seen(self, lines, clean):
        clean[0].cells["post"] = "验收员兼采购员 "
        assert clean[0].where in readback.incompatible(lines)

    def test_a_bent_truth_is_noticed(self, small, tmp_path):
        bent = make(tmp_path / "bent", 7, 0.05)
        path = Path(bent.folder / "truth.json")
        assert json.loads(path.read_text(encoding="utf-8"))["planted"] == small.truth
        bent.truth[-1]["row"] += 1
        with pytest.raises(AssertionError):
            assert_truth_is_exact(bent)
