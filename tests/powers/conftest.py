"""Nothing here touches a database: once is enough, with SQLite."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "/powers/" in item.path.as_posix():
            item.add_marker(pytest.mark.once)
