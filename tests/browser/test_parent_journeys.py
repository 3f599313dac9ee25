"""A parent's whole way on three screens, with scripts and without: read, object, come back after four weeks, verify.

Each page on the way has no barrier at all, weighs at most 100 KB and asks the server at most a dozen times. Set
LIANJING_TEST_PICTURES to a folder to look at every page that was walked.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.house import ROOT
from tests.browser.test_parents import AT_MOST, WECHAT

REQUESTS = 12
SCREENS = {360: {"width": 360, "height": 740}, 390: {"width": 390, "height": 844}, 1280: {"width": 1280, "height": 900}}
BOTH = [(width, scripts) for width in SCREENS for scripts in (True, False)]
NAMES = [f"{width}-{'scripts' if scripts else 'none'}" for width, scripts in BOTH]


class Parent:
    """Somebody at a screen of one width who walks from page to page; each page is looked at."""

    def __init__(self, hands, width):
        self.hands, self.page, self.width = hands, hands.page, width
        self.code = hands.house.people["parent"]["address"].rstrip("/").rpartition("/")[2]
        self._answers = []
        self.page.on("requestfinished", lambda request: self._answers.append(request))

    def go(self, path):
        """Open a path of the product and look at it: it came over the wire light and in few pieces."""
        self._answers.clear()
        self.hands.go(path)
        self.page.wait_for_load_state("networkidle")
        weight = sum(one.sizes()["responseBodySize"] + one.sizes()["responseHeadersSize"] for one in self._answers)
        assert weight <= AT_MOST, f"{path}: {weight} bytes"
        assert len(self._answers) <= REQUESTS, [one.url for one in self._answers]
        return self.look(path)

    def choose(self, selector):
        self.hands.choose(selector)
        return self.look(selector)

    def look(self, name):
        """Hold the page as it stands to what every page is held to, and to no barrier of any weight."""
        self.hands.look()
        if self.hands.scripts:
            found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
            assert not found, [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
        if folder := os.environ.get("LIANJING_TEST_PICTURES"):
            kept = "".join(sign if sign.isalnum() else "-" for sign in name).strip("-")
            scripts = "scripts" if self.hands.scripts else "none"
            self.page.screenshot(path=Path(folder) / f"{kept}-{self.width}-{scripts}.png", full_page=True)
        return self.page

    def look_up(self, number):
        """Look a question up by its number."""
        self.hands.go("/question/")
        self.page.fill("#number", number)
        return self.choose("form.asking button")

    def text(self):
        return self.page.inner_text("main")


@pytest.fixture
def parent(window):
    """Return a maker of parents: `parent(360, scripts=False)`."""

    def make(width, scripts):
        agent = {} if width == 1280 else {"user_agent": WECHAT}
        return Parent(window(str(width), viewport=SCREENS[width], java_script_enabled=scripts, **agent), width)

    return make


@pytest.fixture(params=BOTH, ids=NAMES)
def walker(parent, request):
    return parent(*request.param)


def test_a_parent_reads_from_the_first_page_to_a_notice_and_its_proof(walker):
    """What is owed, what hangs, the canteen's sum, a power with its drawing, a notice with its days."""
    walker.go("/")
    walker.go(f"/s/{walker.code}/")
    assert {"应公开未公开", "正在公开", "食堂这笔账，您可以自己算一遍"} <= set(walker.text().split("\n"))
    walker.go(f"/s/{walker.code}/calendar/")
    walker.go(f"/s/{walker.code}/powers/ST-03/")
    assert walker.page.locator(".flow-drawing svg").count() == 1
    walker.go(notice_of(walker))
    assert "起公示，至" in walker.text()
    walker.go("/log/")
    assert "自己核对" in walker.text()


def test_larger_letters_are_one_tap_on_every_page_and_stay(walker):
    page = walker.go(f"/s/{walker.code}/")
    size = "parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
    small = page.evaluate(size)
    if page.locator("header summary").count():
        page.locator("header summary").first.click()
    walker.choose("header button[name=size]")
    walker.go(f"/s/{walker.code}/calendar/")
    assert page.evaluate(size) >= small * 1.2


