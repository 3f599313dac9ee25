"""The units below a post as lights with their reasons, grey first: three queries, however many units there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from lianjing.access import policy, rulebook
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.domain.lights import Reason, Tone, first_looked_at, light_of
from lianjing.domain.power.light import half_year
from lianjing.domain.worktime import add_working_days
from lianjing.records.models import Disclosure, LightCell, Org
from lianjing.ui.wording import lights as words

_SCHOOLS = ("school", "central_school", "county_school")
_REASONS = 3


@dataclass(frozen=True)
class Lit:
    """One unit with its light. more: reasons beyond the first three."""

    unit: Org
    tone: Tone
    tone_words: Any
    reasons: tuple[str, ...]
    more: int
    way_back: Any


def lights(post: Seat) -> list[Lit]:
    """Return the schools that the post looks down on, what is not known first; none for a post that reads no matter."""
    if not policy.holds(post, Action.MATTER_READ):
        return []
    units = policy.visible(post, Action.MATTER_READ, Org).filter(in_force(post.on), kind__in=_SCHOOLS)
    found = {unit.pk: unit for unit in units.order_by("path")}
    cases, reasons = _from_charts(post)
    for key, due, power in _not_public(post):
        reasons[key].append(Reason("not_public", power, late=_answered_by(due) < post.on))
    shown = [_lit(unit, cases[key], tuple(reasons[key])) for key, unit in found.items()]
    return sorted(shown, key=lambda lit: (first_looked_at(lit.tone), lit.unit.path))


def _from_charts(post: Seat) -> tuple[dict[int, int], dict[int, list[Reason]]]:
    """Return by unit how many cases are known, and where they went otherwise than the chart, or late."""
    cells = policy.visible(post, Action.MATTER_READ, LightCell).filter(half=half_year(post.on))
    rows = cells.values("org", "run__item").annotate(all=Sum("passed"), otherwise=Sum("deviated"), slow=Sum("late"))
    cases: dict[int, int] = defaultdict(int)
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for row in rows.order_by("org", "run__item"):
        cases[row["org"]] += row["all"]
        if row["otherwise"]:
            reasons[row["org"]].append(Reason("otherwise", row["run__item"]))
        elif row["slow"]:
            reasons[row["org"]].append(Reason("slow", row["run__item"]))
    return cases, reasons


def _not_public(post: Seat) -> list[tuple[int, date, str]]:
    if not policy.holds(post, Action.NOTICE_READ):
        return []
    rows = policy.visible(post, Action.NOTICE_READ, Disclosure).filter(state="overdue")
    return list(rows.order_by("due_on", "id").values_list("org", "due_on", "item"))


def _answered_by(due: date) -> date:
    book = rulebook.library()
    return add_working_days(due, book.parameters.whole("answer.window", due), book.calendar)


def _lit(unit: Org, cases: int, reasons: tuple[Reason, ...]) -> Lit:
    tone = light_of(cases, reasons)
    said = tuple(dict.fromkeys(words.reason(one.what, one.about) for one in reasons))
    back = words.WAY_BACK.get(tone.value, "")
    return Lit(unit, tone, words.TONES[tone.value], said[:_REASONS], max(0, len(said) - _REASONS), back)
