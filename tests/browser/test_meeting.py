"""Both sides close a quarter: the inspector on a phone, the chief at a desk; few clicks, fewer typed fields."""

import re

from tests.browser.journeys import hold


def prepared(team):
    """Read the agenda that nobody typed, say a word to it, strike a line, and send the papers; on a phone."""
    page = team.come_as("inspector", "/meetings/")
    team.look()
    team.click("进入会议", role="link")
    team.look("meeting-agenda")
    assert page.locator("ul.agenda > li").count() >= 7  # nobody has typed a word
    team.type("words", "食堂票据仍是薄弱处")
    team.click("提交意见")
    page.locator("details.strike summary").first.click()
    team.type("reason", "上周已通报")
    team.click("划去", exact=True)
    assert "上周已通报" in page.locator(".struck").first.inner_text()
    team.click("发出会议材料")
    assert "材料已发出" in page.locator("main").inner_text()
    team.look()


def held(chair, number):
    """Open the meeting, record one task, note the rest, close it, and sign; at a desk."""
    desk = chair.come_as("bureau chief", f"/meetings/{number}/")
    chair.look("meeting-opening")
    chair.click("开会")
    desk.wait_for_url(re.compile("session"))
    chair.choose("a[href^='?line=']")
    desk.locator("input[value=task], input[value=decision]").first.check()
    desk.locator("input[value=task]").check()
    chair.type("words", "本月底前核对各校食堂票据")
    desk.select_option("[name=lead]", index=5)
    chair.look("meeting-session")
    chair.click("录入")
    chair.click("其余均为听取通报")
    chair.look()
    chair.click("散会")
    chair.click("代表本方签认")
    assert "未签认" in desk.locator("main").inner_text()


def test_both_sides_close_a_quarter(window, house):
    number = house.inside("meeting", step="collecting")
    team = window("phone")
    prepared(team)
    house.inside("meeting", step="today")
    chair = window("desk")
    held(chair, number)
    page, desk = team.page, chair.page
    team.go(f"/meetings/{number}/minutes/")
    team.click("代表本方签认")
    assert "决议已派发" in page.locator("main").inner_text()
    team.look("meeting-minutes")
    chair.go("/meetings/resolutions/")
    assert "核对各校食堂票据" in desk.locator("main").inner_text()
    chair.look()
    hold("meeting", team, chair)
    for person in (chair, team):
        person.go("/meetings/resolutions/")
        person.choose("main a:has-text('核对各校食堂票据')")
        person.look()
    page.locator("main a[href*='/directives/']").first.click()
    page.wait_for_load_state()
    assert "核对各校食堂票据" in page.locator("main").inner_text()
    team.look("meeting-directive")


def test_schools_of_like_size_are_compared_and_ranked_nowhere(window, size):
    hands = window(size)
    page = hands.come_as("inspector", "/meetings/quarter/compare/")
    hands.look("compare")
    assert not page.locator("[aria-sort], a[href*='sort=']").count()
    page.locator("select[name=size]").select_option("C")
    hands.click("筛选")
    said = page.locator("main").inner_text()
    assert "C类规模学校" in said
    assert "A类规模学校" not in said
    assert page.locator("figure.strip desc").count()
    hands.look("compare-size")


def test_a_quarter_on_one_screen_opens_to_its_rows_in_two_clicks(window, size):
    hands = window(size)
    page = hands.come_as("inspector", "/meetings/quarter/")
    hands.look("quarter")
    assert page.locator(".card h2").first.inner_text() == "先看监督者自己"
    assert not page.locator("[aria-sort], a[href*='sort=']").count()
    figures = page.locator(".figure-cell a[href*='figure=flagged']")
    hit = next(one for one in figures.all() if not one.inner_text().startswith("0"))
    hit.click()
    hands.look("quarter-rows")
    flags = page.locator(".row-list a[href*='/flags/']")
    if flags.count():
        flags.first.click()
        assert "/flags/" in page.url
    else:  # with their officers still: a supervisor reads their number alone
        assert "您无权打开" in page.locator("main").inner_text()
