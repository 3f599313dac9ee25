"""The rules of a power's steps, each asked of all events at once: posts, people, papers, amounts, times, notices.

What is not known raises nothing: a rule is asked only where its facts are there. A limit that refers to a step refers
to the last time that step was taken before the event it is asked of. Rules are asked of events in their order: where
events at one time may have happened in another, `places` say in which.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lianjing.domain.parameters import Parameters
from lianjing.domain.power.deviations import Deviation, Finding
from lianjing.domain.power.flow import Choice, Flow, Guard, inner, steps_of
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.domain.worktime import Calendar
from lianjing.engines.flowcharts.events import UNKNOWN, EventTable, Ints
from lianjing.engines.flowcharts.limits import limit_hits, notice_hits


@dataclass(frozen=True)
class Hits:
    """Every event that breaks one rule. other: the event it is held against, UNKNOWN without one."""

    kind: Deviation
    step: str
    events: Ints
    other: Ints
    facts: dict[str, object]

    def at(self, places: Ints) -> "Hits":
        """Return the same hits of events that stand at `places`."""
        other = np.where(self.other == UNKNOWN, UNKNOWN, places[self.other])
        return replace(self, events=places[self.events], other=other)


def rule_hits(
    item: Item, events: EventTable, calendar: Calendar, figures: Parameters, places: Ints | None = None
) -> list[Hits]:
    """Return what breaks the rules of `item`, by rule, in the order of its steps; rules without hits are left out.

    places: the order in which the events are read, None for their own.
    """
    asked = _Asked(item, events if places is None else events.rows(places), calendar, figures)
    found = [hits for hits in asked.all() if len(hits.events)]
    return found if places is None else [hits.at(places) for hits in found]


def findings_by_case(hits: list[Hits], events: EventTable) -> dict[int, list[Finding]]:
    """Return the findings of each case that has any; `at` counts the events of the case from 0."""
    found: dict[int, list[Finding]] = {}
    first = events.first
    for rule in hits:
        for event, other in zip(rule.events.tolist(), rule.other.tolist(), strict=True):
            places = [event] if other == UNKNOWN else [event, other]
            at = tuple(place - int(first[event]) for place in places)
            found.setdefault(int(events.case[event]), []).append(Finding(rule.kind, rule.step, at, rule.facts))
    return found


class _Asked:
    def __init__(self, item: Item, events: EventTable, calendar: Calendar, figures: Parameters) -> None:
        self.item, self.events, self.calendar, self.figures = item, events, calendar, figures
        self.codes = {no: code for code, no in enumerate(events.steps)}
        self.papers = {paper: 1 << place for place, paper in enumerate(item.papers or {})}

    def all(self) -> Iterator[Hits]:
        for step in self.item.steps:
            at = self.taken(step.no)
            if len(at):
                yield from self.of_step(step, at)
        yield from self.branches(self.item.flow)
        yield from self.apart()

    def taken(self, no: str) -> Ints:
        """Return the places of the events of a step."""
        return np.flatnonzero(self.events.step == self.codes.get(no, -2))

    def of_step(self, step: Step, at: Ints) -> Iterator[Hits]:
        yield self.hits(Deviation.TOO_FEW, step, self.too_few(step, at), people=step.people)
        yield from self.levels(step, at)
        for paper in step.gives:
            known = self.events.papers[at]
            lacking = at[(known != UNKNOWN) & (known & self.papers[paper] == 0)]
            yield self.hits(Deviation.NO_PAPER, step, lacking, paper=paper)
        for limit in step.limits:
            late = limit_hits(limit, at, self.events, self.taken(limit.of), self.calendar, self.figures)
            yield Hits(late.kind, step.no, late.events, late.other, {"limit": limit})
        if step.notice and step.notice.days:
            short = notice_hits(step.notice.days, at, self.events, self.calendar, self.figures)
            yield self.hits(Deviation.NOTICE_SHORT, step, short, days=step.notice.days)

    def too_few(self, step: Step, at: Ints) -> Ints:
        counted = self.counted(at)
        return at[(counted > 0) & (counted + self.events.awaited[at] < step.people)]

    def counted(self, at: Ints) -> Ints:
        """Return how many different people took each event."""
        event, person = self.pairs(at)
        return np.bincount(np.unique(np.stack([event, person]), axis=1)[0], minlength=len(at))

    def pairs(self, at: Ints) -> tuple[Ints, Ints]:
        """Return (place in `at`, person) for every person of the events at `at`."""
        starts, ends = self.events.people_from[at], self.events.people_from[at + 1]
        lengths = ends - starts
        event = np.repeat(np.arange(len(at)), lengths)
        inside = np.arange(len(event)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return event, self.events.people[np.repeat(starts, lengths) + inside]

    def levels(self, step: Step, at: Ints) -> Iterator[Hits]:
        """Yield wrong posts below the first decision level, and wrong levels from there on.

        While the amount is not known, nobody knows the level: the posts of every one may take the step.
        """
        known = at[self.events.post[at] != UNKNOWN]
        amount = self.events.amount[self.events.case[known]]
        reached = np.zeros(len(known), np.int64)
        ladder = sorted(step.decisions, key=lambda one: one.from_fen)
        for rung, decision in enumerate(ladder, start=1):
            reached[(amount != UNKNOWN) & (amount >= decision.from_fen)] = rung
        may = self.has_post(known, step.posts) | (amount == UNKNOWN) & self.has_post(known, step.posts_for(None))
        yield self.hits(Deviation.WRONG_POST, step, known[(reached == 0) & ~may])
        for rung, decision in enumerate(ladder, start=1):
            wrong = known[(reached == rung) & ~self.has_post(known, decision.posts)]
            yield self.hits(Deviation.WRONG_LEVEL, step, wrong, posts=decision.posts, from_fen=decision.from_fen)

    def has_post(self, at: Ints, posts: tuple[str, ...]) -> NDArray[np.bool_]:
        codes = [code for code, post in enumerate(self.events.posts) if post in posts]
        return np.isin(self.events.post[at], codes)

    def branches(self, flow: Flow) -> Iterator[Hits]:
        """Yield the first step taken of a branch that is meant for other amounts."""
        for part in flow:
            for branch in part.branches if isinstance(part, Choice) else ():
                if branch.guard is not None:
                    yield from self.wrong_branch(tuple(steps_of(branch.parts)), branch.guard)
            for one in inner(part):
                yield from self.branches(one)

    def wrong_branch(self, steps: tuple[Step, ...], guard: Guard) -> Iterator[Hits]:
        at = np.sort(np.concatenate([self.taken(step.no) for step in steps] or [np.empty(0, np.int64)]))
        amount = self.events.amount[self.events.case[at]]
        outside = np.zeros(len(at), np.bool_)
        if guard.at_least is not None:
            outside |= amount < guard.at_least
        if guard.below is not None:
            outside |= amount >= guard.below
        wrong = at[outside & (amount != UNKNOWN)]
        wrong = wrong[np.unique(self.events.case[wrong], return_index=True)[1]]
        for step in steps:
            mine = wrong[self.events.step[wrong] == self.codes.get(step.no, -2)]
            yield self.hits(Deviation.WRONG_BRANCH, step, mine, at_least=guard.at_least, below=guard.below)

    def apart(self) -> Iterator[Hits]:
        """Yield, for each pair of steps kept apart, the later event whenever one person took both (all pairs asked)."""
        waived = self.item.waiver.classes if self.item.waiver else ()
        small = np.isin(np.asarray(self.events.size_class, object), waived)[self.events.case]
        free = self.item.apart(waived[0]) if waived else self.item.apart()
        for one, other in sorted(self.item.apart()):
            first, second = self.taken(one), self.taken(other)
            if (one, other) not in free:
                first, second = first[~small[first]], second[~small[second]]
            yield from self.same_person(one, other, first, second)

    def same_person(self, one: str, other: str, first: Ints, second: Ints) -> Iterator[Hits]:
        (left, left_key), (right, right_key) = self.keys(first), self.keys(second)
        shared = np.intersect1d(left_key, right_key)
        mine, theirs = _last_of(shared, left_key, left), _last_of(shared, right_key, right)
        later, earlier = np.maximum(mine, theirs), np.minimum(mine, theirs)
        for no, here in ((one, later == mine), (other, later != mine)):
            pairs = np.unique(np.stack([later[here], earlier[here]]), axis=1)
            facts: dict[str, object] = {"other": other if no == one else one}
            yield Hits(Deviation.SAME_PERSON, no, pairs[0], pairs[1], facts)

    def keys(self, at: Ints) -> tuple[Ints, Ints]:
        """Return (event, case and person as one key) for every person of the events at `at`."""
        place, person = self.pairs(at)
        event = at[place]
        people = int(self.events.people.max(initial=0)) + 1
        return event, self.events.case[event] * people + person

    def hits(self, kind: Deviation, step: Step, at: Ints, **facts: object) -> Hits:
        return Hits(kind, step.no, at, np.full(len(at), UNKNOWN), facts)


def _last_of(shared: Ints, keys: Ints, events: Ints) -> Ints:
    """Return the last event of each shared key; events are in order."""
    order = np.argsort(keys, kind="stable")
    return events[order[np.searchsorted(keys[order], shared, side="right") - 1]]
