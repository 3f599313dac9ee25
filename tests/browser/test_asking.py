"""A parent at a small phone asks, objects and follows up, with scripts and without; the school answers (B7-B11)."""

import pytest

from tests.browser.journeys import hold
from tests.browser.test_parents import AT_MOST, PHONES, WECHAT, weigh

TEXT = "学校校车的路线和收费标准在哪里能看到？"
OTHER = "延时服务结束以后谁负责看护低年级孩子？"  # not what somebody asked before


def code_of(house):
    return house.people["parent"]["address"].rstrip("/").rpartition("/")[2]


@pytest.fixture(params=[("phone", True), ("small", False)], ids=["390-scripts", "360-none"])
def parent(window, request):
    """Somebody in WeChat at a phone of this width, with scripts on or off."""
    width, scripts = request.param
    return window(width, viewport=PHONES[width], user_agent=WECHAT, java_script_enabled=scripts)


def send(parent, path, text, about="o"):
    page = parent.go(path)
    page.select_option("select[name=about]", about)
    page.fill("textarea[name=text]", text)
    parent.choose("form.asking button.btn-primary")
    parent.look()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status in (200, 422)) as told:
        page.locator("button[name=send]").click()
    if told.value.status == 422:  # no script: the wait of half a minute, which the clock is turned on by
        waited = parent.house.inside("task_of_a_minute_ago", code=code_of(parent.house))
        page.locator("[name=task]").evaluate("(field, waited) => { field.value = waited; }", waited)
        page.locator("button[name=send]").click()
    page.wait_for_selector(".question-number")
    parent.look()
    return page.locator(".question-number").inner_text()


def look_up(parent, number):
    page = parent.go("/question/")
    page.fill("#number", number)
    parent.choose("form.asking button")
    parent.look()
    return page


def test_a_parent_asks_is_answered_and_moves_it_up_in_one_tap(parent, window, house):
    parent.expected.add(422)
    code = code_of(house)
    page = parent.go(f"/s/{code}/")
    parent.look()
    parent.click("我想问", "link")
    assert page.locator(".told").inner_text().index("谁会看到") >= 0
    number = send(parent, page.url.removeprefix(house.url), TEXT if parent.scripts else OTHER)
    helper = window(parent.size, viewport=PHONES[parent.size], user_agent=WECHAT)
    assert "学校答复中" in look_up(helper, number).inner_text("main")
    house.inside("answer", asked=TEXT if parent.scripts else OTHER)
    page = look_up(parent, number)
    assert "校门口和本页都有" in page.inner_text("main")
    parent.choose("form.taps button.btn-primary")
    parent.look()
    assert "上一级复核中" in page.inner_text("main")
    if parent.scripts and parent.size == "phone":
        hold("parent-asks", parent)
    parent.go(f"/s/{code}/answers/")
    parent.look()
    assert "校门口和本页都有" in page.locator("main").text_content()


def test_an_accusation_is_shown_the_confidential_way(window, house):
    parent = window("small", viewport=PHONES["small"], user_agent=WECHAT, java_script_enabled=False)
    page = parent.go(f"/s/{code_of(house)}/object/")
    page.select_option("select[name=about]", index=1)
    page.fill("textarea[name=text]", "校长收了供货商的好处费")
    parent.choose("form.asking button.btn-primary")
    parent.look()
    assert "12388" in page.inner_text("main")
    assert "好处费" not in page.inner_text("main")


def test_the_pages_of_a_school_are_light_and_have_no_barrier(window, house):
    code = code_of(house)
    paths = ["", "powers/ST-03/", "calendar/", "answers/", "ask/", "object/", "report/"]
    weights = {}
    for path in (*(f"/s/{code}/{one}" for one in paths), "/question/"):
        parent = window("small", viewport=PHONES["small"], user_agent=WECHAT)
        weights[path] = weigh(parent, path)
        parent.look()
    assert max(weights.values()) <= AT_MOST, weights


def test_the_school_answers_at_its_desk(window, house):
    clerk = window("desk")
    page = clerk.come_as("principal", "/answering/")
    clerk.look()
    page.locator("main table a").first.click()
    page.wait_for_load_state()
    clerk.look()


def test_the_pages_stand_on_a_desk_too(window, house):
    """What a parent at a large screen meets: nothing scrolls sideways, nothing is a barrier."""
    parent = window("desk")
    for path in ("", "powers/ST-03/", "calendar/", "ask/"):
        parent.go(f"/s/{code_of(house)}/{path}")
        parent.look()
