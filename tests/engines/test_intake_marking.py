"""The file comes back with its wrong cells red, in the old places, and nothing in it that calculates or runs."""

import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from lianjing.engines.intake import Limits, MarkLabels, Problem, mark_file, marking_fresh, read_file
from tests.engines.intake_books import HEADER, LOOKUPS, id_number, person, text, xlsx

ROWS = [["名册"], [], HEADER, person(1), person(2, 任职时间="秋天", 单位="没有的学校"), person(3, 姓名="")]
LABELS = MarkLabels(
    sheet="问题清单", heads=("工作表", "行", "列", "表头", "原内容", "问题"), rows="数据", old_row="第%(row)s行"
)
DANGEROUS = ["=1+1", "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]


def marked(data, **more):
    problems = read_file(data, "", "staff", lookups=LOOKUPS).problems
    notes = [(problem, f"第{problem.row}行 {problem.code}") for problem in problems]
    return mark_file(data, "x", notes, LABELS, **more), problems


def red_cells(book):
    cells = (cell for row in book.worksheets[1].iter_rows() for cell in row)
    return {
        (cell.row, cell.column_letter): cell.comment.text
        for cell in cells
        if cell.comment and cell.fill.start_color.rgb.endswith("FFC7CE")
    }


@pytest.mark.parametrize("make", [xlsx, text, lambda rows: text(rows, "gb18030")])
def test_exactly_the_wrong_cells_are_red_and_say_why(make):
    out, problems = marked(make(ROWS))
    book = openpyxl.load_workbook(io.BytesIO(out))
    assert red_cells(book) == {
        (5, "C"): "第5行 unit_unknown",
        (5, "G"): "第5行 date_unreadable",
        (6, "B"): "第6行 required_empty",
    }
    listed = list(book.worksheets[0].iter_rows(values_only=True))
    assert book.worksheets[0].title == "问题清单"
    assert listed[0] == LABELS.heads
    assert [row[5] for row in listed[1:]] == [f"第{problem.row}行 {problem.code}" for problem in problems]


@pytest.mark.parametrize("make", [xlsx, text])
def test_rows_keep_their_places_and_read_as_before(make):
    data = make(ROWS)
    before = read_file(data, "", "staff", lookups=LOOKUPS)
    after = read_file(marked(data)[0], "", "staff", lookups=LOOKUPS)
    assert [row["_row"] for row in after.rows] == [row["_row"] for row in before.rows]
    assert after.rows_sha256 == before.rows_sha256
    assert [(p.row, p.column, p.code) for p in after.problems] == [(p.row, p.column, p.code) for p in before.problems]


def test_several_problems_of_one_cell_and_of_a_whole_row():
    said = {"one": ("表1", 3, "B"), "two": ("表1", 3, "B"), "row": ("表1", 2), "file": ()}
    notes = [(Problem("x", *place), sentence) for sentence, place in said.items()]
    book = openpyxl.load_workbook(io.BytesIO(mark_file(xlsx(ROWS), "", notes)))
    assert red_cells(book) == {(3, "B"): "one\ntwo", (2, "A"): "row"}
    assert book.worksheets[0].max_row == 5


def test_a_problem_inside_a_merged_cell_marks_its_corner():
    data = xlsx(ROWS, merge=["A1:G1"])
    book = openpyxl.load_workbook(io.BytesIO(mark_file(data, "", [(Problem("a", "表1", 1, "D"), "said")])))
    assert red_cells(book) == {(1, "A"): "said"}


def armed():
    """A workbook with everything that calculates, points outside or runs without being a macro."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("表1")
    page.write_row(0, 0, HEADER)
    for number, formula in enumerate(DANGEROUS, start=1):
        page.write_string(number, 1, formula)
        page.write_formula(number, 2, "=1+1", value=f"kept {number}")
    page.write_url(1, 3, "https://example.org/")
    page.data_validation("E2", {"validate": "custom", "value": "=INDIRECT(A1)"})
    page.conditional_format("F2", {"type": "formula", "criteria": "=A1", "format": book.add_format({"bold": True})})
    book.define_name("Outside", "=表1!$A$1")
    book.close()
    return out.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@pytest.mark.parametrize("own", [True, False])
def test_no_formula_link_or_rule_survives(own, monkeypatch):
    if not own:
        monkeypatch.setattr("lianjing.engines.intake.OWN_COPY_BYTES", 0)
    source = armed()
    assert any("<f>" in part for part in parts(source).values()), "the control: the source does calculate"
    out = mark_file(source, "", [(Problem("a", "表1", 2, "B"), "=1+1")])
    for name, part in parts(out).items():
        assert not re.search(r"<f[ >]|dataValidation|conditionalFormatting|<definedName |<hyperlink", part), name
        assert "vbaProject" not in name
        assert "externalLink" not in name
    book = openpyxl.load_workbook(io.BytesIO(out))
    said = [book["表1"].cell(row, 2).value for row in range(2, len(DANGEROUS) + 2)]
    assert said == DANGEROUS
    assert {book["表1"].cell(row, 2).data_type for row in range(2, len(DANGEROUS) + 2)} == {"s"}
    assert book["表1"]["C2"].value == "kept 1"
    assert book.worksheets[0]["F2"].data_type == "s"


def test_dangerous_text_stays_text_in_a_text_file_too():
    rows = [HEADER, *(person(n, 姓名=danger) for n, danger in enumerate(DANGEROUS, start=1))]
    out, _ = marked(text(rows, sign=";"))
    assert not any("<f>" in part or "<f " in part for part in parts(out).values())


def test_only_the_wrong_rows_of_a_very_large_file(monkeypatch):
    data = text(
        [HEADER, *(person(n % 900 + 1, 任职时间="秋天" if n == 60_000 else "2021.9") for n in range(1, 60_002))]
    )
    found = [(Problem("date_unreadable", "", 60_001, "G", "任职时间", "秋天"), "said")]
    book = openpyxl.load_workbook(io.BytesIO(mark_file(data, "", found, LABELS, Limits(wall_seconds=60))))
    page = book["数据"]
    assert page.max_row < 60
    last = [cell.value for cell in page[page.max_row]]
    assert last[0] == "第60001行"
    assert last[7] == "秋天"
    assert page.cell(page.max_row, 8).comment.text == "said"


def test_titles_of_sheets_are_made_acceptable():
    assert marking_fresh.free_title("一/二:三", []) == "一 二 三"
    assert marking_fresh.free_title("", []) == "Sheet"
    assert marking_fresh.free_title("问题", ["问题"]) == "问题 2"
    assert len(marking_fresh.free_title("长" * 40, ["长" * 28])) <= 31


def test_a_broken_own_copy_is_written_anew(monkeypatch):
    """What the library that keeps looks cannot open is still given back."""
    data = xlsx(ROWS)
    spoiled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(spoiled, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<broken" if name.endswith("core.xml") else source.read(name))
    with pytest.raises(Exception, match=r".*"):
        openpyxl.load_workbook(io.BytesIO(spoiled.getvalue()))
    out, problems = marked(spoiled.getvalue())
    assert problems
    assert len(red_cells(openpyxl.load_workbook(io.BytesIO(out)))) == 3


def test_numbers_of_people_are_not_spread_beyond_their_own_cell():
    out, _ = marked(xlsx([HEADER, person(1, 身份证号=id_number(1)[:17] + "?"), person(2, 姓名=id_number(9))]))
    everything = parts(out)
    assert sum(part.count(id_number(9)) for part in everything.values()) == 1
    assert id_number(9) not in str(openpyxl.load_workbook(io.BytesIO(out)).worksheets[0]._cells)
