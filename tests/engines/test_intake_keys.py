"""What tells one row of a ledger from another."""

from lianjing.engines.intake import Limits, read_table
from tests.engines.intake_books import text

PATIENT = Limits(wall_seconds=60)


def test_vouchers_are_numbered_anew_each_month_and_each_book_by_itself():
    heads = ["凭证字号", "分录号", "日期", "科目编码", "借方金额", "账套"]
    rows = [["记-1", "1", "2025-01-10", "5001", "100", "学校"], ["记-1", "1", "2025-02-10", "5001", "80", "学校"]]
    rows += [["记-1", "1", "2025-02-10", "5001", "80", "食堂"]]
    found = read_table(text([heads, *rows]), "", "vouchers", PATIENT)
    assert (found.problems, found.table.num_rows) == ([], 3)
    twice = read_table(text([heads, *rows, rows[1]]), "", "vouchers", PATIENT)
    assert [(one.code, one.row, one.facts["first_row"]) for one in twice.problems] == [("key_twice", 5, 3)]
