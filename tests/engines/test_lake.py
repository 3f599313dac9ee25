"""The lake against a plain model: slots are replaced, crashes leave nothing, a pinned version never changes."""

import os
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.lake import Lake, durable, parts

TABLE = "food_in"


def rows(batch, count, school="s1", **columns):
    """Return `count` rows of a batch."""
    ids = [batch * 10_000_000 + place for place in range(1, count + 1)]
    held = {"school_code": pa.array([school] * count, pa.string()), "batch_id": pa.array([batch] * count, pa.int64())}
    held |= {"row_id": pa.array(ids, pa.int64()), "price": pa.array(range(count), pa.int64())}
    return pa.table(held | columns)


def held_at(lake, version):
    """Return the row_ids that a reader of the files of a version finds, in order."""
    files = lake.files(TABLE, version)
    return sorted(row for (row,) in duckdb.read_parquet(files).project("row_id").fetchall()) if files else []


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


class Crashes(RuleBasedStateMachine):
    """Writes, removals, packing and crashes between the lake's commit and the database's, in any order."""

    slots = st.sampled_from(["a", "b", "c", "s001/food_in/2025-11"])

    def __init__(self):
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.lake = Lake(Path(self._folder.name) / "lake")
        self.named, self.model, self.batch, self.notes = None, {}, 0, False
        self.pinned = {}

    def teardown(self):
        self._folder.cleanup()

    def _rows(self, count, note, school="s1"):
        self.batch += 1
        return rows(self.batch, count, school, **({"note": pa.array(["x"] * count, pa.string())} if note else {}))

    def _name(self, version):
        self.named = version
        self.pinned[version] = sorted(row for ids in self.model.values() for row in ids)

    @rule(slot=slots, count=st.integers(0, 4), note=st.booleans(), school=st.sampled_from(["s1", "s2", "s0"]))
    def write(self, slot, count, note, school):
        new = self._rows(count, note, school)
        version = self.lake.write(TABLE, new, slot=slot, named_version=self.named)
        self.model[slot] = new["row_id"].to_pylist()
        self._name(version)

    @rule(slot=slots)
    def remove(self, slot):
        if self.named is not None:
            version = self.lake.remove(TABLE, slot=slot, named_version=self.named)
            self.model.pop(slot, None)
            self._name(version)

    @rule()
    def pack(self):
        if self.named is not None:
            self._name(self.lake.compact(TABLE, self.named))

    @rule(slot=slots, count=st.integers(1, 4), note=st.booleans())
    def write_and_crash(self, slot, count, note):
        self.lake.write(TABLE, self._rows(count, note), slot=slot, named_version=self.named)

    @rule()
    def pack_and_crash(self):
        if self.named is not None:
            self.lake.compact(TABLE, self.named)

    @rule(text=st.sampled_from(["", '{"add":{"pa', "{}\n{"]))
    def lose_power_in_the_middle_of_an_entry(self, text):
        latest = self.lake.version(TABLE)
        if latest is not None:
            durable.entry(self.lake.folder / TABLE, latest + 1).write_text(text, "utf-8")
            for name in ("00000000000000000099-0000.parquet.part", f"{latest + 1:020d}-0000.parquet"):
                (self.lake.folder / TABLE / name).write_bytes(b"half a file")

    @rule()
    def vacuum(self):
        if self.named is not None:
            self.lake.vacuum(TABLE, self.named, keep=set(self.pinned), since=2**40)

    @invariant()
    def named_versions_hold_what_was_acknowledged(self):
        if self.named is not None:
            assert held_at(self.lake, self.named) == self.pinned[self.named]
            oldest = min(self.pinned)
            assert held_at(self.lake, oldest) == self.pinned[oldest]

    @rule()
    def every_pinned_version_is_unchanged(self):
        for version, ids in self.pinned.items():
            assert held_at(self.lake, version) == ids
            assert self.lake.rows(TABLE, version, ids)["row_id"].to_pylist() == ids


TestCrashes = Crashes.TestCase
TestCrashes.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)


def test_a_slot_is_replaced_and_others_are_kept(lake):
    first = lake.write(TABLE, rows(1, 2), slot="a", named_version=None)
    second = lake.write(TABLE, rows(2, 1), slot="b", named_version=first)
    third = lake.write(TABLE, rows(3, 1), slot="a", named_version=second)
    assert held_at(lake, second) == [10_000_001, 10_000_002, 20_000_001]
    assert held_at(lake, third) == [20_000_001, 30_000_001]
    assert third == second + 1  # one commit: no reader finds the slot empty in between


