"""The product below a path of the county's platform, behind its proxy, with its OpenID provider and its feed (C14)."""

import shutil
from urllib.parse import urlsplit

import pytest
import requests

from tests.browser.house import House
from tests.browser.platform import Provider, Proxy

PATH = "/edu/lianjing"


@pytest.fixture(scope="module")
def provider():
    """The platform's provider of identities."""
    made = Provider()
    yield made
    made.close()


@pytest.fixture(scope="module")
def below(provider):
    """A county below a path, and the proxy in front of it."""
    house = House(
        "below",
        path=PATH,
        LIANJING_OIDC_ISSUER=provider.url,
        LIANJING_OIDC_CLIENT_ID="lianjing",
        LIANJING_OIDC_CLIENT_SECRET="s" * 20,
        LIANJING_OIDC_NAME="县教育云平台",
    )
    proxy = Proxy(house.outside, PATH, house.port)
    try:
        house.open(0.05)
        house.proxy = proxy
        yield house
    finally:
        house.close()
        proxy.close()
        shutil.rmtree(house.state, ignore_errors=True)


def test_pages_forms_languages_and_cookies_stay_below_the_path(below, window):
    clerk = window("desk", at=below)
    page = clerk.come_as("clerk", "/work/")
    assert urlsplit(page.url).path == f"{PATH}/work/"
    links = page.locator("a[href^='/'], form[action^='/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href') || one.getAttribute('action'))"
    )
    assert links
    assert [link for link in links if not link.startswith(PATH + "/")] == []
    for cookie in clerk.window.cookies():
        assert cookie["path"] == PATH + "/", cookie["name"]
    page.locator("header details.menu > summary").click()
    clerk.choose("header button[name=language][value=en]")
    assert urlsplit(page.url).path == f"{PATH}/work/"
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("header details.menu > summary").click()
    clerk.choose("header button[name=size]")
    for path in ("/network/", "/uploads/", "/flags/", "/plan/story/", "/"):
        clerk.go(path)
        clerk.look()
    clerk.go("/work/")
    page.locator("header details.menu > summary").click()
    clerk.choose("header form[action$='/accounts/logout/'] button")
    assert urlsplit(page.url).path.startswith(PATH + "/")
    clerk.go("/work/")
    assert urlsplit(page.url).path == f"{PATH}/accounts/login/"
    clerk.look()
    assert below.proxy.strays in ([], ["/favicon.ico"])


def test_every_link_of_the_plan_opens_below_the_path(below, window):
    chief = window("desk", at=below)
    page = chief.come_as("bureau chief", "/plan/")
    links = {one.get_attribute("href") for one in page.locator("ol.clauses a").all()}
    assert links
    for link in links:
        assert link.startswith(PATH + "/")
        assert chief.window.request.get(f"http://localhost:{below.outside}{link}").status == 200, link


def test_the_platform_vouches_for_a_person(below, provider, window):
    provider.knows("p-1", below.people["clerk"]["username"])
    clerk = window("phone", at=below)
    page = clerk.go("/work/")
    clerk.look("platform-sign-in")
    clerk.click("县教育云平台", "button") if page.get_by_role("button", name="县教育云平台").count() else clerk.click(
        "县教育云平台", "link"
    )
    if page.url.startswith(below.url):
        clerk.choose("main form button")
    page.wait_for_url(f"{provider.url}/**")
    page.locator("input[name=sub]").first.fill("p-1")
    page.locator("button[type=submit], input[type=submit], button").first.click()
    page.wait_for_url(f"{below.url}/work/")
    assert below.people["clerk"]["name"] in page.locator("header .who").inner_text()
    clerk.look()


def test_the_feed_counts_for_the_platform_and_for_nobody_else(below):
    address = f"{below.url}/feed/todo.json"
    asked = {"username": below.people["clerk"]["username"]}
    secret = {"Authorization": "Bearer a secret of the platform"}
    answer = requests.get(address, params=asked, headers=secret, timeout=30)
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {"username", "count", "overdue", "url"}
    assert told["url"].endswith(f"{PATH}/work/")
    assert requests.get(address, params=asked, timeout=30).status_code == 404
    assert requests.get(address, params=asked, headers={"Authorization": "Bearer x"}, timeout=30).status_code == 404
