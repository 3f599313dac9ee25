"""What only a browser can tell: width, targets, contrast as drawn, keyboard, and that every form can be sent."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from lianjing.domain.authority import Role
from lianjing.records.models import Account, Holding

pytestmark = pytest.mark.browser

PUBLIC = ["/", "/schools/", "/s/s002/", "/supervision/", "/objection/", "/accounts/login/", "/no/such/page/"]
DESK = ["/gallery/", "/gallery/list/", "/gallery/list/?kind=school", "/accounts/2fa/", "/accounts/password/change/"]

# Targets a thumb must hit: everything that acts except a link inside a sentence or a table of figures.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    ".btn, button, summary, select, input:not([type=hidden],[type=checkbox],[type=radio])," +
    ".rail a, .tabs a, .gate, .schools a"
  )].filter(e => e.offsetParent && e.getBoundingClientRect().height > 0)
    .filter(e => e.getBoundingClientRect().height < 43.5)
    .map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 20)} ${e.getBoundingClientRect().height}`)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def flaws(page) -> list[str]:
    """Return what axe finds, serious and critical only, with the element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_fit_and_can_be_read_by_everybody(house, window, width, language):
    wrong = []
    for seat, addresses in ((None, PUBLIC), (house.inspector, DESK)):
        page = window(width, language, seat)
        for address in addresses:
            page.goto(address)
            wrong += [f"{address} {flaw}" for flaw in flaws(page)]
            wrong += [f"{address} sideways {page.evaluate(SIDEWAYS)}"] * (page.evaluate(SIDEWAYS) > 0)
            if width < 700:
                wrong += [f"{address} small: {target}" for target in page.evaluate(SMALL_TARGETS)]
        page.complaints = [said for said in page.complaints if "404" not in said]
        wrong += page.complaints
    assert not wrong, "\n".join(wrong)


def test_larger_letters_still_fit_a_phone(house, window):
    page = window(390, seat=house.inspector, larger=True)
    for address in DESK:
        page.goto(address)
        assert page.evaluate(SIDEWAYS) == 0, address
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


def test_a_grey_that_is_too_light_would_be_seen(house, window):
    page = window()
    page.goto("/")
    page.evaluate("document.querySelector('.measure').setAttribute('class', 'bad')")
    page.evaluate("document.styleSheets[1].insertRule('.bad { color: #aaa !important; }')")
    assert [flaw for flaw in flaws(page) if flaw.startswith("color-contrast")]


def test_the_first_tab_stop_skips_to_the_content(house, window):
    page = window(seat=house.inspector)
    page.goto("/work/")  # in the gallery a form that came back takes the focus
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_always_visible(house, window):
    page = window(seat=house.inspector)
    page.goto("/gallery/")
    for _stop in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth] })()"
        )
        assert outline == ["solid", "3px"], page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_a_menu_opens_with_the_keyboard_and_closes_on_escape(house, window):
    page = window(seat=house.inspector)
    page.goto("/gallery/")
    page.focus("details.menu > summary")
    page.keyboard.press("Enter")
    assert page.locator("details.menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_language_size_and_post_can_be_changed(house, window, script):
    post = house.post("jcs", Role.BUREAU_OFFICER, "FZR", "副主任")
    Holding(post=post, person_id=house.inspector.person_id, valid_from=date(2021, 9, 1)).save()
    page = window(seat=house.inspector, java_script_enabled=script)
    page.goto("/gallery/list/")
    for choice in ("button[name=language][value=en]", "button[name=size]", "button[name=post]"):
        page.click("details.menu > summary")
        page.click(choice)
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("class") == "larger"
    assert "副主任" in page.locator("details.menu > summary").inner_text()


def test_a_passkey_is_added_and_signs_in(house, window):
    account = Account.objects.get(person_id=house.clerk.person_id)
    account.set_password("mirror-mirror-1234")
    account.save()
    page = window()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **able}})
    page.goto("/accounts/login/")
    page.fill("[name=login]", account.username)
    page.fill("[name=password]", "mirror-mirror-1234")
    page.click("main form button:not([form])")
    page.wait_for_url("**/accounts/2fa/")
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", "mirror-mirror-1234")
    page.click("main form button")
    page.wait_for_url("**/webauthn/add/")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/work/")
    assert not page.complaints


def test_progress_asks_again_until_it_is_done(house, window):
    page = window(seat=house.inspector)
    page.goto("/gallery/progress/")
    page.wait_for_selector("progress[value='3']", timeout=15_000)
    page.wait_for_timeout(2_500)
    assert page.locator("[hx-get]").count() == 0
    assert not page.complaints


def test_a_form_sent_by_htmx_carries_its_token(house, window):
    page = window(seat=house.inspector)
    page.goto("/gallery/progress/")
    page.click("#send")
    page.wait_for_selector("#sent")
    assert not page.complaints


def test_paper_has_repeating_heads_and_no_navigation(house, window):
    page = window(seat=house.inspector)
    page.goto("/gallery/list/?as=print")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert not page.locator(".bar").is_visible()
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", pdf)


def test_a_page_on_paper_keeps_its_tables(house, window):
    page = window(680, seat=house.inspector)
    page.goto("/gallery/list/")
    assert page.evaluate("getComputedStyle(document.querySelector('.list tbody tr')).display") == "block"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.list tbody tr')).display") == "table-row"
    assert not page.locator(".rail").is_visible()
    assert not page.locator(".sieve").is_visible()
