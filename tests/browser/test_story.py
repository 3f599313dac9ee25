"""The guided story, step by step as each role; and the plan, every clause with its screens (N12, N13)."""

import pytest
import yaml

from tests.browser.hands import SIZES
from tests.browser.house import ROOT

STEPS = yaml.safe_load((ROOT / "lianjing/catalogue/story.yaml").read_text())["steps"]
CLAUSES = yaml.safe_load((ROOT / "lianjing/catalogue/plan.yaml").read_text())["clauses"]


def test_the_story_lists_its_steps_in_order(window, size):
    reader = window(size)
    page = reader.go("/plan/story/")
    assert [words.strip() for words in page.locator("ol.clauses > li p").all_inner_texts()] == [
        step["zh"] for step in STEPS
    ]
    reader.look("story")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["id"])
@pytest.mark.parametrize("size", SIZES)
def test_each_step_signs_in_and_opens_its_screen(window, house, size, step):
    reader = window(size)
    page = reader.go("/plan/story/")
    reader.choose(f"ol.clauses > li:nth-child({STEPS.index(step) + 1}) a.btn-primary")
    assert page.locator("h1").count() == 1
    assert "演示数据" in page.locator(".marking").inner_text()
    person = house.people[step["as"]]
    if person["username"]:
        assert person["name"] in page.locator("header .who").inner_text()
    reader.look(f"story-{step['id']}")


def test_the_plan_has_every_clause_and_every_link_opens(window):
    chief = window("desk")
    page = chief.come_as("bureau chief", "/plan/")
    assert [one.get_attribute("id") for one in page.locator("ol.clauses > li").all()] == [row["id"] for row in CLAUSES]
    links = {one.get_attribute("href") for one in page.locator("ol.clauses a").all()}
    assert links
    for link in links:
        assert chief.window.request.get(f"{chief.house.url}{link}").status == 200, link
    for clause in page.locator("ol.clauses > li").all():
        assert clause.locator("a").count() or "未建" in clause.inner_text()
    chief.look()


def test_the_plan_on_a_phone_and_in_english(window):
    chief = window("phone", locale="en-GB")
    page = chief.come_as("bureau chief", "/plan/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("ol.clauses > li").count() == len(CLAUSES)
    chief.look()
