"""What each row of the field brief asks for stands in its item: posts, risk, models, publication, evidence."""

import re
from pathlib import Path

import pytest
import yaml

from lianjing.domain.power.steps import Level, Step
from lianjing.engines.content import CATALOGUE
from tests.powers.items import FOLDER, IDS, items

HERE = Path(__file__).parent
ROWS = [line.split("|") for line in (HERE / "rows_1h.txt").read_text(encoding="utf-8").splitlines()]
ROWS_READ = [pytest.param(row, id=f"{row[0]} {row[1]}") for row in ROWS if row[0] in IDS]
LEVELS = {"低": Level.LOW, "中": Level.MIDDLE, "高": Level.HIGH}
WEIGHT = {None: 0, Level.LOW: 1, Level.MIDDLE: 2, Level.HIGH: 3}
MODELS = {path.stem for path in (FOLDER.parent / "supervision_models").glob("*/*.yaml")}
POSTS = {one["code"] for one in yaml.safe_load((CATALOGUE / "org/post_codes.yaml").read_text("utf-8"))["codes"]}


def steps_for(row: list[str]) -> list[Step]:
    """Return the step of a row, and those it was split into (`also` of rows/<id>.yaml)."""
    told = yaml.safe_load((HERE / "rows" / f"{row[0]}.yaml").read_text(encoding="utf-8"))[row[1]]
    return [items()[row[0]].step(no) for no in (told["step"], *told.get("also", ()))]


def models_of(text: str) -> set[str]:
    """Return the models a cell names: M-ZZ-10/11 are two, M-ZZ-03..06 four; those the catalogue does not have left out.

    M-ST-23 and M-CW-19 are not written: people watch these steps in their place.
    """
    named = set()
    for area, numbers in re.findall(r"M-([A-Z]{2})-([\d/.]+)", text):
        first, _, last = numbers.partition("..")
        each = range(int(first), int(last) + 1) if last else map(int, numbers.split("/"))
        named |= {f"M-{area}-{number:02d}" for number in each}
    return named & MODELS


@pytest.mark.parametrize("row", ROWS_READ)
def test_the_risk_weighs_no_less_than_in_the_brief(row):
    asked = LEVELS.get(row[7][:1])
    found = max(WEIGHT[step.risk.level if step.risk else None] for step in steps_for(row))
    assert found >= WEIGHT[asked]


@pytest.mark.parametrize("row", ROWS_READ)
def test_every_post_and_model_of_the_row_is_there(row):
    steps = steps_for(row)
    watches = [watch for step in steps for watch in step.watches]
    posts = {post for step in steps for post in step.posts} | {watch.who for watch in watches}
    posts |= {post for step in steps for one in step.decisions for post in one.posts}
    named = set(re.findall(r"[A-Z]{2,}", re.sub(r"GS-\w+|[≠][A-Z]+", "", row[3]))) & POSTS
    assert named - posts == set()
    assert models_of(row[8]) - {watch.model for watch in watches} == set()


@pytest.mark.parametrize("row", ROWS_READ)
def test_what_the_brief_publishes_is_published_and_evidence_is_left(row):
    steps = steps_for(row)
    if row[9]:
        assert any(step.notice for step in steps)
    if "≥5wd" in row[5]:
        assert any(step.notice and step.notice.days for step in steps)
    if row[4]:
        assert any(step.gives for step in steps)


def test_a_row_is_read_as_it_is_written():
    assert models_of("M-ZZ-03..06") == {"M-ZZ-03", "M-ZZ-04", "M-ZZ-05", "M-ZZ-06"}
    assert models_of("M-JF-01/02;JWH") == {"M-JF-01", "M-JF-02"}
    assert models_of("M-ST-23") == set()
