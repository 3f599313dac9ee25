"""The exports are as messy as real ones: every shape that an import must swallow is really there."""

import re
import zipfile
from collections import defaultdict
from datetime import date

import openpyxl
import pytest

from tests.county import readback


@pytest.fixture(scope="session")
def full_rows(full):
    return all_rows(full)


def all_rows(county):
    """Return {file: [(sheet, rows)]} of the rosters of the supervision groups."""
    return {path.name: readback.sheets(path) for path in sorted((county.folder / "exports").glob("教职工名册_*"))}


def column(rows, field):
    """Return the cells below the first head row in the column of `field`."""
    for number, row in enumerate(rows):
        words = [readback.plain(cell) for cell in row]
        for head in readback.HEADS[field]:
            if head in words:
                return [line[words.index(head)] for line in rows[number + 1 :] if len(line) > words.index(head)]
    return []


def cells(files, field):
    return [cell for book in files.values() for _, rows in book for cell in column(rows, field)]


def test_there_is_a_roster_per_group_and_one_for_the_county_bodies(county):
    assert len(all_rows(county)) == county.summary.groups
    assert (county.folder / "exports/机关人员名册.xlsx").is_file()


def test_three_file_kinds_and_one_lies_about_itself(county):
    kinds = defaultdict(list)
    for path in (county.folder / "exports").glob("教职工名册_*"):
        kinds[path.suffix].append(path)
    assert len(kinds[".xls"]) == len(kinds[".ods"]) == 1
    liar = kinds[".xls"][0].read_bytes()
    assert not liar.startswith(b"\xd0\xcf\x11\xe0")
    with pytest.raises(UnicodeDecodeError):
        liar.decode("utf-8")
    assert "姓名" in liar.decode("gb18030")
    with zipfile.ZipFile(kinds[".ods"][0]) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_titles_are_merged_above_the_heads(county):
    found = 0
    for path in (county.folder / "exports").glob("教职工名册_*.xlsx"):
        page = openpyxl.load_workbook(path).worksheets[0]
        merged = {str(area) for area in page.merged_cells.ranges}
        assert any(area.startswith("A1:") for area in merged)
        assert "演示数据" in page["A1"].value
        found += 1
    assert found >= 1


def test_every_file_says_that_it_is_demo_material(county):
    for path in (county.folder / "exports").rglob("*"):
        if path.is_file():
            first = readback.sheets(path)[0][1][0][0]
            assert "演示数据" in first, path.name
    for name in ("network.json", "truth.json"):
        assert "演示数据" in (county.folder / name).read_text(encoding="utf-8")[:300]


def test_heads_differ_between_files(full_rows):
    for field in ("name", "unit", "post", "phone", "id_no", "since"):
        words = {
            str(cell)
            for book in full_rows.values()
            for _, rows in book
            for row in rows
            for cell in row
            if readback.plain(cell) in readback.HEADS[field]
        }
        assert len(words) >= 2, field
    assert any("姓 名" in row for book in full_rows.values() for _, rows in book for row in rows)


def test_totals_signatures_blank_lines_and_numbering(county):
    for name, book in all_rows(county).items():
        flat = [row for _, rows in book for row in rows]
        firsts = [readback.plain(row[0]) for row in flat if row]
        assert "序号" in firsts, name
        assert "合计" in firsts, name
        assert any(word.startswith("填表人") for word in firsts), name
        assert any(not any(str(cell) for cell in row) for row in flat), name


def test_repeated_heads_and_lines_with_the_school_name(full_rows):
    repeated = [name for name, book in full_rows.items() for _, rows in book if _heads(rows) > 1]
    assert repeated
    lines = [row for book in full_rows.values() for _, rows in book for row in rows]
    assert any(re.search(r"（\d+人）$", str(row[0])) for row in lines if row)


def _heads(rows):
    return sum(1 for row in rows if "序号" in [readback.plain(cell) for cell in row])


def test_several_sheets_one_of_them_without_people(county):
    books = [book for book in all_rows(county).values() if len(book) > 1]
    assert books
    assert any(title == "填表说明" for book in books for title, _ in book)


def test_dates_come_in_every_shape(full_rows):
    found = cells(full_rows, "since")
    texts = [cell for cell in found if isinstance(cell, str)]
    for shape in (
        r"\d{4}\.\d{1,2}", r"\d{4}年\d{1,2}月", r"\d{4}年\d{1,2}月1日", r"\d{4}-\d\d-01", r"\d{4}/\d{1,2}/1",
        r"\d{6}", "[０-９]{4}．[０-９]{1,2}",
    ):  # fmt: skip
        assert any(re.fullmatch(shape, text, re.ASCII) for text in texts), shape
    assert any(isinstance(cell, date) for cell in found)
    assert any(isinstance(cell, float) and 20_000 < cell < 60_000 for cell in found)


def test_numbers_are_text_numbers_and_wide_digits(full_rows):
    phones, ids = cells(full_rows, "phone"), cells(full_rows, "id_no")
    assert any(isinstance(cell, float) for cell in phones)
    assert any(re.fullmatch(r"142-\d{4}-\d{4}", str(cell)) for cell in phones)
    assert any("１４２" in str(cell) for cell in phones)
    assert any("６９９９" in str(cell) for cell in ids)
    assert any(isinstance(cell, float) for cell in ids)
    assert any(str(cell).endswith("x") for cell in ids)
    assert any(str(cell).endswith(" ") for cell in ids)


def test_names_and_units_carry_blanks(full_rows):
    found = [str(cell) for cell in cells(full_rows, "name") + cells(full_rows, "unit")]
    assert any(text.endswith((" ", "　")) for text in found)
    assert any(text.startswith(" ") for text in found)
    assert any(re.fullmatch(r"\S　\S", text) for text in found)


def test_posts_are_joined_in_five_ways(full_rows):
    joined = [str(cell) for cell in cells(full_rows, "post")]
    for separator in "、/，兼;":
        assert any(separator in text for text in joined), separator


def test_every_pupil_is_in_a_gb18030_file_of_the_school(county):
    total = 0
    files = sorted((county.folder / "exports/学生名册").glob("*.csv"))
    pupils = {unit["code"]: unit["pupils"] for unit in county.network["units"] if unit["school_type"]}
    assert len(files) == len(pupils)
    for path in files:
        text = path.read_bytes().decode("gb18030")
        rows = [row for row in text.split("\r\n")[2:] if "," in row and not row.startswith("合计")]
        assert len(rows) == pupils[path.name.split("_")[0]]
        assert all(readback.good_id(row.split(",")[0].strip()[1:]) for row in rows[:50])
        total += len(rows)
    assert total == county.summary.pupils


def test_pupils_are_of_an_age_for_their_grade(small):
    for path in (small.folder / "exports/学生名册").glob("*小学.csv"):
        rows = [line.split(",") for line in path.read_bytes().decode("gb18030").split("\r\n")[2:] if "年级" in line]
        for row in rows:
            grade = "一二三四五六".index(row[5][0])
            assert 2026 - 7 - grade <= int(row[3][:4]) <= 2026 - 6 - grade
