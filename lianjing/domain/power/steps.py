"""What stands at one step of a power: post, papers, limits, decision level, risk, supervision, notice.

A step's number is the one of the field brief (domain 1H). Figures are a county default (`county`), cited, or the name
of a dated figure of `catalogue/legal/parameters`; no figure of the law stands here by itself (design decision 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianjing.domain.parameters import Parameters, Unit, Words


class Level(StrEnum):
    """How much a risk weighs: high is grade I, middle II, low III (domain 1)."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


class Bound(StrEnum):
    """What a limit asks of the day of a step, seen from the day it refers to."""

    WITHIN = "within"  # no later than so long after it
    AHEAD = "ahead"  # no later than so long before it
    WAIT = "wait"  # no earlier than so long after it


@dataclass(frozen=True)
class Span:
    """A length of time: `count` of `unit`, or the legal figure `figure` in force on the day it is asked for.

    basis: the instrument's code, "" for a county default. Count 0 of days means the same day.
    """

    count: int
    unit: Unit
    figure: str = ""
    basis: str = ""

    @property
    def county(self) -> bool:
        """Return whether the county set it: a page must not call it a legal figure."""
        return not self.figure and not self.basis


@dataclass(frozen=True)
class StepLimit:
    """When a step must be taken. `of`: a step's number, a day's id of the item, or "" for the step taken before it."""

    bound: Bound
    span: Span
    of: str = ""


@dataclass(frozen=True)
class Decision:
    """From this amount on (fen), the step belongs to these posts. `figure`: the legal parameter, when it is one."""

    from_fen: int
    posts: tuple[str, ...]
    figure: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Risk:
    """What can go wrong at a step, how much it weighs, and the control against it."""

    level: Level
    what: Words
    control: Words


@dataclass(frozen=True)
class Watch:
    """A supervision point: who checks (a post code, "public", or "" for a model), how, which model, by which right."""

    who: str
    how: Words
    model: str = ""
    right: str = ""


class NoticeKind(StrEnum):
    """A public notice asks for objections for some days; a disclosure stays; one is told alone."""

    NOTICE = "notice"
    DISCLOSURE = "disclosure"
    TOLD = "told"


@dataclass(frozen=True)
class Publication:
    """What a step makes public. `fields`: ids of `notice_fields.yaml`; nothing else may go out.

    masks: field -> mask. days: how long it hangs, None for a disclosure that stays. where: ids of places.
    every: "" or week, month, term, year for what comes again.
    """

    kind: NoticeKind
    what: Words
    fields: tuple[str, ...]
    masks: Mapping[str, str]
    where: tuple[str, ...]
    days: Span | None = None
    every: str = ""


@dataclass(frozen=True)
class Step:
    """One step. `posts`: the codes of those who may take it, the accountable one first; all of them together
    when `people` asks for more than one. `reads`, `gives`: ids of the item's papers.
    """

    no: str
    name: Words
    posts: tuple[str, ...]
    people: int = 1
    reads: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    limits: tuple[StepLimit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    risk: Risk | None = None
    watches: tuple[Watch, ...] = ()
    notice: Publication | None = None
    hint: Words | None = None

    def level_for(self, fen: int | None) -> Decision | None:
        """Return the decision level that an amount reaches, the highest one; None when the step's own posts do."""
        reached = [one for one in self.decisions if fen is not None and fen >= one.from_fen]
        return max(reached, key=lambda one: one.from_fen, default=None)

    def posts_for(self, fen: int | None) -> tuple[str, ...]:
        """Return the posts that may take it for an amount; while none is known, those of every level, its own first."""
        if fen is None:
            return tuple(dict.fromkeys([*self.posts, *(post for one in self.decisions for post in one.posts)]))
        level = self.level_for(fen)
        return level.posts if level else self.posts


def figures_of(step: Step) -> set[str]:
    """Return the names of the legal figures that a step refers to."""
    spans = [limit.span for limit in step.limits] + ([step.notice.days] if step.notice and step.notice.days else [])
    return {span.figure for span in spans if span.figure} | {one.figure for one in step.decisions if one.figure}


def unknown_figures(step: Step, figures: Parameters) -> set[str]:
    """Return the figures of a step that the catalogue does not hold."""
    return {name for name in figures_of(step) if name not in figures.by_name}
