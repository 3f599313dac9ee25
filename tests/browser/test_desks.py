"""The page each role comes to: clerk and leaders at a desk, principal and teacher on a phone, in so many clicks."""

from tests.browser.journeys import hold


def rows_of(page):
    return page.locator("table.list tbody tr")


def test_a_clerk_sees_on_monday_what_is_due_and_is_one_click_from_doing_it(window):
    clerk = window("desk")
    page = clerk.come_as("clerk")
    assert rows_of(page).count() <= 3
    assert page.locator(".lead").inner_text()
    clerk.look("desk-clerk")
    if rows_of(page).count():
        clerk.choose("table.list tbody a.btn")
        assert page.locator("h1").inner_text()
        assert page.url.rstrip("/") != f"{clerk.house.url}/work"
    hold("clerk-monday", clerk)
    clerk.look()


def test_a_principal_has_at_most_five_cards_on_the_phone_and_the_rest_one_tap_away(window):
    principal = window("phone")
    page = principal.come_as("principal")
    assert page.locator("h1").inner_text() == "要我定的"
    assert page.locator("main .list tbody tr, main .card").count() <= 5 + 1
    principal.look("desk-principal")
    principal.choose("a[href='?tab=open']")
    hold("principal-cards", principal)
    principal.look()


def test_a_teacher_has_nothing_that_must_be_done(window):
    teacher = window("phone")
    page = teacher.come_as("teacher")
    assert page.locator("h1").inner_text() == "我的"
    assert page.locator("main a", has_text="谁看过我的信息").count() == 1
    assert not page.locator("main form input:visible, main form textarea:visible, main form select:visible").count()
    hold("teacher-nothing", teacher)
    teacher.look("desk-teacher")


def test_a_group_leader_reads_the_schools_as_lights_grey_first(window):
    leader = window("desk")
    page = leader.come_as("group leader")
    lights = page.locator("table.list tbody td[data-label='灯']")
    said = [light.inner_text().strip() for light in lights.all()]
    assert said
    order = ["没有数据", "已逾期", "要留意", "正常"]
    assert [order.index(one) for one in said] == sorted(order.index(one) for one in said)
    leader.look("desk-leader")
    sheet = page.get_by_role("link", name="打印一页纸").get_attribute("href")
    answer = page.request.get(leader.house.url + sheet)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().count(b"/Type /Page\n") + answer.body().count(b"/Type /Page ") <= 1
    leader.choose("table.list tbody th a")
    hold("leader-home", leader)
    narrow = window("phone")
    narrow.come_as("group leader")
    narrow.look()


def test_the_inspectors_monday_is_a_page_and_one_sheet(window):
    inspector = window("desk")
    page = inspector.come_as("inspector")
    heads = page.locator("main h2").all_inner_texts()
    assert [head.split(" ")[0] for head in heads[:3]] == ["新逾期", "新变红", "等您定的"]
    inspector.look("desk-monday")
    if page.locator("main table.list tbody th a").count():
        inspector.choose("main table.list tbody th a")
        inspector.look()
    hold("inspector-monday", inspector)
    sheet = page.request.get(inspector.house.url + "/work/monday.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.body().count(b"/Type /Page\n") + sheet.body().count(b"/Type /Page ") <= 1
    narrow = window("phone")
    narrow.come_as("inspector")
    narrow.look()
