"""A verification file: the office follows a school's contracts hop by hop, the chief agrees to another's file."""

import os

import pytest

from tests.browser.journeys import hold


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_file_is_followed_and_another_agreed_to(window, size):
    office = window(size)
    page = office.come_as("bureau office", "/work/doors/")
    office.look()
    office.click("核查单", role="link")
    files = page.locator("li", has_text="有效").get_by_role("link")
    if not files.count():
        pytest.fail("the demo has no open file for this office")
    files.first.click()
    office.look()
    before = page.locator("h2", has_text="全部查看记录").locator("xpath=../..").locator("li").count()
    office.click("查看该校合同")
    page.locator("#seen").wait_for()
    if folder := os.environ.get("LIANJING_TEST_LOOK"):
        page.screenshot(path=f"{folder}/verification-{size}.png", full_page=True)
    office.look()
    if page.locator("#seen form").count():
        page.locator("#seen form button").first.click()
        page.locator("#seen").wait_for()
        office.look()
    after = page.locator("h2", has_text="全部查看记录").locator("xpath=../..").locator("li").count()
    assert after > before
    hold("inspector-verifies", office)

    chief = window(size)
    page = chief.come_as("bureau chief", "/verification/")
    chief.look()
    waiting = page.locator("li", has_text="待审批")
    if waiting.count():
        waiting.get_by_role("link").first.click()
        chief.choose("form[action$='/agree/'] button")
        assert "有效" in page.locator(".lead").inner_text()
    chief.look()
