"""Sensitive columns: matched by key, shown by tail, and plain nowhere below the lake's folder."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.lake import Lake, seal_columns
from lianjing.engines.sealing.columns import ColumnKeys

KINDS = {"guardian_id": "id_number", "guardian_phone": "phone"}
PLAIN = ["330127198001011234", "13800138000", "330127197505054321", "13911112222", "6217"]


def people():
    """Return rows with plain numbers: some twice, some blank, one of four digits."""
    ids, phones = [PLAIN[0], PLAIN[2], PLAIN[0], None, ""], [PLAIN[1], PLAIN[3], PLAIN[1], PLAIN[4], None]
    batch = {"batch_id": [1] * 5, "row_id": list(range(10_000_001, 10_000_006))}
    return pa.table(
        {"school_code": ["s1"] * 5, "guardian_id": ids, "guardian_phone": phones, "note": ["x"] * 5} | batch
    )


def sealed(keys, table):
    return seal_columns(table, KINDS, keys.number_key, keys.seal)


def found_below(folder):
    """Return the plain numbers that stand anywhere below a folder: in raw bytes, or in a cell of a Parquet file."""
    found = set()
    for path in Path(folder).rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            if path.suffix == ".parquet":
                table = pq.read_table(path)
                held += repr(table.to_pydict()).encode() + repr(pq.read_metadata(path).to_dict()).encode()
            found |= {number for number in PLAIN[:4] if number.encode() in held}
    return found


def test_no_plain_number_reaches_a_file(tmp_path):
    lake, keys = Lake(tmp_path / "lake"), ColumnKeys.fresh()
    first = lake.write("pupils", sealed(keys, people()), slot="a", named_version=None)
    lake.compact("pupils", lake.write("pupils", sealed(keys, people()), slot="b", named_version=first))
    assert found_below(tmp_path) == set()
    lake.write("pupils", people(), slot="c", named_version=None)  # the control: unsealed rows are noticed
    assert found_below(tmp_path) == set(PLAIN[:4])


def test_a_column_becomes_three_in_its_place():
    keys = ColumnKeys.fresh()
    rows = sealed(keys, people())
    assert rows.column_names[:8] == [
        "school_code",
        "guardian_id_key",
        "guardian_id_tail",
        "guardian_id_sealed",
        "guardian_phone_key",
        "guardian_phone_tail",
        "guardian_phone_sealed",
        "note",
    ]
    assert rows["guardian_id_tail"].to_pylist() == ["1234", "4321", "1234", None, None]
    assert rows["guardian_phone_tail"].to_pylist() == ["8000", "2222", "8000", "", None]
    assert [value is None for value in rows["guardian_id_key"].to_pylist()] == [False, False, False, True, True]
    for plain, kept in zip(PLAIN[:1] + PLAIN[2:3], rows["guardian_id_sealed"].to_pylist(), strict=False):
        assert keys.open("guardian_id", kept) == plain
    with pytest.raises(RuleBroken):
        keys.open("guardian_phone", rows["guardian_id_sealed"][0].as_py())


def test_equal_numbers_match_across_tables_and_kinds_do_not():
    keys = ColumnKeys.fresh()
    assert keys.number_key("id_number", PLAIN[0]) == keys.number_key("id_number", PLAIN[0])
    assert keys.number_key("id_number", PLAIN[0]) != keys.number_key("phone", PLAIN[0])
    assert ColumnKeys.fresh().number_key("id_number", PLAIN[0]) != keys.number_key("id_number", PLAIN[0])
    rows = sealed(keys, people())["guardian_id_key"].to_pylist()
    assert rows[0] == rows[2] == keys.number_key("id_number", PLAIN[0])


def test_a_key_is_the_first_63_bits_of_the_fingerprint():
    keys, drawn = ColumnKeys.fresh(), random.Random(20261124)
    for _ in range(200):
        text = str(drawn.randrange(10**18))
        key = keys.number_key("account", text)
        assert key == int(keys.fingerprint("account", text), 16) >> 193
        assert 0 <= key < 2**63


def test_each_distinct_number_is_computed_once():
    asked = []
    table = pa.table({"phone": ["1"] * 1000 + ["2"] * 1000})
    seal_columns(table, {"phone": "phone"}, lambda *said: asked.append(said) or 1, lambda *said: b"")
    assert asked == [("phone", "1"), ("phone", "2")]


def test_a_number_that_came_as_a_number_is_refused():
    with pytest.raises(RuleBroken) as refused:
        seal_columns(pa.table({"phone": [13800138000]}), {"phone": "phone"}, lambda *_: 1, lambda *_: b"")
    assert refused.value.code == "sensitive_not_text"


def test_chunks_nothing_but_blanks_and_absent_columns():
    chunks = pa.chunked_array([["12345"], [None], ["12345"]])
    rows = seal_columns(pa.table({"phone": chunks}), KINDS | {"phone": "phone"}, lambda *_: 7, lambda *_: b"c")
    assert rows["phone_key"].to_pylist() == [7, None, 7]
    blank = seal_columns(pa.table({"phone": pa.nulls(2)}), {"phone": "phone"}, lambda *_: 7, lambda *_: b"c")
    assert blank.to_pydict() == {"phone_key": [None] * 2, "phone_tail": [None] * 2, "phone_sealed": [None] * 2}
