"""Chromium for the tests that look: one browser a run, one context a test."""

import os

import pytest

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def chromium():
    """A headless Chromium. Playwright's loop makes Django think it is asynchronous; it is not. Gone with the package:
    the journeys of tests/browser start a loop of their own."""
    sync_api = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def house(transactional_db, live_server, settings):
    """The county of `tests/world.py` behind a live server whose addresses include the gallery of parts."""
    from tests.world import County

    settings.ROOT_URLCONF = "tests.ui.gallery"
    settings.ALLOWED_HOSTS = ["localhost"]
    county = County()
    county.address = live_server.url.replace("127.0.0.1", "localhost")
    return county


@pytest.fixture
def window(chromium, house):
    """Open a window: window(width=390, language="zh-hans", seat=None, larger=False) -> page."""
    opened = []

    def open_window(width=1280, language="zh-hans", seat=None, larger=False, **options):
        context = chromium.new_context(viewport={"width": width, "height": 860}, base_url=house.address, **options)
        cookies = {"django_language": language, "lianjing_larger": "1" if larger else "0"}
        if seat:
            cookies["lianjing_session"] = _session(seat)
        context.add_cookies([{"name": name, "value": said, "url": house.address} for name, said in cookies.items()])
        opened.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_window
    for context in opened:
        context.close()


def _session(seat):
    from django.test import Client

    from lianjing.records.models import Account

    client = Client()
    client.force_login(Account.objects.get(person_id=seat.person_id))
    session = client.session
    session["trusted_sign_in"] = "demo"
    session.save()
    return session.session_key
