"""A clerk's roster with three wrong rows: checked, marked, mended, handed in, accepted one level up, and sent again."""

import io
import re

import openpyxl
import pytest
import xlsxwriter

from lianjing.engines.intake.identity import check_sign
from tests.browser.hands import file_in

HEAD = ("姓名", "单位", "岗位", "联系电话", "身份证号", "任职时间")
NAMES = {
    "desk": ("石走甲", "石走乙", "石走丙", "石走丁", "石走戊"),
    "phone": ("丰查甲", "丰查乙", "丰查丙", "丰查丁", "丰查戊"),
}


def roster(rows):
    """Return a workbook as a school has it: a title, a header, the rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("教职工")
    sheet.write(0, 0, "2026年秋季学期教职工名册")
    for number, row in enumerate((HEAD, *rows), start=1):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)
    book.close()
    return out.getvalue()


@pytest.fixture
def files(house, size, tmp_path):
    """Return the wrong roster, the mended one, and the names in them."""
    firsts = [f"69999919850312{900 + place + 50 * (size == 'phone'):03d}" for place in range(5)]
    numbers = [first + check_sign(first) for first in firsts]
    unit = house.people["clerk"]["post"].split()[0]
    right = [
        (name, unit, "教师", f"1420000{90 + place:04d}", number, "2026-09-01")
        for place, (name, number) in enumerate(zip(NAMES[size], numbers, strict=True))
    ]
    wrong = [list(row) for row in right]
    wrong[1][4] = numbers[1][:-1] + ("1" if numbers[1][-1] != "1" else "2")
    wrong[2][2] = "星舰驾驶员"
    wrong[3][5] = "2026年13月45日"
    return {
        "unit": unit,
        "wrong": file_in(tmp_path, "教职工名册.xlsx", roster(wrong)),
        "right": file_in(tmp_path, "教职工名册（改）.xlsx", roster(right)),
    }


def check(clerk, path):
    """Choose a file and have it checked."""
    clerk.page.set_input_files("#import input[type=file]", path)
    clerk.choose("#import button.btn-primary")


def test_three_wrong_rows_are_explained_marked_mended_and_taken_in(window, house, size, files):
    clerk = window(size)
    page = clerk.come_as("clerk", "/uploads/")
    clerk.look("import")
    check(clerk, files["wrong"])
    problems = page.locator("#reading ol.problems > li")
    problems.first.wait_for()
    told = problems.all_inner_texts()
    assert len(told) == 3, told
    for text, (row, column) in zip(told, ((4, "身份证号"), (5, "岗位"), (6, "任职时间")), strict=True):
        assert re.search(rf"{row}\b", text), text
        assert column in text
        assert re.search(r"[一-鿿]{6}", text), text
    assert "星舰驾驶员" in told[1]
    clerk.look("import-problems", at="#reading")
    with page.expect_download() as waiting:
        page.locator("button[formaction$='/uploads/marked/']").click()
    marked = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    sheet = marked["教职工"]
    for cell in ("E4", "C5", "F6"):
        assert sheet[cell].fill.fill_type == "solid", cell
        assert sheet[cell].fill.start_color.rgb not in ("00000000", "FFFFFFFF"), cell
    assert sheet["A3"].fill.fill_type is None
    check(clerk, files["right"])
    page.locator("#reading ol.problems").wait_for(state="detached")
    clerk.look("import-right")
    clerk.choose("button[formaction$='/uploads/hand-in/']")
    page.wait_for_url(re.compile(r"/uploads/\d+/$"))
    clerk.look("import-handed-in")
    path = page.url.removeprefix(house.url)

    leader = window(size)
    page = leader.come_as("group leader", "/work/")
    leader.look()
    page = leader.go(path)
    leader.choose("form[action$='/accept/'] button.btn-primary")
    assert page.locator(".say, .alert, [role=status]").count()
    leader.look("import-taken-in")
    found = leader.go(f"/network/people/?q={NAMES[size][0][:2]}").locator("table.list tbody tr").all_inner_texts()
    assert len(found) == 5
    assert all(name in found[place] for place, name in enumerate(NAMES[size]))

    clerk.go("/uploads/")
    check(clerk, files["right"])
    clerk.page.locator("#reading").get_by_text(re.compile("改变|变化|changes nothing")).first.wait_for()
    clerk.choose("button[formaction$='/uploads/hand-in/']")
    clerk.page.wait_for_url(f"**{path}")
    clerk.look()
    assert leader.go(leader.page.url.removeprefix(house.url)).locator("table.list tbody tr").all_inner_texts() == found


def test_a_picture_instead_of_a_workbook_is_refused_in_words(window, size, tmp_path):
    clerk = window(size)
    clerk.expected |= {422}
    clerk.come_as("clerk", "/uploads/")
    check(clerk, file_in(tmp_path, "照片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(4000)))
    clerk.page.locator("#reading .say, #reading [role=alert]").first.wait_for()
    clerk.look()
