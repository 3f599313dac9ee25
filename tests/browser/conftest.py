"""One house and one Chromium for all journeys; each person gets a window of their own."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.hands import SIZES, Hands
from tests.browser.house import House
from tests.browser.journeys import lines

PASSWORD = "qing-lian-zou-cha-2026"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter):
    """Print what each journey took, beside its limit."""
    for line in lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="package")
def house():
    """The demo county at one tenth of its size."""
    opened = House("house")
    try:
        yield opened.open(0.1)
    finally:
        opened.close()
        shutil.rmtree(opened.state, ignore_errors=True)


@pytest.fixture(scope="package")
def chromium():
    """Chromium of the system. Ends with the package: while it runs, Django believes itself in an event loop."""
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS), env={**os.environ, "LANGUAGE": "zh_CN:zh"}
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def staff(house):
    """Accounts with a password, one per journey and size: `staff["secrets"]` has the apps' secrets of coded ones."""
    names = [f"{kind}-{size}" for kind in ("new", "coded", "key", "slow") for size in SIZES]
    coded = [name for name in names if name.startswith("coded")]
    return {"password": PASSWORD, **house.inside("people", names=names, password=PASSWORD, coded=coded)}


@pytest.fixture(params=list(SIZES))
def size(request):
    """The two sizes that every journey is walked in."""
    return request.param


@pytest.fixture
def window(chromium, house):
    """Return a maker of people: `window("phone")` is somebody at a phone."""
    opened = []

    def make(size: str, **more):
        opened.append(Hands(chromium, more.pop("at", house), size, **more))
        return opened[-1]

    yield make
    for hands in opened:
        hands.close()
