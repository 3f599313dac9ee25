"""The same check again: the model, the chart or the question of posts that raised the flag, over what counts now."""

from dataclasses import dataclass
from datetime import date

from lianjing.access import flow_flags, rectifying, screening
from lianjing.access.flow_flags import FLOW
from lianjing.records.models import Rectification, RedFlag
from lianjing.rooms.redflags import usecases as redflags


@dataclass(frozen=True)
class Again:
    """What asking again found. result: clean, found, unknown (rows are missing), none (nothing asked it by rows).

    cases: of a chart's question, how many cases the period shows now; a later one is a case more.
    """

    result: str
    cases: int = 0

    @property
    def passed(self) -> bool:
        """Return whether nothing stands against it: clean, or nothing to ask."""
        return self.result in ("clean", "none")


def ask(record: Rectification, on: date) -> Again:
    """Ask again what opened a rectification."""
    flag = rectifying.flag_of(record)
    if flag is None or flag.danger:
        return Again("none")
    if flag.run_id is not None:
        return Again(screening.asks_again(flag, on))
    if flag.code == FLOW:
        return _flow(record, flag)
    return Again("found" if redflags.still_there(flag, on) else "clean")


def _flow(record: Rectification, flag: RedFlag) -> Again:
    """Compare the cases of the half year with those there were: what happened stays happened, one more is a relapse."""
    shown = flow_flags.deviations().get(flag.dedup_key)
    now = shown.cases if shown else 0
    before = record.look_back.get("baseline", flag.facts.get("cases", 0))
    return Again("found" if now > before else "clean", now)
