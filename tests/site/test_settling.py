"""A server leaves its lasting objects out of the search for garbage once it has answered its first requests."""

import gc

import pytest

from lianjing.site import wsgi


@pytest.fixture
def thawed():
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_before_its_fiftieth_request_an_application_settles_once(thawed, monkeypatch):
    times = []
    monkeypatch.setattr(wsgi, "settle", lambda: times.append(len(answered)))
    answered = []
    application = wsgi.Settled(lambda environ, start: answered.append(environ) or [b"ok"])
    assert [application({"n": number}, None) for number in range(120)] == [[b"ok"]] * 120
    assert len(answered) == 120
    assert times == [wsgi.REQUESTS - 1]


def test_what_is_in_memory_is_then_looked_through_no_more(thawed):
    wsgi.settle()
    assert gc.get_freeze_count() > 50_000
    assert len(gc.get_objects()) < 5_000
