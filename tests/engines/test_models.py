"""Every supervision model of the catalogue: inside the profile, right on its own rows, locked, enough of them."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import sqlglot
from sqlglot.tokens import TokenType

from lianjing.access import modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import RUNNING
from lianjing.engines.screening.figures import placeholders, unknown_days
from lianjing.jobs import model_checks

pytestmark = pytest.mark.once

SIX = ("enrolment", "staff", "materials", "aid", "canteen", "finance")
MODELS = modelbook.models()


@pytest.mark.parametrize("name", MODELS)
def test_a_model_keeps_the_profile_and_flags_what_its_examples_say(name):
    assert model_checks.faults_of(MODELS[name]) == []


def test_there_are_as_many_models_as_the_plan_asks_none_of_the_six_areas_below_eight():
    running = Counter(model.area for model in MODELS.values() if model.status in RUNNING)
    assert running.total() >= 72
    assert all(running[area] >= 8 for area in SIX), running


@pytest.mark.parametrize("name", [name for name in MODELS if "parameters" in MODELS[name].sql])
def test_a_model_that_judges_rows_by_their_day_says_by_which(name):
    """So that rows of days whose figure is not known are grey; a figure that was always known needs no saying."""
    model = MODELS[name]
    known = ("$today", "t.first_day")  # a term that the calendar knows began when its figures were known
    by_day = set(re.findall(r"(\S+) BETWEEN \w+\.first_on", model.sql)).difference(known)
    somewhere = replace(model, judged_on={"any": "day"})
    if by_day and unknown_days(somewhere, modelbook.parameters(), date(2050, 1, 1)):
        assert model.judged_on


def test_the_lock_names_these_models_only():
    assert set(modelbook.locked()) == set(MODELS)


def test_a_changed_question_needs_a_higher_version(monkeypatch, tmp_path):
    """Negative control of the lock: the same version with other logic is a fault, a higher one asks to be locked."""
    model = next(iter(MODELS.values()))
    changed = replace(model, sql=model.sql + "\n")
    assert any("Raise `version`" in fault["fault"] for fault in model_checks.faults_of(changed))
    newer = replace(changed, version=model.version + 1)
    assert any("not locked yet" in fault["fault"] for fault in model_checks.faults_of(newer))


def test_a_model_whose_examples_do_not_flag_what_they_say_is_not_locked(monkeypatch, tmp_path):
    """The lock says that examples were run: one that is wrong, or a fault in the SQL, keeps the file as it was."""
    model = MODELS["M-GK-03"]
    blind = replace(model, version=model.version + 1, sql=model.sql.replace("> $overdue", "> $overdue + $overdue"))
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [blind])
    monkeypatch.setattr(modelbook, "LOCK", tmp_path / "lock.json")
    assert modelbook.unproven([blind]) == ["M-GK-03"]
    with pytest.raises(RuleBroken, match="model_not_as_it_says"):
        model_checks.lock()
    assert not (tmp_path / "lock.json").exists()
    monkeypatch.setattr(modelbook, "chosen", lambda only="": [model])
    assert model_checks.lock() == 1
    assert modelbook.unproven([model]) == []


def test_a_folder_of_models_elsewhere_is_checked_without_the_lock(tmp_path):
    model_checks.begin("M-ST-99", "canteen", tmp_path)
    assert model_checks.check([], lambda *_: None, tmp_path) == {"models": 1, "examples": 5, "faults": []}
    sql = tmp_path / "canteen" / "M-ST-99.sql"
    sql.write_text(sql.read_text().replace("SELECT", "SELECT now(),", 1))
    assert model_checks.check(["M-ST-99"], lambda *_: None, tmp_path)["faults"]
    with pytest.raises(RuleBroken, match="model_unknown"):
        model_checks.check(["M-ST-01"], lambda *_: None, tmp_path)
    with pytest.raises(RuleBroken, match="models_not_found"):
        model_checks.check([], lambda *_: None, tmp_path / "canteen")


@pytest.mark.parametrize("name", MODELS)
def test_the_names_a_model_binds_are_those_a_parser_finds(name):
    marks = pairwise(sqlglot.tokenize(MODELS[name].sql, read="duckdb"))
    assert placeholders(MODELS[name].sql) == {
        word.text for mark, word in marks if mark.token_type is TokenType.PARAMETER
    }


def test_what_is_quoted_or_a_remark_binds_nothing():
    sql = """SELECT '$a ''$b', "x$c" -- $d
    /* $e
    $f */ FROM t WHERE n > $limit AND day < $today"""
    assert placeholders(sql) == {"limit", "today"}
