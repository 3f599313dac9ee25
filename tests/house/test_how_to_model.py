"""The model that the how-to begins with is a whole one, and its table of what to write instead says the truth."""

import re

import pytest

from lianjing.access import modelbook
from lianjing.engines.content import read_library, read_power_files
from lianjing.engines.content.models import read_models
from lianjing.engines.screening import faults, try_examples
from tests.house.sources import ROOT

PAGE = (ROOT / "docs" / "how-to" / "add-a-supervision-model.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(yaml|sql)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PAIRS = [
    [cell.strip(" `").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:4]]
    for line in re.findall(r"^\| `[^`]+` \| `[^`]+` \| `[a-z_]+` \|$", PAGE, re.MULTILINE)
]


def test_the_worked_model_keeps_the_profile_and_flags_what_its_examples_say(tmp_path):
    parameters, model, sql = (text for _, text in BLOCKS)
    for name, text in {
        "legal/parameters/of_the_page.yaml": parameters,
        "canteen/M-ST-99.yaml": model,
        "canteen/M-ST-99.sql": sql,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = read_library(county=tmp_path)
    powers = [item.id for item in read_power_files()[0]]
    (asked,) = read_models(library, powers, only=tmp_path / "canteen" / "M-ST-99.yaml").values()
    assert faults(asked.sql, asked.reads, asked.parameters) == []
    assert try_examples(asked, modelbook.layouts(), library.parameters, modelbook.calendar()) == []


def found(text):
    """Return the faults of a query, or of a condition, that are not about tables and columns made up for the page."""
    sql = text if text.startswith("SELECT") else f"SELECT x FROM t WHERE {text}"
    made_up = {"output", "unread", "table", "placeholder", "unused"}
    return {fault.code for fault in faults(f"-- A sentence.\n{sql}", {}, {})} - made_up


@pytest.mark.parametrize(("wrong", "right", "code"), PAIRS)
def test_what_not_to_write_is_refused_and_what_to_write_is_not(wrong, right, code):
    assert code in found(wrong)
    assert found(right) == set()


def test_every_kind_of_construct_has_a_pair():
    by_hand = {"table", "unread", "placeholder", "unused", "output"}  # about the YAML beside it, not about SQL
    from lianjing.engines.screening.profile_lists import HINTS

    assert {code for _, _, code in PAIRS} == set(HINTS) - by_hand
