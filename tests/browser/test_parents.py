"""A parent with an old phone: no script, WeChat's own browser, little traffic (B1)."""

import pytest

WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; M2006C3LC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 "
    "XWEB/4433 MMWEBSDK/20230202 Mobile Safari/537.36 MMWEBID/1024 MicroMessenger/8.0.33.2320 Language/zh_CN"
)
PUBLIC = ("/", "/schools/", "/supervision/", "/objection/", "/api/")
AT_MOST = 100 * 1024
PHONES = {"small": {"width": 360, "height": 740}, "phone": {"width": 390, "height": 844}}


def weigh(parent, path):
    """Open a page with nothing cached; return the bytes that came over the wire for it."""
    answers = []
    parent.page.on("requestfinished", lambda request: answers.append(request))
    parent.go(path)
    parent.page.wait_for_load_state("networkidle")
    return sum(
        sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")) for request in answers
    )


def school_of(house):
    """Return the path of the parent's school."""
    return "/s/" + house.people["parent"]["address"].rstrip("/").rpartition("/")[2] + "/"


def figures_of(school):
    """Return the paths of a school's figures."""
    return [f"{school}figures/{kind}/" for kind in ("fees", "aid", "materials", "enrolment")]


@pytest.fixture(params=list(PHONES))
def parent(window, request):
    """Somebody at a phone of this width, in WeChat, with scripts off."""
    return window(request.param, viewport=PHONES[request.param], user_agent=WECHAT, java_script_enabled=False)


def test_a_parent_finds_the_school_and_who_supervises_what(parent, house):
    school = house.people["parent"]["post"]
    page = parent.go("/")
    parent.look("parent-home")
    page.locator("main input[type=search], main input[name=q]").first.fill(school)
    page.locator("main input[name=q]").first.press("Enter")
    page.wait_for_load_state()
    parent.look("parent-schools")
    parent.click(school, "link", exact=True)
    assert school in page.locator("h1").inner_text()
    assert "演示数据" in page.locator(".marking").inner_text()
    parent.look("parent-school")
    area = page.locator("details.area").nth(1)
    area.locator("summary").click()
    assert {"上级监督", "同级监督"} <= set(area.inner_text().split("\n"))
    parent.choose("main a[href$='/objection/']")
    parent.look("parent-objection")
    parent.go("/supervision/")
    parent.look("parent-supervision")


def test_the_public_pages_have_no_barrier(window, house):
    parent = window("phone", user_agent=WECHAT)
    for path in PUBLIC:
        parent.go(path)
        parent.look()
    school = school_of(house)
    for path in (school, *figures_of(school)):
        parent.go(path)
        parent.look()


def test_no_public_page_weighs_more_than_a_hundred_kilobytes(window, house):
    weights = {}
    school = school_of(house)
    for path in (*PUBLIC, school, *figures_of(school)):
        weights[path] = weigh(window("phone", user_agent=WECHAT, java_script_enabled=False), path)
    assert min(weights.values()) > 2000, weights
    assert max(weights.values()) <= AT_MOST, weights


def test_language_and_letters_change_without_a_script(window):
    parent = window("phone", user_agent=WECHAT, java_script_enabled=False)
    page = parent.go("/")
    small = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    reading = page.locator("header summary")
    if reading.count():
        reading.first.click()
    parent.choose("header button[name=size]")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > small
    parent.look("larger")
    if reading.count():
        reading.first.click()
    parent.choose("header button[value=en]")
    assert page.locator("html").get_attribute("lang") == "en"
    parent.look("english")
