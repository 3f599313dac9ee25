"""What both sides are told about a waiting item: who must act, until when, and what happens then."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lianjing.access import rulebook, waiting, waiting_kinds
from lianjing.domain.machine import CLOCK, SYSTEM, Clock
from lianjing.domain.machines import ALL
from lianjing.ui.wording import states


@dataclass(frozen=True)
class Ticking:
    """The three answers, in the reader's language; `until` is None where no day is known."""

    who: str
    until: date | None
    then: str


def ticking(machine: str, state: str, until: date | None, who: Any = "", called: int = 0) -> Ticking | None:
    """Return what a waiting item tells its reader, None at an end.

    until: the last day in time. who: the post or unit that must act, where the page may name it; else the table's
    word for it. called: how many clocks of this state have run out already.
    """
    clocks = ALL[machine].clocks_of(state)
    if not clocks:
        return None
    clock = clocks[min(called, len(clocks) - 1)]
    return Ticking(str(who) if who else _capacities(machine, state), until, _then(machine, state, clock))


def ticking_of(record: Any, who: Any = "") -> Ticking | None:
    """Return what a record tells its reader who was let to it; one query."""
    until, called = waiting.last_day(record)
    machine = waiting_kinds.BY_TABLE[record._meta.model_name].name
    return ticking(machine, record.state, until, who, called)


def _capacities(machine: str, state: str) -> str:
    """Return who takes the first step that a person may take from `state`: a table begins with what should be done."""
    by = (step.by for step in ALL[machine].steps if step.src == state)
    people = next((found for one in by if (found := [name for name in one if name not in (CLOCK, SYSTEM)])), [SYSTEM])
    words, language = rulebook.library().labels.capacities, get_language() or "zh"
    return _(", ").join(words[name].say(language) for name in people)


def _then(machine: str, state: str, clock: Clock) -> str:
    labels, language = rulebook.library().labels, get_language() or "zh"
    if clock.then is not None:
        step = ALL[machine].step(state, clock.then)
        dst = states.state(machine, step.dst)[1] if step else ""
        return _("It goes on by itself: %(state)s") % {"state": dst}
    if clock.calls == SYSTEM:
        return _("It goes on by itself")
    return _("It is put before: %(who)s") % {"who": labels.capacities[clock.calls or ""].say(language)}
