"""Every table of the lake: what people write comes out as columns, and every wrong cell is named."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import openpyxl
import pyarrow as pa
import pytest

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, Lookups, formats, ledger, mark_file, read_table
from lianjing.engines.intake.codes import FILE_CODES
from tests.engines import intake_ledgers as samples
from tests.engines.intake_books import text, xlsx
from tests.engines.intake_fuzz import mutants, verdict

LEDGERS = [name for name in formats.names() if formats.load(name).holder]
WIDE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PATIENT = Limits(wall_seconds=60)


def told(found):
    """The rows without their place, and the places."""
    rows = found.table.to_pylist()
    places = [(row.pop("_sheet"), row.pop("_row")) for row in rows]
    return rows, places


@pytest.mark.parametrize("name", LEDGERS)
def test_every_table_comes_out_of_a_workbook_and_of_gb18030_text_the_same(name):
    table = formats.load(name)
    cells, values = samples.sheet(table, 5)
    title = f"A1:{WIDE[min(len(table.columns), 26) - 1]}1"
    book = samples.read_here(xlsx(cells, merge=[title]), name)
    aliased, _ = samples.sheet(table, 5, alias=True)
    plain = samples.read_here(text(aliased, "gb18030"), name)
    for found in (book, plain):
        assert found.problems == []
        rows, places = told(found)
        assert rows == values
        assert [row for _, row in places] == [3, 4, 5, 6, 7]
        assert [skipped.reason for skipped in found.skipped] == ["total", "signature"]
        assert set(found.mapping) == {column.name for column in table.columns}
    assert book.rows_sha256 == plain.rows_sha256
    assert book.sha256 != plain.sha256
    assert [column.name for column in book.table.schema][-2:] == ["_sheet", "_row"]


@pytest.mark.parametrize("name", LEDGERS)
def test_an_empty_required_cell_of_every_table_is_found(name):
    table = formats.load(name)
    cells, values = samples.sheet(table, 3)
    places = [place for place, column in enumerate(table.columns) if column.required]
    for place in places[:3]:
        cells[3][place] = ""
    found = samples.read_here(xlsx(cells), name)
    assert [(one.code, one.row, one.column) for one in found.problems] == [
        ("required_empty", 4, ledger.column_letter(place)) for place in places[:3]
    ]
    assert told(found)[0] == [values[0], values[2]]


WRONG = [
    ("food_in", "qty", "三箱", "weight_unreadable"),
    ("food_in", "qty", "0.3333斤", "weight_too_fine"),
    ("food_in", "price", "约8元", "money_unreadable"),
    ("food_in", "amount", "12.345", "money_too_fine"),
    ("food_in", "on_date", "2025年9月", "date_month_only"),
    ("food_in", "cert_ok", "大概", "choice_unknown"),
    ("food_in", "acceptors", "张 三、李 四", None),
    ("food_in", "acceptors", "张三丰 李四光", "list_unclear"),
    ("aid_payments", "pupil_no", "G69992319800229001", None),
    ("aid_payments", "pupil_no", "G699923198002290011", "pupil_number_checksum"),
    ("aid_payments", "term", "2025年上学期", "term_unreadable"),
    ("aid_payments", "term", "2025-2027-1", "years_not_neighbours"),
    ("aid_payments", "account", "农商行", "account_unreadable"),
    ("aid_payments", "program", "扶贫", "choice_unknown"),
    ("aid_payments", "due_amount", "-5", "figure_out_of_range"),
    ("aid_recognition", "school_year", "2025", "school_year_unreadable"),
    ("pupils", "grade", "十三年级", "grade_unreadable"),
    ("procurements", "submit_to", "2025-09-01", "time_day_only"),
    ("price_references", "period", "2025-9-2", "ten_days_unclear"),
    ("price_references", "period", "2025年9月", "ten_days_unreadable"),
    ("suppliers", "credit_code", "91", "credit_code_length"),
    ("supplier_people", "share", "1", "share_unclear"),
    ("supplier_people", "share", "130%", "share_unreadable"),
    ("material_orders", "isbn", "9787107186821", "isbn_checksum"),
    ("attendance", "expected", "四十", "integer_unreadable"),
    ("title_reviews", "score", "优", "decimal_unreadable"),
    ("meals", "school_code", "三小", "unit_unknown"),
]


@pytest.mark.parametrize(("name", "column", "cell", "code"), WRONG)
def test_a_wrong_cell_is_named_and_its_row_kept_out(name, column, cell, code):
    table = formats.load(name)
    place = [one.name for one in table.columns].index(column)
    cells, _ = samples.rows(table, 3)
    cells[1][place] = cell
    found = samples.read_here(text([samples.heads(table, alias=False), *cells]), name)
    expected = [(code, 3, ledger.column_letter(place))] if code else []
    assert [(one.code.removesuffix("_near"), one.row, one.column) for one in found.problems] == expected
    assert found.table.num_rows == (2 if code else 3)


@pytest.mark.parametrize("name", ["food_in", "procurements", "schools"])
def test_through_the_child_it_is_the_same_and_the_wrong_cell_goes_back_red(name):
    table = formats.load(name)
    cells, _ = samples.sheet(table, 4)
    cells[4][[column.required for column in table.columns].index(True)] = ""
    data = xlsx(cells)
    here, there = samples.read_here(data, name), read_table(data, "", name, PATIENT, lookups=samples.LOOKUPS)
    assert here.table.equals(there.table)
    assert (here.problems, here.rows_sha256, here.sha256) == (there.problems, there.rows_sha256, there.sha256)
    assert [one.code for one in there.problems] == ["required_empty"]
    marked = mark_file(data, "", [(there.problems[0], "Please fill")], limits=PATIENT)
    book = openpyxl.load_workbook(io.BytesIO(marked))
    place = f"{there.problems[0].column}{there.problems[0].row}"
    page = next(page for page in book.worksheets if page[place].comment or page[place].fill.fgColor.rgb == "FFFFC7CE")
    assert "Please fill" in str(page[place].comment and page[place].comment.text)


def food(*lines, heads=("单号", "行号", "日期", "食材码", "供应商", "数量(斤)", "单价(元/斤)", "金额(万元)")):
    return read_table(text([heads, *lines]), "", "food_in", PATIENT)


def test_a_unit_in_the_header_holds_for_bare_figures_and_one_in_the_cell_goes_before():
    found = food(
        ["R1", "1", "2025-09-01", "F1", "91X", "20", "3.5", "0.007"],
        ["R1", "2", "2025-09-01", "F1", "91X", "20公斤", "3.5元/公斤", "70元"],
    )
    assert found.problems == []
    rows = [(row["qty"], row["price"], row["amount"]) for row in found.table.to_pylist()]
    assert rows == [(10_000, 700, 7000), (20_000, 350, 7000)]


def test_a_row_that_gives_its_unit_of_measure_is_weighed_by_it():
    heads = ("学校", "单号", "行号", "日期", "食材码", "供应商", "单位", "数量", "单价", "金额")
    rows = [
        ["一小", "R1", "1", "2025-09-01", "F1", "91X", "斤", 20, 3.5, "70"],
        ["一小", "R1", "2", "2025-09-01", "F1", "91X", "公斤", "10", "7", "70"],
        ["一小", "R1", "3", "2025-09-01", "F1", "91X", "斤", "10公斤", "7元/公斤", "70"],
        ["一小", "R1", "4", "2025-09-01", "F1", "91X", "", "10", "7", "70"],
        ["一小", "R1", "5", "2025-09-01", "F1", "91X", "箱", "10", "7", "70"],
    ]
    found = samples.read_here(xlsx([list(heads), *rows]), "food_in")
    assert [(one.code, one.row) for one in found.problems] == [("weight_unreadable", 6), ("weight_unit_unknown", 6)]
    assert {(row["qty"], row["price"]) for row in found.table.to_pylist()} == {(10_000, 700)}
    assert found.sheets[0].unused == ()


@pytest.mark.parametrize(("head", "code"), [("数量(箱)", "weight_unit_unknown"), ("数量（袋）", "weight_unit_unknown")])
def test_a_header_that_counts_pieces_is_refused_for_bare_figures(head, code):
    heads = ("单号", "行号", "日期", "食材码", "供应商", head, "单价", "金额")
    found = food(["R1", "1", "2025-09-01", "F1", "91X", "2", "3", "6"], heads=heads)
    assert [one.code for one in found.problems] == [code]


@pytest.mark.parametrize(
    ("head", "fen"),
    [
        ("批复金额（万元）", 12_500_000),
        ("批复金额（万元，含税）", 12_500_000),
        ("批复金额万元", 12_500_000),
        ("批复金额（人民币万元）", 12_500_000),
        ("批复金额（单位:人民币万元）", 12_500_000),
        ("批复金额（元/年）", 1250),
        ("批复金额（5万元以上）", 1250),
        ("批复金额（不含税）", 1250),
        ("批复金额", 1250),
        ("批复金额（十万元）", None),
        ("批复金额（万美元）", None),
        ("批复金额（元、万元）", None),
    ],
)
def test_the_unit_of_an_amount_is_understood_or_a_bare_figure_is_refused(head, fen):
    found = read_table(text([["预算项目", "年度", head], ["公用经费", "2025", "12.5"]]), "", "budgets", PATIENT)
    assert [one.code for one in found.problems] == ([] if fen else ["money_unit_unknown"])
    assert found.table.column("approved").to_pylist() == ([fen] if fen else [])


@pytest.mark.parametrize(
    ("above", "fen"),
    [
        (["2025年预算表", "单位：万元"], 12_500_000),
        (["2025年预算表（金额单位：万元）"], 12_500_000),
        (["单位：", "千元"], 1_250_000),
        (["填报单位：万元街小学"], 1250),
        (["单位：业州镇中心学校"], 1250),
        (["单位：十万元"], None),
    ],
)
def test_a_line_above_the_table_names_the_unit_of_its_bare_figures(above, fen):
    rows = [above, ["预算项目", "年度", "批复金额", "执行数（元）"], ["公用经费", "2025", "12.5", "7"]]
    found = read_table(text(rows), "", "budgets", PATIENT)
    assert [one.code for one in found.problems] == ([] if fen else ["money_unit_unknown"])
    assert found.table.column("approved").to_pylist() == ([fen] if fen else [])
    if fen:
        assert found.table.column("executed").to_pylist() == [700]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (("数量（市斤，净重）", "单价（斤）", "金额"), (10_000, 700)),
        (("数量斤", "单价（元/斤，含税）", "金额"), (10_000, 700)),
        (("数量（公斤）", "单价（万元/吨）", "金额"), (20_000, 3500)),
        (("数量（公斤/袋）", "单价", "金额"), None),
        (("数量", "单价（元/框）", "金额"), None),
    ],
)
def test_the_unit_of_a_weight_and_of_its_price_is_understood_or_refused(heads, row):
    found = food(
        ["R1", "1", "2025-09-01", "F1", "91X", "20", "3.5", "70"],
        heads=("单号", "行号", "日期", "食材码", "供应商", *heads),
    )
    assert [one.code for one in found.problems] == ([] if row else ["weight_unit_unknown"])
    assert [(one["qty"], one["price"]) for one in found.table.to_pylist()] == ([row] if row else [])


@pytest.mark.parametrize("total", [["合计", "2025", "42.5", "38", "4.5"], ["小计", "2025", "42.5", "", ""]])
def test_a_totals_row_is_no_row_though_the_columns_of_its_key_are_filled(total):
    heads = ["预算项目", "年度", "批复金额", "调整后金额", "执行金额"]
    found = read_table(text([heads, ["公用经费", "2025", "12.5", "13", "7"], total]), "", "budgets", PATIENT)
    assert found.table.column("budget_item").to_pylist() == ["公用经费"]
    assert [(one.first, one.reason, one.label) for one in found.skipped] == [(3, "total", total[0])]


def test_an_amount_merged_over_several_rows_is_asked_about_and_a_date_is_shared():
    heads = ["单号", "行号", "日期", "食材码", "供应商", "数量", "单价", "金额"]
    rows = [
        ["R1", str(line), "2025-09-01" if line == 1 else "", "F1", "91X", "5", "3", "45" if line == 1 else ""]
        for line in (1, 2, 3)
    ]
    book = openpyxl.Workbook()
    for row in [heads, *rows, ["R2", "1", "2025-09-02", "F1", "91X", "5", "3", "15"]]:
        book.active.append(row)
    book.active.merge_cells("C2:C4")
    book.active.merge_cells("H2:H4")
    kept = io.BytesIO()
    book.save(kept)
    found = samples.read_here(kept.getvalue(), "food_in")
    assert [(one.code, one.row, one.column) for one in found.problems] == [("figure_merged", n, "H") for n in (2, 3, 4)]
    assert found.table.column("amount").to_pylist() == [1500]


def test_the_same_key_twice_is_a_problem_within_a_school_and_none_between_two():
    table = formats.load("meals")
    heads = ["学校", "日期", "餐次", "学生人次"]
    same = [["一小", "2025-09-01", "中餐", "90"], ["长梁小学", "2025-09-01", "午餐", "80"]]
    found = read_table(text([heads, *same]), "", table.id, PATIENT, lookups=samples.LOOKUPS)
    assert found.problems == []
    twice = read_table(
        text([heads, *same, ["一小", "2025/9/1", "2", "91"]]), "", table.id, PATIENT, lookups=samples.LOOKUPS
    )
    assert [(one.code, one.row, one.facts["first_row"]) for one in twice.problems] == [("key_twice", 4, 2)]
    assert twice.table.num_rows == 2


def test_a_key_that_a_wrong_row_had_first_is_still_twice():
    heads = ["日期", "餐次", "学生人次"]
    found = read_table(
        text([heads, ["2025-09-01", "中餐", "很多"], ["2025-09-01", "中餐", "91"]]), "", "meals", PATIENT
    )
    assert [one.code for one in found.problems] == ["integer_unreadable", "key_twice"]
    assert found.table.num_rows == 0


def test_without_a_column_of_the_school_its_code_is_null_and_of_the_county_empty():
    found = read_table(text([["日期", "餐次", "学生人次"], ["2025-09-01", "中餐", "91"]]), "", "meals", PATIENT)
    assert found.table.column("school_code").to_pylist() == [None]
    table = formats.load("suppliers")
    cells, _ = samples.sheet(table, 1)
    assert read_table(text(cells), "", "suppliers", PATIENT).table.column("school_code").to_pylist() == [""]


def test_a_sign_for_nothing_is_nothing():
    heads = ["日期", "餐次", "学生人次", "教职工人次", "统计来源"]
    rows = [["2025-09-01", "中餐", "91", "/", "—"], ["2025-09-02", "中餐", "--", "3", ""]]
    found = read_table(text([heads, *rows]), "", "meals", PATIENT)
    assert [(one.code, one.row) for one in found.problems] == [("required_empty", 3)]
    assert found.table.column("staff").to_pylist() == [None]
    assert found.table.column("source").to_pylist() == [None]


def test_a_row_below_a_merged_cell_does_not_share_it():
    rows = [
        ["学校", "日期", "餐次", "学生人次"],
        *([["一小" if n == 0 else "", f"2025-09-{n + 1:02d}", "中餐", "5"] for n in range(4)]),
    ]
    found = samples.read_here(xlsx(rows, merge=["A2:A4"]), "meals")
    assert found.table.column("school_code").to_pylist() == ["s001", "s001", "s001", None]


def test_rows_under_a_merged_cell_share_it_and_later_chunks_go_on():
    count = ledger.CHUNK + 10
    rows = [["一小", f"2025-09-{n % 28 + 1:02d}", "中餐" if n < 28 else "早餐", f"{n}"] for n in range(56)]
    for row in rows[1:]:
        row[0] = ""
    sheet = [["学校", "日期", "餐次", "学生人次"], *rows]
    found = read_table(xlsx(sheet, merge=["A2:A57"]), "", "meals", PATIENT, lookups=samples.LOOKUPS)
    assert found.table.column("school_code").to_pylist() == ["s001"] * 56
    heads = ["单号", "行号", "日期", "食材码", "供应商", "数量", "单价", "金额"]
    long = [[f"R{n}", "1", "2025-09-01", "F1", "91X", "2", "3", "6"] for n in range(count)]
    long[ledger.CHUNK + 3][5] = "x"
    found = read_table(text([heads, *long]), "", "food_in", PATIENT)
    assert [(one.code, one.row) for one in found.problems] == [("weight_unreadable", ledger.CHUNK + 5)]
    assert found.table.num_rows == count - 1
    rows = found.table.column("_row").to_pylist()
    assert rows == [row for row in range(2, count + 2) if row != ledger.CHUNK + 5]


def test_the_same_rows_in_another_order_and_file_have_the_same_hash_and_a_change_has_not():
    table = formats.load("payroll")
    cells, _ = samples.rows(table, 6)
    heads = samples.heads(table, alias=False)

    def read(lines):
        return read_table(text([heads, *lines]), "", "payroll", PATIENT, lookups=samples.LOOKUPS)

    first, again, turned = read(cells), read(cells), read(cells[::-1])
    assert (first.sha256, first.rows_sha256) == (again.sha256, again.rows_sha256)
    assert (first.rows_sha256, first.sha256 == turned.sha256) == (turned.rows_sha256, False)
    cells[2][heads.index("金额")] = "1.21"
    assert read(cells).rows_sha256 != first.rows_sha256


def test_a_number_cell_means_what_the_spreadsheet_shows():
    heads = ["单号", "行号", "日期", "食材码", "供应商", "数量", "单价", "金额", "录入时间"]
    row = ["R1", 1, 45901, 101, "91X", 1.1 + 2.2, 1234.5000000001, 0.1 + 0.2, datetime.datetime(2025, 9, 1, 8, 30)]
    found = read_table(xlsx([heads, row]), "", "food_in", PATIENT)
    assert found.problems == []
    kept = found.table.to_pylist()[0]
    assert (kept["qty"], kept["price"], kept["amount"], kept["item_code"]) == (3300, 123_450, 30, "101")
    assert kept["on_date"] == datetime.date(2025, 9, 1)


def test_a_yes_that_excel_keeps_as_true_is_no_number_one():
    heads = ["日期", "餐次", "学生人次", "教职工人次"]
    found = read_table(
        xlsx([heads, ["2025-09-01", "中餐", 1, True], ["2025-09-02", "中餐", 1, 1]]), "", "meals", PATIENT
    )
    assert [(one.code, one.row, one.column) for one in found.problems] == [("integer_unreadable", 2, "D")]


def test_a_table_of_the_network_is_no_ledger():
    with pytest.raises(RuleBroken, match="format_broken"):
        read_table(b"a,b", "", "staff")


def test_the_columns_come_uncopied_and_aligned():
    cells, _ = samples.sheet(formats.load("food_in"), 9)
    found = read_table(text(cells), "", "food_in", PATIENT, lookups=samples.LOOKUPS)
    assert found.table.schema.field("qty").type == pa.int64()
    assert all(chunk.buffers()[1].address % 8 == 0 for chunk in found.table.column("qty").chunks)


def test_a_remembered_mapping_goes_before_the_proposal():
    heads = ["日期", "餐次", "人数甲", "人数乙"]
    rows = [heads, ["2025-09-01", "中餐", "91", "5"]]
    found = read_table(text(rows), "", "meals", PATIENT, mapping={"pupils": "人数乙", "staff": "人数甲"})
    assert found.table.select(["pupils", "staff"]).to_pylist() == [{"pupils": 5, "staff": 91}]
    assert found.mapping["pupils"] == "人数乙"


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["food_in", "pupils", "payments"])
def test_bad_material_is_read_or_refused_by_a_code(name, real_data):
    files = sorted(path for path in (real_data / "bad").rglob("*") if path.is_file() and path.stat().st_size < 100_000)
    files = [path for path in files if path.suffix in (".xlsx", ".xls", ".ods", ".csv")][
        :: 1 if name == "food_in" else 6
    ]
    assert len(files) > 8
    assert {fate(path, name) for path in files} <= FILE_CODES | {"read"}


def fate(path, name):
    """Return "read" when the file holds no row of the table, or the code it was refused with."""
    try:
        found = read_table(path.read_bytes(), path.name, name, PATIENT, lookups=Lookups())
    except RuleBroken as refused:
        return refused.code
    return "read" if found.table.num_rows == 0 else "rows"


def test_mutants_of_right_ledgers_are_read_or_refused():
    """A short seeded run without real files; `bench/intake_fuzz.py` goes on for ten minutes."""
    some = list(islice(mutants(None, seed=20261124), 40))
    with ThreadPoolExecutor(4) as pool:
        verdicts = set(pool.map(lambda mutant: verdict(mutant[2], mutant[1], PATIENT), some))
    assert {"read", "file_not_readable"} <= verdicts, "the mutants are too tame or too wild to say anything"