def notice_of(parent):
    """Return the path of the public notice that runs its days, as the school's page leads to it."""
    link = parent.page.locator(".hanging li", has_text="教辅材料自愿征订").locator("a")
    if not link.count():
        parent.hands.go(f"/s/{parent.code}/")
    return link.first.get_attribute("href")


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (390, False), (1280, True)])
def test_a_parent_objects_to_a_notice_and_comes_back_after_four_weeks(parent, house, width, scripts):
    """The notice stands still until somebody apart has answered; four weeks after the end one tap opens it again."""
    walker = parent(width, scripts)
    walker.hands.expected.add(422)
    page = walker.go(f"/s/{walker.code}/")
    walker.go(notice_of(walker))
    about = page.url
    walker.hands.click("我对公示有异议", "link")
    walker.look("object")
    assert "谁会看到" in page.inner_text(".told")
    assert page.locator("select[name=about]").input_value().startswith("d:")
    text = f"练习册的定价和书后面印的不一样，第{width}页。"
    page.fill("textarea[name=text]", text)
    walker.choose("form.asking button.btn-primary")
    number = sent(walker)
    assert "学校答复中" in walker.look_up(number).inner_text("main") or "复核" in walker.text()
    page.goto(about)
    assert "有人提出异议，公示暂停计期" in walker.look("held").inner_text("main")
    house.inside("answer", asked=text)
    walker.look_up(number)
    walker.choose("form.taps button[name=content][value='4']")
    assert "已办结" in walker.text() or "办结" in walker.text()
    assert page.locator("button[name=look_back]").count() == 0  # not before four weeks are over
    house.inside("weeks_pass", asked=text, weeks=4)
    walker.look_up(number)
    walker.choose("button[name=look_back][value=again]")
    assert "谢谢" in walker.text() or "感谢" in walker.text()
    back = walker.look_up(number).inner_text("main")
    assert "学校答复中" in back
    assert "到期没有办，自动转上一级" in back
    house.inside("answer", asked=text)


def sent(parent):
    """Send what was typed; without scripts wait as the page says. Return the number."""
    page = parent.page
    for _ in range(6):
        with page.expect_response(
            lambda got: got.request.method == "POST" and got.status in (200, 422), timeout=60_000
        ) as told:
            page.locator("button[name=send]").click()
        if told.value.status == 200:
            break
        page.wait_for_timeout(31_000)
    page.wait_for_selector(".question-number")
    parent.look("sent")
    return page.locator(".question-number").inner_text()


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (390, True), (1280, False)])
def test_what_a_parent_sees_is_what_the_verifier_says(parent, house, width, scripts):
    """The page leads to its proof, its content and the program; the program says of this page what the page says."""
    house.inside("keep_log")
    walker = parent(width, scripts)
    walker.go(f"/s/{walker.code}/")
    page = walker.go(notice_of(walker))
    place = page.locator("a[href*='/log/proof/']").locator("xpath=..").inner_text()
    seen, address = page.inner_text("main"), page.url
    walker.choose("a[href$='/log/']")
    key = page.locator("ol li", has_text="公钥").locator("code").inner_text()
    program = house.state / "lianjing_verify.py"
    program.write_bytes(page.request.get(house.url + "/log/lianjing_verify.py").body())
    said = checked(program, address, key)
    assert said.returncode == 0, said.stdout + said.stderr
    number = "".join(sign for sign in place.split("条")[0] if sign.isdigit())
    assert "网页上写的与登记的内容一致" in said.stdout
    assert f"第 {number} 条" in said.stdout
    assert "五年级数学同步练习" in seen
    other = key[:-6] + ("AAAAA" if key[-6:-1] != "AAAAA" else "BBBBB") + key[-1]
    assert checked(program, address, other).returncode in (1, 2)  # the control: somebody else's key


def checked(program, address, key):
    """Run the program as it was downloaded, with nothing of ours in its reach."""
    command = [sys.executable, "-I", str(program), "page", address, "--key", key, "--lang", "zh"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=program.parent, timeout=120)


def test_the_whole_log_is_well_too(house):
    house.inside("keep_log")
    key = house.inside("log_key")
    command = [sys.executable, str(ROOT / "lianjing_verify" / "__init__.py"), "log", house.url + "/log", "--key", key]
    done = subprocess.run([*command, "--lang", "zh"], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "通过" in done.stdout
