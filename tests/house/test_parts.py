"""What runs beside both databases and what once: nothing that asks for the database is left out of either."""

from types import SimpleNamespace

import pytest

from tests import parts
from tests.house.sources import ROOT


class Item:
    def __init__(self, folder, fixtures=(), marks=(), cls=None):
        self.path, self.fixturenames, self.cls = ROOT / "tests" / folder / "test_x.py", list(fixtures), cls
        self.nodeid, self.marks = f"tests/{folder}/test_x.py::test_it", set(marks)

    def get_closest_marker(self, name):
        return name if name in self.marks else None

    def add_marker(self, mark):
        self.marks.add(mark.name)


def left(monkeypatch, database, *items):
    """Return which of `items` run beside a database."""
    monkeypatch.setenv("LIANJING_TEST_DB", database)
    gone, kept = [], list(items)
    hook = SimpleNamespace(pytest_deselected=lambda items: gone.extend(items))
    parts.pytest_collection_modifyitems(SimpleNamespace(rootpath=ROOT, hook=hook), kept)
    assert {*gone, *kept} == set(items)
    return kept


def test_what_asks_for_the_database_runs_beside_both(monkeypatch):
    from hypothesis.extra.django import TestCase

    items = [Item("house", ["db"]), Item("ui", ["live_server"]), Item("engines", marks=["django_db"])]
    items += [Item("ui", cls=TestCase), Item("rooms"), Item("browser", ["house"])]
    for database in ("sqlite", "postgresql"):
        assert left(monkeypatch, database, *items) == items


def test_the_rest_of_the_pure_folders_runs_once(monkeypatch):
    pure = [Item(folder) for folder in parts.ONCE]
    assert left(monkeypatch, "sqlite", *pure) == pure
    assert left(monkeypatch, "postgresql", *pure) == []
    races = Item("rooms", ["db"], ["postgresql", "django_db"])
    assert left(monkeypatch, "sqlite", races) == []
    assert left(monkeypatch, "postgresql", races) == [races]


@pytest.mark.parametrize("how", [{"fixtures": ["transactional_db"]}, {"marks": ["django_db"]}])
def test_a_test_of_the_database_cannot_be_marked_once(monkeypatch, how):
    with pytest.raises(pytest.UsageError, match="asks for the database"):
        left(monkeypatch, "sqlite", Item("rooms", how.get("fixtures", ()), ["once", *how.get("marks", ())]))


def test_the_pure_folders_exist():
    assert all((ROOT / "tests" / folder).is_dir() for folder in parts.ONCE)
