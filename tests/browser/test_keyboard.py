"""Without a mouse, with larger letters, on paper."""

import re
import shutil
import subprocess

FOCUS = "document.activeElement"


def tabs(person, times=1):
    """Press Tab so often; return what has the focus then, as words."""
    for _ in range(times):
        person.page.keyboard.press("Tab")
    return person.page.evaluate(f"({FOCUS}.innerText || {FOCUS}.getAttribute('aria-label') || '').trim()")


def test_a_desk_is_reached_and_left_by_keyboard_alone(window, size):
    officer = window(size)
    page = officer.come_as("bureau office", "/network/coverage/")
    assert "正文" in tabs(officer) or "内容" in page.evaluate(f"{FOCUS}.innerText")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUS}.id") == "main"
    tabs(officer)
    assert page.evaluate(f"document.querySelector('main').contains({FOCUS})")
    page.goto(page.url.partition("#")[0])
    seen = [tabs(officer) for _ in range(12)]
    doors = page.locator("nav.rail a").all_inner_texts()
    order = [seen.index(door) for door in doors]
    assert order == sorted(order), seen
    page.locator("nav.rail a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/")
    page.locator("header details.menu > summary").focus()
    page.keyboard.press("Space")
    assert page.locator("header details.menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("header details.menu[open]").count() == 0
    assert page.evaluate(f"{FOCUS}.tagName") == "SUMMARY"
    officer.look()


def test_a_form_says_at_the_field_what_is_wrong(window, size):
    officer = window(size)
    officer.expected |= {422}
    page = officer.come_as("bureau office", "/network/lines/new/")
    page.locator("main form").evaluate("form => form.noValidate = true")
    page.locator("main form button.btn-primary").focus()
    page.keyboard.press("Enter")
    wrong = page.locator("main .field-wrong")
    wrong.first.wait_for()
    control = wrong.first.locator("input:not([type=hidden]), select, textarea").first
    assert control.get_attribute("aria-invalid") == "true"
    named = control.get_attribute("aria-describedby").split()
    assert wrong.first.locator(".wrong").get_attribute("id") in named
    officer.look("form-wrong")


def test_larger_letters_leave_everything_in_reach(window, size):
    principal = window(size)
    principal.window.add_cookies([{"name": "lianjing_larger", "value": "1", "url": principal.house.url}])
    page = principal.come_as("principal", "/work/")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") >= 20
    for path in ("/work/", "/network/", "/flags/", "/plan/"):
        principal.go(path)
        principal.look("larger" if path == "/flags/" else "")


def test_a_list_is_printed_on_a4_with_its_heads_on_every_sheet(window, tmp_path):
    officer = window("desk")
    page = officer.come_as("bureau office", "/network/people/")
    rows = int(re.search(r"\d+", page.locator("[role=status]").inner_text().replace(",", "")).group())
    officer.choose("a[href*='as=print']")
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    heads = page.locator("thead th").all_inner_texts()
    page.pdf(path=tmp_path / "list.pdf", format="A4", prefer_css_page_size=True)
    sheets = (tmp_path / "list.pdf").read_bytes()
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", sheets))
    assert count >= rows // 60
    assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]", sheets)
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    if shutil.which("pdftotext"):
        done = subprocess.run(["pdftotext", "-layout", tmp_path / "list.pdf", "-"], capture_output=True, check=True)
        for sheet in done.stdout.decode().strip("\f").split("\f"):
            assert all(head in sheet for head in heads)
