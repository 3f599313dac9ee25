"""Every supervision model of the catalogue: inside the profile, right on its own rows, locked, enough of them."""

from collections import Counter

import pytest

from lianjing.access import modelbook
from lianjing.domain.supervision_models import RUNNING
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


def test_the_lock_names_these_models_only():
    assert set(model_checks.locked()) == set(MODELS)


def test_a_changed_question_needs_a_higher_version(monkeypatch, tmp_path):
    """Negative control of the lock: the same version with other logic is a fault, a higher one asks to be locked."""
    from dataclasses import replace

    model = next(iter(MODELS.values()))
    changed = replace(model, sql=model.sql + "\n")
    assert any("Raise `version`" in fault["fault"] for fault in model_checks.faults_of(changed))
    newer = replace(changed, version=model.version + 1)
    assert any("not locked yet" in fault["fault"] for fault in model_checks.faults_of(newer))
