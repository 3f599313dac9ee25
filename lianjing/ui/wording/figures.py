"""A model's figures in words: money as money, shares as percentages; and a flag explained in its two sentences."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianjing.access.rulebook import library
from lianjing.domain.supervision_models import Measure, SupervisionModel
from lianjing.ui.amounts import money

NO_FIGURE = "\u2014"


def figure(measure: Measure, value: float | None) -> str:
    """Return one figure as a sentence says it, without the unit that the sentence has already."""
    if value is None:
        return NO_FIGURE
    match measure:
        case Measure.FEN:
            return money(round(value))
        case Measure.FEN_PER_KG:
            return _("%(price)s a kg") % {"price": money(round(value))}
        case Measure.GRAMS:
            return _("%(weight)s kg") % {"weight": _number(value / 1000, 1)}
        case Measure.SHARE:
            return f"{_number(value * 100, 1)}%"
        case Measure.TIMES:
            return _number(value, 2)
    return _number(value, 1)


def parameter(unit: str, value: Decimal) -> str:
    """Return a dated figure with its unit: money as money, shares as percentages."""
    if unit == "fen":
        return money(int(value))
    if unit == "share":
        return f"{_number(float(value) * 100, 2)}%"
    return f"{_number(float(value), 2)} {library().labels.units[unit].say(_language())}"


def scale(measure: Measure) -> tuple[float, str]:
    """Return by what a drawing multiplies a figure, and the unit that it then counts in."""
    match measure:
        case Measure.FEN:
            return 0.01, _("yuan")
        case Measure.FEN_PER_KG:
            return 0.01, _("yuan a kg")
        case Measure.GRAMS:
            return 0.001, _("kg")
        case Measure.SHARE:
            return 100.0, "%"
    return 1.0, ""


def explained(model: SupervisionModel, facts: Mapping[str, Any], school: str) -> str:
    """Return a flag's two sentences with its figures, in the reader's language."""
    said = {
        name: figure(model.figures[name], facts.get(name)) if name in model.figures else NO_FIGURE
        for name in ("observed", "baseline", "threshold")
    }
    amount = facts.get("amount")
    return model.explain.say(_language()).format(
        school=school,
        subject=subject(model, facts),
        period=facts.get("period", "") or NO_FIGURE,
        peers=facts.get("peers") or NO_FIGURE,
        amount=NO_FIGURE if amount is None else money(amount),
        rows=facts.get("evidence", ""),
        **said,
    )


def subject(model: SupervisionModel, facts: Mapping[str, Any]) -> str:
    """Return what a question is about as people call it; of somebody's number only what is not the number itself."""
    code, name = str(facts.get("subject", "")), str(facts.get("name", ""))
    if model.subject_column.endswith("_key"):
        return _("(see the rows)")
    return _("%(name)s (%(code)s)") % {"name": name, "code": code} if name else code


def _number(value: float, places: int) -> str:
    text = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    whole, _dot, rest = text.partition(".")
    return number_format(text, decimal_pos=len(rest), use_l10n=True, force_grouping=len(whole) > len("9999"))


def _language() -> str:
    return get_language() or "zh"
