"""The ledgers as files: whatever is written is read back, cell by cell, through the one way in."""

import pytest

from lianjing.county import generate
from lianjing.county.build import build
from lianjing.county.ledgers.whole import write_ledgers
from lianjing.county.ledgers.world import World
from lianjing.county.ledgers.writing import write_table
from lianjing.county.streams import Streams
from lianjing.engines.intake.directory import read_folder

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def world():
    network, _, mint = build(7, 0.02)
    return write_ledgers(World(network, Streams(7), mint, groups=1))


def test_every_ledger_comes_back_as_it_was(world, tmp_path):
    """Workbooks and both encodings of csv, yuan and kilograms, words and percentages."""
    kinds = {write_table(ledger, tmp_path, index).suffix for index, ledger in enumerate(world.book)}
    assert kinds == {".csv", ".xlsx"}
    read = {file.table: file for file in read_folder(tmp_path)}
    assert set(read) == {ledger.name for ledger in world.book}
    for ledger in world.book:
        file, wanted = read[ledger.name], ledger.arrow()
        assert file.refused is None
        assert file.result.problems == [], ledger.name
        assert file.result.table.num_rows == wanted.num_rows, ledger.name
        for name in wanted.column_names:
            if name not in file.result.table.column_names:
                assert wanted[name].null_count == wanted.num_rows, f"{ledger.name}.{name}"
            else:
                assert file.result.table[name].to_pylist() == wanted[name].to_pylist(), f"{ledger.name}.{name}"


def test_only_the_schools_of_the_chosen_groups_keep_ledgers(world):
    first = {unit.code for unit in world.network.schools_of(world.network.groups()[0])}
    assert set(world.book["pupils"].columns["school_code"]) <= first


def test_a_county_without_ledgers_has_no_tables(tmp_path):
    assert generate(7, tmp_path / "none", 0.01).rows == 0
    assert not (tmp_path / "none" / "tables").exists()
    assert generate(7, tmp_path / "one", 0.01, groups=1).rows > 1_000
