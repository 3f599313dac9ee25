"""Every refusal of the rules on money, time, figures and content, and of the lake, has a sentence of its own facts."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Fen
from lianjing.ui.wording import lake, rules

ROOT = Path(__file__).parents[2] / "lianjing"
FILES = [
    *(ROOT / "domain" / name for name in ("values.py", "money_text.py", "worktime.py", "parameters.py")),
    *sorted((ROOT / "engines/content").glob("*.py")),
    *sorted((ROOT / "engines/lake").glob("*.py")),
    *sorted((ROOT / "engines/matching").glob("*.py")),
]
SENTENCES = {**rules.SENTENCES, **lake.SENTENCES}


@pytest.fixture(autouse=True)
def in_english():
    """Sentences are compared in the language of the source, whatever was compiled."""
    with translation.override("en"):
        yield


def raised():
    """Return code -> names of its facts, from every `RuleBroken("code", fact=...)` in the files."""
    found = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RuleBroken":
                assert isinstance(node.args[0], ast.Constant), path
                found.setdefault(node.args[0].value, []).append({keyword.arg for keyword in node.keywords})
    return found


def test_every_code_is_worded_and_no_sentence_is_idle():
    assert set(raised()) == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_uses_only_facts_that_every_refusal_brings(code):
    if not callable(SENTENCES[code]):
        named = set(re.findall(r"%\((\w+)\)", str(SENTENCES[code])))
        assert all(named <= facts for facts in raised()[code])


def test_the_reasons_of_unreadable_money_are_those_that_occur():
    source = (ROOT / "domain/money_text.py").read_text(encoding="utf-8")
    assert set(re.findall(r'_unreadable\(text, "(\w+)"\)', source)) == set(rules.MONEY)
    with pytest.raises(RuleBroken) as refused:
        Fen.parse("三万五")
    assert rules.money_unreadable(refused.value.facts).startswith('"三万五" cannot be read as money: it can be read as')


def test_missing_vacations_and_faulty_files_say_what_to_do():
    assert "There is no school calendar" in rules.vacations_too_short({"last": None})
    assert "not to 2027-09-01" in rules.vacations_too_short({"first": "a", "last": "b", "day": "2027-09-01"})
    assert "tea.yaml:3" in rules.content_wrong({"count": 2, "first": "tea.yaml:3: unit"})
