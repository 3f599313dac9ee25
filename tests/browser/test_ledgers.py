"""A clerk's food ledger: one wrong cell, one question seen before anybody else; mended, taken in, in force."""

import re

import pytest

from tests.browser.hands import file_in

HEAD = "入库单号,行号,入库日期,食材码,供应商信用代码,数量(公斤),单价(元),金额(元),采购人,验收人"
SIX_CLICKS = 6


def ledger(*rows):
    return "\r\n".join([HEAD, *rows]).encode("gb18030")


@pytest.fixture
def files(size, tmp_path):
    """The wrong ledger and the mended one, of a month of its own for each size."""
    month = {"desk": "2026-09", "phone": "2026-10"}[size]
    alone = f"R{size}1,1,{month}-12,DZ02,91699901811452561M,20,5,100,s001-p057,s001-p052"
    right = f"R{size}1,1,{month}-12,DZ02,91699901811452561M,20,5,100,s001-p057,s001-p052、s001-p001"
    other = f"R{size}2,1,{month}-15,MM01,91699901811452561M,50,5,250,s001-p057,s001-p052、s001-p001"
    return {
        "wrong": file_in(tmp_path, "食材入库.csv", ledger(alone, other.replace(f"{month}-15", "十五号"))),
        "right": file_in(tmp_path, "食材入库（改）.csv", ledger(right, other)),
        "month": month,
    }


def check(clerk, path):
    """Choose a file and have it checked."""
    clerk.page.set_input_files("#import input[type=file]", path)
    clerk.choose("#import button.btn-primary")
    clerk.page.locator("#reading .figures").wait_for()


def test_a_ledger_is_looked_through_mended_and_taken_in(window, size, files):
    clerk = window(size)
    page = clerk.come_as("clerk", "/uploads/ledgers/")
    clerk.look("ledgers")
    clerk.choose("a[href$='/ledgers/food_in/']")
    clerk.look()
    check(clerk, files["wrong"])
    shown = page.locator("#reading").inner_text()
    assert "十五号" in shown
    assert "食材由一人验收" in shown
    clerk.look("ledger-check")
    clerk.page.reload()
    check(clerk, files["right"])
    shown = page.locator("#reading").inner_text()
    assert "食材由一人验收" not in shown
    clerk.choose("button[formaction$='/take-in/']")
    assert clerk.clicks <= SIX_CLICKS
    assert files["month"] in page.locator("main").inner_text()
    clerk.look("ledger-in-force")
    assert "疑点" in clerk.go("/flags/models/").locator("main").inner_text()
    clerk.look("models")
    clerk.choose("main table a")
    clerk.look("model")


def test_a_long_file_says_how_far_it_is_read(window, size, tmp_path):
    clerk = window(size)
    page = clerk.come_as("clerk", "/uploads/ledgers/food_in/")
    rows = [f"L{n},1,2026-09-12,DZ02,91699901811452561M,20,5,100,s001-p057,s001-p052、s001-p001" for n in range(60_000)]
    page.evaluate(
        """() => {
          const line = document.querySelector("#under-way [role=status]");
          window.heard = [];
          new MutationObserver(() => window.heard.push(line.textContent)).observe(line, { childList: true });
        }"""
    )
    page.set_input_files("#import input[type=file]", file_in(tmp_path, "食材入库（长）.csv", ledger(*rows)))
    clerk.choose("#import button.btn-primary")
    page.locator("#under-way [role=status]", has_text="行").wait_for(timeout=60_000)
    clerk.look("ledger-reading")
    page.locator("#reading .figures").wait_for(timeout=120_000)
    heard = [one for one in page.evaluate("window.heard") if one]
    assert all(re.fullmatch(r"已读 [0-9]{1,2},[0-9]{3} 行……", one) for one in heard), heard
    assert "60,000" in page.locator("#reading").inner_text() or "60000" in page.locator("#reading").inner_text()
