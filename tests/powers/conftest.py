"""Chromium for the drawings: one browser a run of this folder. No database is touched: SQLite's run is enough."""

import os

import pytest

from tests.ui.conftest import CHROMIUM, FLAGS


@pytest.fixture(scope="package")
def chromium():
    """A headless Chromium. Playwright's loop makes Django think it is asynchronous; it is not."""
    sync_api = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
