"""A plugin of the suite: which tests run beside which database.

`once`: touches neither SQLite's nor PostgreSQL's tables of the suite, so that a second run beside the other database
would show the same again. That is every test of the folders below that does not ask for the database: rules and engines
import no Django (`make layers`), the county is made of files, and what starts a program gives it an installation of its
own, on SQLite whatever LIANJING_TEST_DB says. pytest-django refuses the database to a test that did not ask for it; a
test that asks and is marked `once` is refused here.
`postgresql`: shown only there, as two writers at once.
"""

import os

import pytest

ONCE = ("cli", "county", "domain", "engines", "house", "powers", "publiclog", "ui")
DATABASE = frozenset(
    {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback", "live_server"}
)


def asks_for_the_database(item) -> bool:
    """Return whether pytest-django lets this test at the database: by a mark, a fixture or a class of Django's."""
    fixtures = DATABASE & set(item.fixturenames)
    return bool(fixtures) or item.get_closest_marker("django_db") is not None or _is_djangos(getattr(item, "cls", None))


def _is_djangos(cls) -> bool:
    return cls is not None and any(base.__module__.startswith("django.test") for base in cls.__mro__)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what runs once, and leave out what the other run shows.

    Deselected, not skipped: a test of real material that skips fails the run where the material is there.
    """
    for item in items:
        asks, folder = asks_for_the_database(item), item.path.relative_to(config.rootpath).parts[1:2]
        if not asks and folder and folder[0] in ONCE:
            item.add_marker(pytest.mark.once)
        if asks and item.get_closest_marker("once"):
            raise pytest.UsageError(f"{item.nodeid} is marked `once` and asks for the database")
    elsewhere = "once" if os.environ.get("LIANJING_TEST_DB") == "postgresql" else "postgresql"
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(elsewhere)])
    items[:] = [item for item in items if not item.get_closest_marker(elsewhere)]
