"""The steps of a power that a question touches, as choices and words; the papers that help; the rule behind it."""

from datetime import date
from typing import Any

from django.utils.translation import get_language

from lianjing.access import flag_steps, modelbook
from lianjing.access.flag_steps import Touched
from lianjing.records.models import RedFlag


def steps_to_choose(flag: RedFlag, on: date) -> list[tuple[str, str]]:
    """Return (power/step, words) of every step of the power a flag touches, the touched ones first."""
    found = flag_steps.touched(flag, on)
    if found is None:
        return []
    ordered = [*found.steps, *(step for step in found.item.steps if step not in found.steps)]
    return [(f"{found.item.id}/{step.no}", named(found, step.no)) for step in ordered]


def named(found: Touched, no: str) -> str:
    """Return a step with its power, as people know them."""
    language = _language()
    step = found.item.step(no)
    return f"{found.item.id} {found.item.name.say(language)} {step.no} {step.name.say(language)}"


def rule_of(flag: RedFlag, on: date) -> str:
    """Return the rule that stands behind a question: the model's, else the power's; "" where neither names one."""
    model = modelbook.models().get(flag.code)
    if model and model.basis:
        return "; ".join(one.cite(_language()) for one in model.basis)[:200]
    found = flag_steps.touched(flag, on)
    return "; ".join(one.cite(_language()) for one in found.item.basis)[:200] if found else ""


def helpful_papers(found: Touched | None) -> list[str]:
    """Return the papers that help, by name: what the touched steps leave behind, and what they rest on."""
    if found is None:
        return []
    known: Any = found.item.papers or {}
    return [known[paper].say(_language()) for paper in flag_steps.papers_of(found) if paper in known]


def _language() -> str:
    return get_language() or "zh"