def test_a_batch_that_nobody_acknowledged_is_in_no_named_version(lake):
    named = lake.write(TABLE, rows(1, 2), slot="a", named_version=None)
    orphan = lake.write(TABLE, rows(2, 1), slot="b", named_version=named)
    version = lake.write(TABLE, rows(3, 1), slot="c", named_version=named)
    assert held_at(lake, version) == [10_000_001, 10_000_002, 30_000_001]
    assert held_at(lake, orphan) == [10_000_001, 10_000_002, 20_000_001]  # a reader of it is not disturbed


def test_the_remains_of_a_first_write_give_way_even_with_other_columns(lake):
    lake.write(TABLE, rows(1, 2).drop_columns("price"), slot="a", named_version=None)
    version = lake.write(TABLE, rows(2, 1, price=["dear"]), slot="b", named_version=None)
    assert held_at(lake, version) == [20_000_001]
    assert lake.schema(TABLE, version).field("price").type == pa.string()


def test_an_orphan_leaves_no_column_behind(lake):
    named = lake.write(TABLE, rows(1, 1), slot="a", named_version=None)
    lake.write(TABLE, rows(2, 1, note=[7]), slot="b", named_version=named)
    version = lake.write(TABLE, rows(3, 1, note=["seven"]), slot="b", named_version=named)
    assert lake.schema(TABLE, version).field("note").type == pa.string()


def test_a_new_column_is_null_in_older_files(lake):
    first = lake.write(TABLE, rows(1, 1), slot="a", named_version=None)
    second = lake.write(TABLE, rows(2, 1, at=pa.array([0], pa.timestamp("us"))), slot="b", named_version=first)
    found = lake.rows(TABLE, second, [10_000_001, 20_000_001])
    assert [row["at"] is None for row in found.to_pylist()] == [True, False]
    assert "at" not in lake.schema(TABLE, first).names
    third = lake.write(TABLE, rows(3, 1), slot="c", named_version=second)  # an old form of the sheet still comes in
    assert lake.rows(TABLE, third, [30_000_001])["at"].to_pylist() == [None]


def test_a_changed_type_an_unknown_type_and_a_missing_id_are_refused(lake):
    named = lake.write(TABLE, rows(1, 1), slot="a", named_version=None)
    for code, wrong in {
        "lake_type_changed": rows(2, 1, price=["12"]),
        "lake_type_unknown": rows(2, 1, parts=[[1, 2]]),
        "lake_column_missing": rows(2, 1).drop_columns("row_id"),
    }.items():
        with pytest.raises(RuleBroken) as refused:
            lake.write(TABLE, wrong, slot="b", named_version=named)
        assert refused.value.code == code
        assert lake.version(TABLE) == named
    with pytest.raises(RuleBroken) as refused:
        lake.write("../food", rows(2, 1), slot="b", named_version=None)
    assert refused.value.code == "lake_name_bad"


def test_narrow_numbers_and_dictionaries_become_the_lakes_types(lake):
    odd = rows(1, 2, small=pa.array([1, 2], pa.int16()), word=pa.array(["x", "x"]).dictionary_encode())
    schema = lake.schema(TABLE, lake.write(TABLE, odd, slot="a", named_version=None))
    assert (schema.field("small").type, schema.field("word").type) == (pa.int64(), pa.string())


