"""A turn of the clock asks the lake once for all schools; each school is given the same rows as when it asks alone."""

from datetime import date
from types import SimpleNamespace

import pyarrow
import pytest
from pyarrow import parquet

from lianjing.access import notice_rows
from lianjing.access.notice_rows import SchoolRows, all_schools_at_once

SCHOOLS = ("s002", "", "s001", "s002", "s010", "", "s001", None, "s0010")
ASKED = [
    ("of", "food_in", ["qty"], {}),
    ("of", "food_in", ["school_code", "qty"], {"ym": "2024-09"}),
    ("between", "food_in", ["qty", "ym"], {"day": "on_date", "first": date(2024, 9, 3), "last": date(2024, 9, 7)}),
    ("of", "food_in", ["qty"], {"ym": "1999-01"}),
    ("of", "nothing_handed_in", ["qty"], {}),
    ("of", "empty", ["qty"], {}),
]


@pytest.fixture
def reads(tmp_path, monkeypatch):
    """A lake of one table, and every reading of it."""
    rows = {
        "school_code": pyarrow.array(SCHOOLS, pyarrow.string()),
        "row_id": [90, 10, 80, 20, 70, 30, 60, 40, 50],
        "qty": list(range(len(SCHOOLS))),
        "ym": ["2024-09", "2024-10"] * 4 + ["2024-09"],
        "on_date": [date(2024, 9, day) for day in range(1, 10)],
    }
    path = tmp_path / "rows.parquet"
    parquet.write_table(pyarrow.table(rows), path)
    read = []

    def files(table, version):
        read.append(table)
        return [str(path)] if table == "food_in" else []

    monkeypatch.setattr(notice_rows, "lake", lambda: SimpleNamespace(files=files))
    monkeypatch.setattr(notice_rows, "pinned", lambda: {"food_in": 3, "empty": 1})
    return read


def told(code):
    rows = SchoolRows(code)
    return [getattr(rows, how)(table, columns, **more) for how, table, columns, more in ASKED], rows.read


def test_a_school_is_given_the_same_rows_alone_and_with_all(reads):
    codes = ["s001", "s002", "s010", "s0010", "s999", ""]
    alone = [told(code) for code in codes]
    assert [row["qty"] for row in alone[0][0][0]] == [1, 5, 6, 2]  # its own and the county's, by row
    assert alone[0][1] == {"food_in": 3}
    with all_schools_at_once():
        assert [told(code) for code in codes] == alone
    assert [told(code) for code in codes] == alone


def test_with_all_schools_each_question_reads_once(reads):
    with all_schools_at_once():
        for number in range(30):
            told(f"s{number:03d}")
        assert len(reads) == len(ASKED) - 1  # of the table that nobody handed in there is nothing to read
    reads.clear()
    told("s001")
    assert len(reads) == len(ASKED) - 1
