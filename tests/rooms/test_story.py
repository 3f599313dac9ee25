"""The plan keeps its word: every clause is there, its screens open, and the rest says that it is not built."""

import pytest
from django.urls import reverse
from django.utils import translation

from lianjing.access import rulebook
from lianjing.rooms.story import queries
from lianjing.ui.wording import screens
from tests.rooms.test_worklist import signed_in

CLAUSES = ["G", "C1", "C2", "M1", "M2", "M3", "K1", "K2", "K3", "K4", "R1", "R2", "R3", "R4", "R5", "W1", "W2", "W3"]


def test_every_clause_of_the_plan_is_there_in_its_order():
    assert [clause.id for clause in queries.clauses()] == CLAUSES


def test_every_screen_named_in_content_exists_and_has_a_name():
    named = {name for row in rulebook.content("plan.yaml")["clauses"] for name in row["screens"]}
    named |= {row["screen"] for row in rulebook.content("story.yaml")["steps"]}
    assert named <= set(screens.LABELS)
    assert {screen.name for clause in queries.clauses() for screen in clause.screens} <= named
    for name in named:
        assert reverse(name)


def test_a_screen_that_does_not_exist_counts_as_not_built():
    assert queries._live(["gauge:nowhere"]) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_each_clause_and_what_is_not_built(county, client, language):
    page = signed_in(client, county.inspector)
    client.cookies["django_language"] = language
    shown = page.get("/plan/", headers={"Accept-Language": language}).content.decode()
    for clause in CLAUSES:
        assert f'id="{clause}"' in shown
    with translation.override(language):
        assert str(translation.gettext("not built yet")) in shown


def test_every_live_screen_of_the_plan_opens_for_somebody(county, client):
    urls = {screen.url for clause in queries.clauses() for screen in clause.screens}
    page = signed_in(client, county.officer)
    assert {url: page.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)


def test_the_story_is_for_demos_only(county, client, settings):
    settings.DEMO = False
    assert client.get("/plan/story/").status_code == 404
