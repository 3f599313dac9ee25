"""What tells one row of a ledger from another, and what a month alone means."""

from datetime import date

from lianjing.engines.intake import Limits, read_table
from tests.engines.intake_books import id_number, text

PATIENT = Limits(wall_seconds=60)


def test_vouchers_are_numbered_anew_each_month_and_each_book_by_itself():
    heads = ["凭证字号", "分录号", "日期", "科目编码", "借方金额", "账套"]
    rows = [["记-1", "1", "2025-01-10", "5001", "100", "学校"], ["记-1", "1", "2025-02-10", "5001", "80", "学校"]]
    rows += [["记-1", "1", "2025-02-10", "5001", "80", "食堂"]]
    found = read_table(text([heads, *rows]), "", "vouchers", PATIENT)
    assert (found.problems, found.table.num_rows) == ([], 3)
    twice = read_table(text([heads, *rows, rows[1]]), "", "vouchers", PATIENT)
    assert [(one.code, one.row, one.facts["first_row"]) for one in twice.problems] == [("key_twice", 5, 3)]


def test_of_a_month_alone_nobody_is_late_by_a_day_that_was_not_written():
    heads = ["工号", "姓名", "身份证号", "用工类型", "来校日期", "入职查询日期", "年度查询日期"]
    row = ["1", "张三", id_number(1), "在编", "2025.9", "2025.9.5", "2025.9"]
    found = read_table(text([heads, row]), "", "staff_register", PATIENT)
    assert found.problems == []
    kept = found.table.to_pylist()[0]
    assert (kept["joined_on"], kept["bg_recheck_on"]) == (date(2025, 9, 30), date(2025, 9, 30))
    assert kept["bg_check_on"] == date(2025, 9, 5)
