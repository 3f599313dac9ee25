"""The counterexample: an office reads in plain Chinese what is not covered, follows the way, mends it (D2, D7)."""

import re
from datetime import date, timedelta

POSTS = {"desk": ("春晖幼儿园清江分园", "副园长"), "phone": ("春晖幼儿园", "副园长")}


def to_post(office, unit, title):
    """Find a unit by its name and open one of its posts."""
    page = office.page
    page.locator("#finder").fill(unit)
    page.locator("#finder").press("Enter")
    page.wait_for_load_state()
    page.locator("main").get_by_role("link", name=unit, exact=True).first.click()
    page.locator("main table").get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_load_state()
    assert title in page.locator("h1").inner_text()


def prove(office):
    """Have the proof made anew on its page."""
    office.go("/network/coverage/")
    office.choose("form[action$='/coverage/run/'] button")


def test_a_gap_is_read_and_mended(window, size, house):
    unit, title = POSTS[size]
    office = window(size)
    page = office.come_as("bureau office", "/network/")
    to_post(office, unit, title)
    office.look("post")
    office.choose("a[href*='/holdings/'][href$='/end/']")
    page.fill("[name=last_day]", (date.today() - timedelta(days=1)).isoformat())
    office.choose("main form button.btn-primary")
    prove(office)
    gaps = page.locator("a.gap")
    sentence = gaps.filter(has_text=unit).first
    told = sentence.locator("span").last.inner_text()
    assert re.fullmatch(rf"{unit}：[一-鿿“”、，。（）0-9]+。", told), told
    office.look("coverage-gap")
    count = gaps.count()
    sentence.click()
    page.wait_for_load_state()
    assert told in page.locator(".lead").inner_text()
    office.look("gap")
    office.choose("ol.mend a[href$='/vacancies/']")
    office.look("vacancies")
    row = page.locator("table.list tr").filter(has_text=unit).filter(has_text=title).first
    row.get_by_role("link", name=title, exact=True).click()
    assert page.locator("a[href$='/new-holder/']").count() == 0, "one hand alone would fill a desk"
    office.choose("a[href*='/handovers/new/']")
    options = page.locator("[name=coming] option").evaluate_all("all => all.map(one => [one.value, one.text])")
    free = [value for value, text in options if value and "监督" not in text]
    page.select_option("[name=coming]", free[-1])
    office.look("name-holder")
    office.choose("main form button.btn-primary")
    number = re.search(r"/handovers/([0-9]+)/", page.url)[1]
    page.locator("details:has(form[action$='/sign-for/']) summary").click()
    page.fill("form[action$='/sign-for/'] [name=reason]", "原任已离任")
    office.choose("form[action$='/sign-for/'] button")
    house.inside("take_over", number=int(number))
    prove(office)
    assert page.locator("a.gap").filter(has_text=told).count() == 0
    assert page.locator("a.gap").count() < count
    office.look("coverage-mended")


def test_the_drawing_leads_from_the_commission_to_a_school(window, size):
    inspector = window(size)
    page = inspector.come_as("inspector", "/network/")
    if size == "desk":
        words = page.locator("figure.drawing svg a").evaluate_all(
            "all => all.map(one => one.getAttribute('aria-label'))"
        )
        assert len(words) == len([word for word in words if word])
        assert any("县纪委监委" in word for word in words)
        page.locator("figure.drawing svg a[aria-label*='监督执纪小组']").first.click()
    else:
        assert not page.locator("figure.drawing svg").is_visible()
        page.get_by_role("link", name=re.compile("监督执纪小组")).first.click()
    page.wait_for_load_state()
    inspector.look("group")
    page.locator("main").get_by_role("link", name=re.compile("(小学|学校|幼儿园)$")).first.click()
    page.wait_for_load_state()
    inspector.look("school")
    inspector.choose("main a[href$='/supervisors/']")
    assert page.locator("main h2, main h3, main summary").count() >= 6
    inspector.look("who-supervises")


def test_a_principal_sees_their_own_school_and_an_other_address_is_absent(window, size):
    inspector, principal = window(size), window(size)
    page = inspector.come_as("inspector", "/network/people/")
    other = page.locator("table.list tbody a[href*='/network/people/']").first
    name, address = other.inner_text(), other.get_attribute("href")
    principal.come_as("principal", "/network/")
    principal.look("principal-network")
    principal.expected |= {404}
    principal.go("/network/people/987654/")
    absent = principal.page.locator("main").inner_text()
    principal.page.goto(inspector.page.url.split("/network/")[0] + address)
    assert principal.page.locator("main").inner_text() == absent
    assert name not in absent
    principal.look("not-found")