def test_a_folder_that_lacks_the_named_version_is_refused(lake, tmp_path):
    named = lake.write(TABLE, rows(1, 1), slot="a", named_version=None)
    for act in (
        lambda: lake.write(TABLE, rows(2, 1), slot="b", named_version=named + 5),
        lambda: Lake(tmp_path / "elsewhere").files(TABLE, named),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == "lake_behind"


def test_packing_keeps_the_rows_and_sorts_by_school(lake, monkeypatch):
    version = None
    for batch, school in enumerate(["s3", "s1", "s2", "s1"], start=1):
        version = lake.write(TABLE, rows(batch, 3, school), slot=f"{school}-{batch}", named_version=version)
    packed = lake.compact(TABLE, version)
    assert len(lake.files(TABLE, packed)) == 1
    assert held_at(lake, packed) == held_at(lake, version)
    schools = duckdb.read_parquet(lake.files(TABLE, packed)).project("school_code").fetchall()
    assert schools == sorted(schools)
    assert lake.compact(TABLE, packed) == packed
    after = lake.write(TABLE, rows(9, 1, "s1"), slot="s1-2", named_version=packed)
    assert held_at(lake, after) == sorted({*held_at(lake, packed), 90_000_001} - {20_000_001, 20_000_002, 20_000_003})


def test_removing_what_is_not_there_changes_nothing(lake):
    named = lake.write(TABLE, rows(1, 1), slot="b", named_version=None)
    assert lake.remove(TABLE, slot="zz", named_version=named) == named == lake.version(TABLE)


def test_evidence_has_no_sealed_column(lake):
    sealed = rows(1, 2, phone_key=[1, 2], phone_tail=["1234", "5678"], phone_sealed=[b"x", b"y"])
    version = lake.write(TABLE, sealed, slot="a", named_version=None)
    found = lake.rows(TABLE, version, [10_000_002, 99])
    assert found.to_pylist() == [
        {"school_code": "s1", "batch_id": 1, "row_id": 10_000_002, "price": 1, "phone_key": 2, "phone_tail": "5678"}
    ]


def test_vacuum_deletes_only_what_no_version_in_use_holds(lake):
    first = lake.write(TABLE, rows(1, 1), slot="a", named_version=None)
    second = lake.write(TABLE, rows(2, 1), slot="a", named_version=first)
    third = lake.write(TABLE, rows(3, 1), slot="a", named_version=second)
    [middle] = lake.files(TABLE, second)
    assert lake.vacuum(TABLE, third, keep=[first], since=0) == []  # a reader may have pinned it just now
    assert lake.vacuum(TABLE, third, keep=[first], since=2**40) == [middle]
    assert held_at(lake, first) == [10_000_001]
    assert held_at(lake, third) == [30_000_001]


def test_a_table_of_many_commits_has_checkpoints_and_reads_as_before(lake):
    version, ids = None, []
    for batch in range(1, 60):
        version = lake.write(TABLE, rows(batch, 1), slot=f"s{batch}", named_version=version)
        ids.append(batch * 10_000_000 + 1)
    assert len(list((lake.folder / TABLE / "_delta_log").glob("*.checkpoint.parquet"))) == 2
    assert held_at(lake, version) == ids
    assert held_at(lake, 30) == ids[:31]
    assert held_at(lake, 20) == ids[:21]


def test_whatever_a_write_returns_is_on_the_disk(lake, monkeypatch):
    """Every new file, log entry and folder is forced to the disk after its last change; strace says so too."""
    forced = []
    honest = os.fsync

    def watched(handle):
        forced.append(os.readlink(f"/proc/self/fd/{handle}"))
        return honest(handle)

    monkeypatch.setattr(os, "fsync", watched)
    version = lake.write(TABLE, rows(1, 1), slot="a", named_version=None)
    version = lake.write(TABLE, rows(2, 1, note=["x"]), slot="b", named_version=version)
    folder = lake.folder / TABLE
    wanted = {str(path) for path in folder.glob("_delta_log/*.json")}
    wanted |= {
        f"{path}.part" for path in lake.files(TABLE, version)
    }  # forced under the name it had before it was whole
    wanted |= {str(folder), str(folder / "_delta_log"), str(lake.folder), str(lake.folder.parent)}
    assert wanted <= set(forced)
    last_log = max(place for place, path in enumerate(forced) if path.endswith(".json"))
    assert max(place for place, path in enumerate(forced) if path.endswith(".part")) < last_log
    assert forced[-1] == str(folder / "_delta_log")


def test_a_large_batch_is_cut_into_files(lake, monkeypatch):
    monkeypatch.setattr(parts, "PART_ROWS", 4)
    version = lake.write(TABLE, rows(1, 10), slot="a", named_version=None)
    assert [Path(path).name for path in lake.files(TABLE, version)] == [f"{0:020d}-{n:04d}.parquet" for n in range(3)]
    assert len(held_at(lake, version)) == 10


def test_a_table_of_many_columns_is_found_by_its_slot_all_the_same(lake):
    """Delta keeps figures of the first 32 columns only: what files are found by must stand among them."""
    many = {f"c{number}": pa.array([number] * 3, pa.int64()) for number in range(60)}
    first = pa.table(many | {name: rows(1, 3)[name] for name in rows(1, 3).column_names})
    one = lake.write(TABLE, first, slot="a", named_version=None)
    two = lake.write(TABLE, rows(2, 2), slot="b", named_version=one)
    gone = lake.remove(TABLE, slot="a", named_version=two)
    assert len(held_at(lake, two)) == 5
    assert held_at(lake, gone) == [20_000_001, 20_000_002]
    assert lake.rows(TABLE, two, [10_000_002])["c59"].to_pylist() == [59]
