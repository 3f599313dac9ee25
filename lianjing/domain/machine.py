"""A state machine is a table of steps: lawyers, documents, buttons and tests read the same rows.

Words: a *capacity* is what somebody is to this one item (its maker, its reviewer, one level up), worked out
by the use case from posts and edges. A *fact* is a named thing that must be at hand before a step is taken
(a reason, a second opinion). A *clock* names a dated parameter of `catalogue/legal/`; no number of days
stands in a table. Checks over a whole table (reachable, ends, clocks) live in `machine_checks.py`.
Source: product 6.4, D9; domain 4.3.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from types import MappingProxyType
from typing import Literal

from lianjing.domain.refusals import RuleBroken

CLOCK = "clock"
SYSTEM = "system"
NOBODY: Mapping[str, Collection[int]] = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """One allowed move of an item.

    by: capacities of which the first hand must hold one; `CLOCK` and `SYSTEM` are capacities too.
    together: capacities that further, different people must bring; ("second",) makes four eyes.
    needs: facts that must be at hand, each true for the item at this moment.
    other_than: keys of people kept with the item; nobody who acts may be among them.
    at_most: how often one item may take this step; None = no limit.
    within: parameter after which the step is closed; the use case proves it with the fact "in_time".
    """

    name: str
    src: str
    dst: str
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    at_most: int | None = None
    within: str | None = None

    @property
    def facts_needed(self) -> tuple[str, ...]:
        """Return every fact the step asks for, "in_time" included when it has a time limit of its own."""
        return (*self.needs, "in_time") if self.within else self.needs


@dataclass(frozen=True)
class Clock:
    """What happens when a state has waited for the time that `parameter` names.

    then: the step the clock itself takes; calls: the capacity that is told, the state staying as it is.
    since: counted from entering the state, or from the start of the item. Clocks of one state run one after
    the other, in the order of the table.
    """

    parameter: str
    then: str | None = None
    calls: str | None = None
    since: Literal["entry", "start"] = "entry"


@dataclass(frozen=True)
class Hand:
    """One person acting, and every capacity that person holds towards this item.

    Person 0 is nobody: only the clock and the system act without a person, and no person acts as them.
    """

    person: int
    capacities: frozenset[str]

    def __post_init__(self) -> None:
        """Refuse a person who claims to be the clock or the system, and nobody who claims to be a person."""
        if bool(self.capacities & {CLOCK, SYSTEM}) != (self.person == 0):
            raise ValueError(f"person {self.person} cannot act as {sorted(self.capacities)}")

    @classmethod
    def of(cls, person: int, *capacities: str) -> "Hand":
        """Return the hand of `person` holding `capacities`."""
        return cls(person, frozenset(capacities))


THE_CLOCK = Hand.of(0, CLOCK)
THE_SYSTEM = Hand.of(0, SYSTEM)


@dataclass(frozen=True)
class Machine:
    """The whole life of one kind of item.

    ends: states without a way on. clocks: for every other state, what happens when nobody acts.
    people: keys under which people are kept with the item, for `Step.other_than`.
    source: the row of the product or the law that the table follows.
    stands_in_vacation: whether a school's vacation stops the clocks, except for food, safety and money (`pauses.py`).
    """

    name: str
    start: str
    ends: frozenset[str]
    steps: tuple[Step, ...]
    clocks: Mapping[str, tuple[Clock, ...]] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    source: str = ""
    stands_in_vacation: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """Return every state the table names, start first, then in the order of the steps."""
        named = [self.start]
        for step in self.steps:
            named += [step.src, step.dst]
        return tuple(dict.fromkeys([*named, *sorted(self.ends), *self.clocks]))

    def step(self, state: str, name: str) -> Step | None:
        """Return the step called `name` that leaves `state`, or None."""
        return next((step for step in self.steps if step.src == state and step.name == name), None)

    def steps_from(self, state: str, by: Collection[str]) -> tuple[Step, ...]:
        """Return the steps that leave `state` and may be begun in one of the capacities `by` (for buttons)."""
        return tuple(step for step in self.steps if step.src == state and set(step.by) & set(by))

    def clocks_of(self, state: str) -> tuple[Clock, ...]:
        """Return the clocks that run while an item waits in `state`, in order; empty at an end."""
        return tuple(self.clocks.get(state, ()))

    def take(
        self,
        state: str,
        name: str,
        *hands: Hand,
        facts: Collection[str] = (),
        people: Mapping[str, Collection[int]] = NOBODY,
        taken: int = 0,
    ) -> Step:
        """Return the step `name` from `state`, or refuse it, naming what is missing and what is possible.

        hands: who acts now, the one who began it first; THE_CLOCK or THE_SYSTEM when no person does.
        facts: the facts at hand. people: person ids kept with the item, by key; a key that the step excludes
        and that is not given refuses the step (an empty set says "nobody yet"). taken: how often this item
        took this step before.
        Raises RuleBroken("step_refused", machine, state, step, why, missing, possible), where `why` lists
        the reasons and `missing` what each one lacks.
        """
        step = self.step(state, name)
        lacks = self._lacks_place(state, name) if step is None else _lacks(step, hands, facts, people, taken)
        if step is not None and not lacks:
            return step
        held = {capacity for hand in hands for capacity in hand.capacities}
        raise RuleBroken(
            "step_refused",
            machine=self.name,
            state=state,
            step=name,
            why=tuple(lacks),
            missing=tuple(word for words in lacks.values() for word in words),
            possible=tuple(possible.name for possible in self.steps_from(state, held)),
        )

    def _lacks_place(self, state: str, name: str) -> dict[str, tuple[str, ...]]:
        if state not in self.states:
            return {"unknown_state": (state,)}
        places = tuple(step.src for step in self.steps if step.name == name)
        return {"not_from_here": places} if places else {"unknown_step": (name,)}


def _lacks(
    step: Step, hands: tuple[Hand, ...], facts: Collection[str], people: Mapping[str, Collection[int]], taken: int
) -> dict[str, tuple[str, ...]]:
    """Return, by reason, what keeps `hands` from taking `step`; empty when nothing does."""
    lacks: dict[str, tuple[str, ...]] = {}
    if not any(set(step.by) & hand.capacities for hand in hands[:1]):
        lacks["not_yours"] = step.by
    elif not _enough_hands(step, hands):
        lacks["too_few_hands"] = step.together
    if absent := tuple(fact for fact in step.facts_needed if fact not in facts):
        lacks["facts_missing"] = absent
    if unknown := tuple(key for key in step.other_than if key not in people):
        lacks["people_unknown"] = unknown
    if same := tuple(_same_people(step, hands, people)):
        lacks["same_person"] = same
    if step.at_most is not None and taken >= step.at_most:
        lacks["too_often"] = (str(step.at_most),)
    return lacks


def _enough_hands(step: Step, hands: tuple[Hand, ...]) -> bool:
    """Return whether different people hold every capacity in `together`, the first hand aside."""
    others = tuple({hand.person: hand for hand in hands[1:] if hand.person != hands[0].person}.values())
    return any(
        all(capacity in hand.capacities for capacity, hand in zip(step.together, chosen, strict=True))
        for chosen in permutations(others, len(step.together))
    )


def _same_people(step: Step, hands: tuple[Hand, ...], people: Mapping[str, Collection[int]]) -> Iterator[str]:
    acting = {hand.person for hand in hands if hand not in (THE_CLOCK, THE_SYSTEM)}
    for key in step.other_than:
        if acting & set(people.get(key, ())):
            yield key
