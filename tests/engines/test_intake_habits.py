"""What schools really hand over: words for nothing, zeros lost, amounts that fall apart, one name spelled twice."""

import io
from datetime import date

import openpyxl
import pytest

from lianjing.engines.intake import cells, formats, headers
from lianjing.engines.intake.readers import Sheet
from lianjing.engines.intake.refused import CellRefused
from tests.engines import intake_ledgers as samples
from tests.engines.intake_books import text, xlsx


def column(found, name):
    return found.table.column(name).to_pylist()


def codes(found):
    return [(one.code, one.row) for one in found.problems]


PAYMENT = ["支付编号", "支付日期", "金额", "收款人", "支付方式", "用途", "凭证号", "合同号"]
PAID = ["2025-09-01", "500000", "某公司", "转账", "工程", "记-1"]


@pytest.mark.parametrize(
    "said",
    ["无", "（无）", "暂无", "没有", "不详", "未", "空", "NULL", "None", "N/A", "无合同", "无合同号", "暂无合同"],
)
def test_a_word_for_nothing_is_no_number_of_a_contract(said):
    found = samples.read_here(text([PAYMENT, ["P1", *PAID, said], ["P2", *PAID, "无锡2025-7"]]), "payments")
    assert found.problems == []
    assert column(found, "contract_no") == [None, "无锡2025-7"]


def test_a_word_for_nothing_in_a_column_that_must_be_filled_is_an_empty_cell():
    found = samples.read_here(
        text([["工号", "月份", "薪酬项目", "金额"], ["无", "2025-09", "基本工资", "5"]]), "payroll"
    )
    assert codes(found) == [("required_empty", 2)]


def test_a_word_that_the_column_itself_has_is_read_as_the_column_has_it():
    heads = ["单号", "行号", "日期", "食材码", "供应商", "数量", "单价", "金额", "合格证"]
    found = samples.read_here(text([heads, ["R1", "1", "2025-09-01", "F1", "91X", "2", "3", "6", "无"]]), "food_in")
    assert found.problems == []
    assert column(found, "cert_ok") == [False]


def test_one_person_is_one_number_whether_a_spreadsheet_kept_its_zeros_or_not():
    heads = ["工号", "月份", "薪酬项目", "金额"]
    rows = [
        [said, f"2025-0{at}", "基本工资", 5] for at, said in enumerate([1, "001", '="001"', "'001", "T01"], start=1)
    ]
    for data in (xlsx([heads, *rows]), text([heads, *rows])):
        found = samples.read_here(data, "payroll")
        assert found.problems == []
        assert column(found, "staff_no") == ["1", "1", "1", "1", "T01"]


def test_two_numbers_of_one_register_that_differ_in_zeros_alone_are_asked_about():
    rows = [["日期", "班号", "应到", "实到"], ["2025-09-01", "01", "40", "40"], ["2025-09-01", "1", "40", "40"]]
    assert codes(samples.read_here(text(rows), "attendance")) == [("key_twice", 3)]


def test_an_invoice_number_keeps_its_eight_digits():
    heads = ["发票号码", "开票日期", "销方税号", "金额", "凭证号"]
    rows = [
        [said, "2025-09-01", "91X", 5, f"记-{at}"]
        for at, said in enumerate([123456, "00123456", "24422000000012345678"])
    ]
    assert column(samples.read_here(xlsx([heads, *rows]), "invoices"), "inv_no") == [
        "00123456",
        "00123456",
        "24422000000012345678",
    ]


def test_the_code_of_a_school_stays_as_it_is_written():
    found = samples.read_here(text([["学校代码", "学校名称"], ["001", "一小"]]), "schools")
    assert column(found, "school_code") == ["001"]


@pytest.mark.parametrize("dot", "·•‧∙⋅・･●．.")
def test_a_name_with_a_dot_is_one_name_however_the_dot_is_written(dot):
    read = cells.reader(formats.load("payroll").column("account_name"), samples.LOOKUPS, formats.words(), None)
    assert read(f"买买提{dot}艾力") == read(f"买买提 {dot} 艾力") == "买买提·艾力"
    assert read("J. Smith") == "J. Smith"


@pytest.mark.parametrize(
    ("line", "fen"),
    [
        ("001,2025-09,基本工资,1,200.00", None),
        ("001,2025-09,基本工资,￥1,200,000.00", None),
        ("001,2025-09,基本工资,1200.00,", 120_000),
        ('001,2025-09,基本工资,"1,200.00"', 120_000),
    ],
)
def test_an_amount_that_falls_into_two_cells_of_a_text_file_is_asked_about(line, fen):
    found = samples.read_here(f"工号,月份,薪酬项目,金额\n{line}\n".encode(), "payroll")
    assert codes(found) == ([] if fen else [("line_too_long", 2)])
    assert column(found, "amount") == ([fen] if fen else [])


def test_an_amount_that_falls_apart_before_an_empty_cell_is_asked_about():
    """The line is longer than the header by nothing but empty cells; the remark would be 200.00."""
    found = samples.read_here("预算项目,年度,执行金额,批复金额,备注\n公用,2025,0,1,200.00,\n".encode(), "budgets")
    assert codes(found) == [("line_too_long", 2)]


