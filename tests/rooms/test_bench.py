"""The bench of desks counts what a page asks the database: a count of none would call every page quick."""

from bench import desk
from tests.rooms.test_worklist import signed_in


def test_bench_counts_questions_of_page(county, client):
    window = signed_in(client, county.officer)
    first = desk.timed(window, "/network/units/", 3)
    assert first.asks > 5
    assert len(first.wall) == len(first.cpu) == 3
    assert desk.timed(window, "/network/units/", 2).asks == first.asks
