"""A notice is made by the clerk at the desk and approved by the principal on the phone; a zero takes one tap."""

from tests.browser.journeys import hold


def test_the_clerk_makes_a_notice_is_stopped_masks_it_and_the_principal_approves_it_on_the_phone(window, house):
    clerk = window("desk")
    page = clerk.come_as("clerk", "/notices/?state=scheduled")
    clerk.look("disclosures")
    page.locator("tr", has_text="ST-05").locator("a").first.click()
    page.wait_for_load_state()
    slot = page.url.removeprefix(house.url)
    fields = page.locator("form[action$='/prepare/'] textarea")
    assert fields.count() == 1  # nothing else is typed
    fields.fill("青菜偏咸，当日改少盐。有问题打 13907187188")
    clerk.choose("form[action$='/prepare/'] button.btn-primary")
    assert "查到什么" in page.locator("main").inner_text()
    clerk.look("disclosure-stopped")
    clerk.click("一键脱敏")
    assert "13907187188" not in page.locator(".card", has_text="家长将看到的样子").first.inner_text()
    clerk.click("送审")
    hold("clerk-notice", clerk)
    assert "已送审" in page.locator("main").inner_text()
    clerk.look()

    principal = window("phone")
    page = principal.come_as("principal", slot)
    principal.look("disclosure-to-approve")
    principal.click("审核通过并发布")
    hold("principal-approves", principal)
    assert "公开中" in page.locator("main").inner_text()
    principal.look()


def test_nothing_this_period_takes_one_tap(window):
    clerk = window("phone")
    page = clerk.come_as("clerk", "/notices/?state=scheduled")
    page.locator("tr", has_text="JF-03").locator("a").first.click()
    page.wait_for_load_state()
    clerk.click("本期无此事项")
    hold("clerk-nothing", clerk)
    assert page.locator("main").inner_text().count("本期无此事项")
    clerk.look("disclosure-nothing")