def test_october_that_lost_its_zero_in_a_text_file_is_asked_about():
    heads = ["工号", "月份", "薪酬项目", "金额"]
    rows = [["001", month, "基本工资", "2025.1"] for month in ("2025.1", "2025.10", "2025.9", "2025-1")]
    found = samples.read_here(text([heads, *rows]), "payroll")
    assert codes(found) == [("date_lost_zero", 2)]
    assert column(found, "ym") == ["2025-10", "2025-09", "2025-01"]
    assert column(found, "amount") == [202_510] * 3


@pytest.mark.parametrize("cell", [20259, "20259", 20251.0])
def test_a_year_before_a_month_without_its_zero_is_no_day_of_1955(cell):
    read = cells.reader(formats.load("payroll").column("ym"), samples.LOOKUPS, formats.words(), None)
    with pytest.raises(CellRefused) as caught:
        read(cell)
    assert caught.value.code == "date_unreadable"
    assert read(45901) == date(2025, 9, 1).isoformat()[:7]


FOOD = ["单号", "行号", "日期", "食材码", "供应商", "数量", "单价", "金额"]
RICE = ["2025-09-01", "F1", "91X", "4", "100", "400"]


@pytest.mark.parametrize("heads", [["规格"], ["包装规格"], ["商品/规格"]])
def test_a_bare_figure_beside_the_size_of_a_pack_counts_nobody_knows_what(heads):
    rows = [
        [f"R{at}", "1", *RICE, said] for at, said in enumerate(["25kg/袋", "5L", "袋装", "散装", "", "一级"], start=1)
    ]
    found = samples.read_here(text([[*FOOD, *heads], *rows]), "food_in")
    assert codes(found) == [("weight_unit_unknown", row) for row in (2, 2, 3, 3, 4, 4)]
    assert column(found, "qty") == [4000] * 3


@pytest.mark.parametrize(
    ("qty", "price", "more"),
    [("数量（公斤）", "单价（元/公斤）", []), ("数量", "单价", ["单位"])],
)
def test_where_a_unit_is_named_the_size_of_a_pack_does_no_harm(qty, price, more):
    heads = [*FOOD[:5], qty, price, "金额", "规格", *more]
    found = samples.read_here(text([heads, ["R1", "1", *RICE, "25kg/袋", *["千克(kg)" for _ in more]]]), "food_in")
    assert found.problems == []
    assert (column(found, "qty"), column(found, "price")) == ([4000], [10_000])


def test_a_formula_whose_value_was_not_saved_is_no_empty_cell():
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for row in [["预算项目", "年度", "批复金额", "执行金额"], ["公用", "2025", 5, "=1+2"], ["培训", "2025", 5, ""]]:
        book.active.append(row)
    book.save(kept)
    found = samples.read_here(kept.getvalue(), "budgets")
    assert codes(found) == [("cell_is_error", 2)]
    assert column(found, "executed") == [None]


@pytest.mark.parametrize("heads", [["金额", "税额", "价税合计（小写）"], ["价税合计", "税额", "金额"]])
def test_the_amount_of_an_invoice_is_the_one_with_tax_wherever_it_stands(heads):
    sums = ["100" if head == "金额" else "13" if head == "税额" else "113" for head in heads]
    rows = [["发票号码", "开票日期", "销方税号", "凭证号", *heads], ["12345678", "2025-09-01", "91X", "记-1", *sums]]
    assert column(samples.read_here(text(rows), "invoices"), "amount") == [11_300]


def test_the_pupil_number_of_the_national_register_goes_before_the_auxiliary_one():
    rows = [["姓名", "学籍辅号", "班级", "年级", "全国学籍号"], ["张三", "", "一班", "一年级", "G69992319800229001"]]
    assert headers.find(Sheet("", rows=rows), formats.load("pupils")).places["pupil_no"] == 4


def test_a_minus_behind_the_sign_of_the_currency_and_a_whole_figure_with_a_point_are_what_they_say():
    money = cells.reader(formats.load("payroll").column("amount"), samples.LOOKUPS, formats.words(), None)
    assert money("￥-1,200.00") == money("-￥1,200.00") == -120_000
    whole = cells.reader(formats.load("attendance").column("present"), samples.LOOKUPS, formats.words(), None)
    assert whole("44.0") == 44
    with pytest.raises(CellRefused):
        whole("1.000")


def test_who_missed_an_examination_stays_in_the_field_and_a_shared_place_is_a_place():
    table = formats.load("recruitment_scores")
    written = samples.rows(table, 1)[0][0]
    row = dict(zip([one.name for one in table.columns], written, strict=True)) | {"interview": "缺考", "place": "并列1"}
    found = samples.read_here(text([[one.zh for one in table.columns], list(row.values())]), table.id)
    assert found.problems == []
    assert (column(found, "interview"), column(found, "place")) == ([None], [1])


@pytest.mark.parametrize("said", ["本月合计", "本年累计", "承前页", "过次页"])
def test_the_sums_of_a_book_of_accounts_are_no_entries(said):
    rows = [["预算项目", "年度", "批复金额"], ["公用", "2025", "5"], [said, "2025", "5"]]
    found = samples.read_here(text(rows), "budgets")
    assert (column(found, "budget_item"), found.skipped[0].reason) == (["公用"], "total")
