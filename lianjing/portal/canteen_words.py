"""The canteen's sum in words, lines and a small drawing: a parent with paper and pencil gets the same (K11)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lianjing.access.canteen import CanteenMonth
from lianjing.ui import charts
from lianjing.ui.amounts import money

_CENTS = 100


@dataclass(frozen=True)
class SumLine:
    """One line of the sum. how: how the figure comes about. total: closes a side."""

    words: str
    yuan: str
    how: str = ""
    total: bool = False


@dataclass(frozen=True)
class CanteenPage:
    """The sum as the page shows it; gaps: what does not add up, each in a sentence."""

    month: str
    lines: list[SumLine]
    gaps: list[str]
    chart: Any


def canteen_page(month: CanteenMonth | None, _language: str) -> CanteenPage | None:
    """Return the sum of a canteen's month in words, None when there is none."""
    if month is None:
        return None
    held = month.amounts
    bought = _("fuel, small things"), held["out_fuel"] + held["out_misc"]
    rows = [
        (_("food"), held["out_food"] / _CENTS),
        (bought[0], bought[1] / _CENTS),
        (_("wages, as far as allowed"), held["out_labour"] / _CENTS),
        (_("other"), held["out_other"] / _CENTS),
    ]
    return CanteenPage(
        month=month.month,
        lines=[*_in(month), *_out(month)],
        gaps=_gaps(month),
        chart=charts.bars(rows, title=_("Where the money went"), unit=_("yuan")),
    )


def _in(month: CanteenMonth) -> list[SumLine]:
    held = month.amounts
    lines = [
        SumLine(_("Left over from before"), money(held["open_balance"])),
        SumLine(
            _("Paid by parents"),
            money(held["in_pupils"]),
            _times(month.meals, held["in_pupils"]),
        ),
        SumLine(_("Subsidy for meals"), money(held["in_nip"]), _subsidy(month)),
        SumLine(
            _("Paid by staff"), money(held["in_staff"]), _("%(meals)s meals") % {"meals": f"{month.staff_meals:,}"}
        ),
        SumLine(_("From the budget, and other"), money(held["in_fiscal"] + held["in_other"])),
    ]
    return [*lines, SumLine(_("Together"), money(held["open_balance"] + month.came_in), total=True)]


def _times(meals: int, paid: int) -> str:
    """Return meals and the price that gives the sum; an average is called one, since no product of it would."""
    if not meals:
        return ""
    said = {"meals": f"{meals:,}", "each": money(round(paid / meals))}
    return (_("%(meals)s meals, %(each)s each on average") if paid % meals else _("%(meals)s meals at %(each)s")) % said


def _out(month: CanteenMonth) -> list[SumLine]:
    held = month.amounts
    delivered = (
        "" if month.delivered is None else _("delivery notes add up to %(sum)s") % {"sum": money(month.delivered)}
    )
    return [
        SumLine(_("Food bought"), money(held["out_food"]), delivered),
        SumLine(_("Fuel"), money(held["out_fuel"])),
        SumLine(_("Wages, as far as allowed"), money(held["out_labour"])),
        SumLine(_("Small things and other"), money(held["out_misc"] + held["out_other"])),
        SumLine(_("Left over now"), money(held["close_balance"])),
        SumLine(_("Together"), money(month.went_out + held["close_balance"]), total=True),
    ]


def _subsidy(month: CanteenMonth) -> str:
    if month.standard is None or not month.subsidised:
        return ""
    return _("%(meals)s meals at %(each)s") % {"meals": f"{month.subsidised:,}", "each": money(month.standard)}


def _gaps(month: CanteenMonth) -> list[str]:
    gaps = []
    if month.gap:
        gaps.append(_("The two sides differ by %(sum)s.") % {"sum": money(abs(month.gap))})
    if month.standard is not None and month.subsidised:
        off = month.amounts["in_nip"] - month.standard * month.subsidised
        if off:
            gaps.append(_("The subsidy differs from meals times standard by %(sum)s.") % {"sum": money(abs(off))})
    if month.delivered is not None and month.delivered != month.amounts["out_food"]:
        off = month.amounts["out_food"] - month.delivered
        gaps.append(_("Food in the books and delivery notes differ by %(sum)s.") % {"sum": money(abs(off))})
    return gaps
