"""A sealed question is unsealed by two people at two windows, each in at most six clicks; a third finds nothing."""

AT_MOST = 6
WHY = "九月的课时单晚交了，像是登记差错。"


def test_two_people_sign_one_after_the_other_and_nobody_else_finds_it(window, house):
    known = house.inside("sealed")
    question = f"/flags/{known['flag']}/"

    first = window("desk")
    first.page.goto(house.url + known["two"][0])
    page = first.go(question)
    first.look("sealed")
    first.choose("details:has(form[action$='/two/unseal/']) > summary")
    first.expected |= {422}
    first.choose("form[action$='/two/unseal/'] button.btn-primary")
    page.locator(".field-wrong [name=reason][aria-invalid=true]").wait_for()
    first.look()
    first.expected.clear()
    page.locator("form[action$='/two/unseal/'] [name=reason]").fill(WHY)
    first.choose("form[action$='/two/unseal/'] button.btn-primary")
    assert "您已签字" in page.locator("main").inner_text()
    assert page.locator("form[action$='/two/second/']").count() == 0
    assert first.clicks <= AT_MOST, first.clicks
    first.look("signed-first")

    outsider = window("desk")
    outsider.expected |= {404}
    page = outsider.come_as("group leader", question)
    assert WHY not in page.content()
    assert "密封" not in page.locator("h1").inner_text()

    second = window("phone")
    second.page.goto(house.url + known["two"][1])
    page = second.go("/work/")
    second.look()
    page.get_by_text("另一位已签字").first.click()
    page.wait_for_load_state()
    second.choose("a.btn-primary")
    assert WHY in page.locator("main").inner_text()
    second.look("signs-second")
    second.choose("form[action$='/two/second/'] button.btn-primary")
    assert second.clicks <= AT_MOST, second.clicks
    page = first.go(question)
    assert WHY not in page.locator("main").inner_text()  # it is an ordinary question now
