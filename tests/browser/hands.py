"""A person at a browser: what they open, how often they click, what they are shown; and what they must never meet."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.browser.house import ROOT, House

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
SCREENS = ROOT / "docs" / "img" / "screens"
TUTORIAL = ROOT / "docs" / "tutorial.md"
_AXE = {"resultTypes": ["violations"]}
_WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI));"""

# What a person did in this window, counted by the window itself, so that no test can forget one: each press of the
# pointer and each choice from a list or of a file is a click; each text field typed into on a page is a field, once.
_COUNT = """(() => {
  const keep = (name, by) => { try { sessionStorage[name] = by(sessionStorage[name] || ""); } catch (error) { } };
  const one = (was) => String(Number(was) + 1);
  addEventListener("pointerdown", (event) => { if (event.isTrusted) keep("hands-clicks", one); }, true);
  addEventListener("change", ({target}) => {
    if (target.tagName === "SELECT" || target.type === "file") keep("hands-clicks", one);
  }, true);
  addEventListener("input", ({target}) => {
    if (target.tagName === "SELECT" || ["radio", "checkbox", "file"].includes(target.type)) return;
    const field = performance.timeOrigin + " " + (target.name || target.id) + "\\n";
    keep("hands-fields", (was) => was.includes(field) ? was : was + field);
  }, true);
})();"""
_COUNTED = """() => [Number(sessionStorage["hands-clicks"] || 0),
  (sessionStorage["hands-fields"] || "").split("\\n").length - 1]"""
_FORGET = """() => { for (const name of ["hands-clicks", "hands-fields"]) sessionStorage.removeItem(name); }"""


class Hands:
    """One person with one browser window of one size. Everything that goes wrong in it is kept in `wrongs`."""

    def __init__(self, browser: Browser, house: House, size: str, **window: Any) -> None:
        self.house, self.size, self._clicks = house, size, 0
        options = {"viewport": SIZES.get(size), "locale": "zh-CN", "has_touch": size == "phone", **window}
        self.window = browser.new_context(**options)
        self.window.set_default_timeout(30_000)
        self.scripts = options.get("java_script_enabled", True)
        if self.scripts:
            self.window.add_init_script(_WATCH + _COUNT)
        self.page = self.window.new_page()
        self.wrongs: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.wrongs.append(f"script: {error}"))
        self.page.on("response", self._answered)
        self.expected: set[int] = set()

    @property
    def clicks(self) -> int:
        """How often this person clicked, as the window counted; without scripts, as `click` and `choose` did."""
        return self.counted()[0] if self.scripts else self._clicks

    @property
    def fields(self) -> int:
        """Into how many fields this person typed; only where scripts are on."""
        return self.counted()[1]

    def counted(self) -> tuple[int, int]:
        """Return (clicks, typed fields) since the window opened, or since `rest`."""
        self.page.wait_for_load_state()
        clicks, fields = self.page.evaluate(_COUNTED)
        return clicks, fields

    def rest(self) -> None:
        """Begin to count anew: another journey of the same person."""
        self._clicks = 0
        self.page.evaluate(_FORGET)

    def type(self, name: str, words: str, *, within: str = "") -> None:
        """Type into the field of a name, the first one that is shown."""
        self.page.locator(f"{within} [name={name}]:visible").first.fill(words)

    def _heard(self, message: ConsoleMessage) -> None:
        told = "Failed to load resource" in message.text and any(f" {code} " in message.text for code in self.expected)
        if message.type in ("error", "warning") and not told and self._ours(self.page.url):
            self.wrongs.append(f"console: {message.text} on {self.page.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected and self._ours(response.url):
            self.wrongs.append(f"{response.status}: {response.url}")

    def _ours(self, url: str) -> bool:
        """Tell whether an address is at our host: the platform's own pages answer for themselves."""
        return urlsplit(url).netloc == urlsplit(self.house.url).netloc

    def come_as(self, who: str, path: str = "/work/") -> Page:
        """Sign in by the demo's printed link, as one of its people, and open `path`."""
        self.page.goto(self.house.people[who]["address"])
        return self.go(path)

    def go(self, path: str) -> Page:
        """Open a path of the product."""
        self.page.goto(self.house.url + path)
        return self.page

    def click(self, words: str, role: str = "button", **more: Any) -> None:
        """Click what carries these words, and count it."""
        self._clicks += 1
        self.page.get_by_role(role, name=words, **more).first.click()
        self.page.wait_for_load_state()

    def choose(self, selector: str) -> None:
        """Click what a selector finds, and count it."""
        self._clicks += 1
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()

    def look(self, picture: str = "", *, at: str = "") -> None:
        """Hold the page to what every page is held to: nothing went wrong, no sideways scroll, no serious barrier.

        Barriers are looked for by a script: where scripts are off, `axe` the same address in another window.
        """
        if picture:
            self.keep(picture, at)
        assert not self.wrongs, self.wrongs
        wide = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide[0] <= wide[1], f"{self.page.url} scrolls sideways: {wide}"
        if self.scripts:
            assert not barriers(self.page), f"{self.page.url} {barriers(self.page)}"

    def keep(self, picture: str, at: str = "") -> None:
        """Keep a picture that the tutorial shows, scrolled to what `at` selects (LIANJING_TEST_SCREENS=1)."""
        name = f"{picture}-{self.size}.png"
        if not os.environ.get("LIANJING_TEST_SCREENS") or f"/{name}" not in TUTORIAL.read_text():
            return
        y = self.page.evaluate("at => at ? document.querySelector(at).getBoundingClientRect().top + scrollY : 0", at)
        self.page.evaluate("y => scrollTo({top: y - 80, behavior: 'instant'})", y)
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(150)
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / name, animations="disabled")

    def close(self) -> None:
        """Close the window. Nothing may have gone wrong in it since the last look."""
        self.window.close()
        assert not self.wrongs, self.wrongs


def barriers(page: Page) -> list[str]:
    """Return the serious and critical violations that axe finds on the page as it stands."""
    found = Axe().run(page, options=_AXE).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def file_in(folder: Path, name: str, data: bytes) -> Path:
    """Return the path of a new file."""
    path = folder / name
    path.write_bytes(data)
    return path
