"""Every case of a log against a chart, in one pass over columns: which fit, which deviate, and by how much.

The pass costs a table look-up an event. Only cases that deviate are looked at again: equal ones are joined to a
variant, each variant is explained once, and what it costs is joined back.
"""

import hashlib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field

import numpy as np

from lianjing.engines.flowcharts.aligning import Aligner, Alignment
from lianjing.engines.flowcharts.automaton import DEAD, Automaton, Lazy
from lianjing.engines.flowcharts.columns import Events, Ints, Ordered, ordered
from lianjing.engines.flowcharts.ties import cheapest

FIT, DEVIANT, OPEN = 0, 1, 2
Told = Callable[[int, int], None]
Cache = MutableMapping[tuple[str, str], Alignment]


@dataclass(frozen=True)
class Variant:
    """Deviating cases whose events are the same. labels: in the order that was judged. cases: how many there are.

    first: the number of one of them (as in Checked.cases, by place). ended: whether they were complete. order: the
    places at which the judged events stood in their case, none where they were judged as they stood.
    """

    labels: tuple[str, ...]
    cases: int
    first: int
    ended: bool
    alignment: Alignment
    order: tuple[int, ...] = ()


@dataclass
class Checked:
    """What a check found, a place for each case. cases: their numbers. verdicts: FIT, DEVIANT or OPEN (uint8).

    costs: the fewest steps left out or put in (int32). variant: the place in `variants`, -1 where a case does not
    deviate. events: how many were read. ties_kept: cases with more events at one time than every order was tried
    for; they were judged in the order of their rows. orders: places of cases, and the order in which their events at
    one time were judged, where that is not the order of their rows.
    """

    cases: Ints
    verdicts: Ints
    costs: Ints
    variant: Ints
    variants: list[Variant]
    events: int
    ties_kept: int = 0
    orders: list[tuple[Ints, tuple[int, ...]]] = field(default_factory=list)

    @property
    def fit(self) -> int:
        """How many cases fit."""
        return int(np.count_nonzero(self.verdicts == FIT))

    @property
    def cost(self) -> int:
        """The costs of all cases together."""
        return int(self.costs.sum())


@dataclass
class Check:
    """A chart ready to judge logs. cache: explanations known from before, by chart and variant; it is filled."""

    machine: Automaton | Lazy
    cache: Cache = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.aligner = Aligner(self.machine)

    def run(
        self, events: Events, *, ended: Ints | bool = True, any_order: bool = False, told: Told | None = None
    ) -> Checked:
        """Judge every case of `events`.

        ended: whether cases are complete, for all or as the set of case numbers that are not open (an array): a case
        that is not may stop anywhere on the way, and is OPEN there. any_order: events of a case at the same time may
        have happened in any order; a case deviates only if it does in all of them. told: called with how many
        variants are explained, of how many. Raises RuleBroken("chart_too_large") from a Lazy chart.
        """
        of = ordered(events)
        over = np.full(len(of.cases), ended) if isinstance(ended, bool) else np.isin(of.cases, ended)
        states = _run(self.machine, of, events.labels)
        final = np.array([self.machine.ends(int(s)) for s in range(int(states.max(initial=0)) + 1)])[states]
        verdicts = np.where(final, FIT, np.where((states != DEAD) & ~over, OPEN, DEVIANT)).astype(np.uint8)
        found = Checked(
            of.cases,
            verdicts,
            np.zeros(len(of.cases), np.int32),
            np.full(len(of.cases), -1, np.int32),
            [],
            len(of.activities),
        )
        times = events.times if any_order else None
        self._explain(found, of, events.labels, over, times, told)
        return found

    def _explain(
        self, found: Checked, of: Ordered, labels: tuple[str, ...], over: Ints, times: Ints | None, told: Told | None
    ) -> None:
        deviants = np.flatnonzero(found.verdicts == DEVIANT)
        grouped = _variants(of, deviants, over, times)
        kept = [0]
        for done, ((codes, tied, ended), members) in enumerate(grouped.items()):
            if told is not None and done % 256 == 0:
                told(done, len(grouped))
            names = tuple(labels[code] for code in np.frombuffer(codes, of.activities.dtype).tolist())
            order = self._order(names, tied, ended, len(members), kept)
            judged = tuple(names[place] for place in order) if order else names
            alignment = self._aligned(names, judged, tied, ended)
            places = np.array(members)
            if order:
                found.orders.append((places, order))
            if alignment.cost == 0:
                complete = self.aligner.cost(judged) == 0
                found.verdicts[places] = FIT if complete else OPEN
                continue
            found.costs[places] = alignment.cost
            found.variant[places] = len(found.variants)
            found.variants.append(Variant(judged, len(members), members[0], ended, alignment, order))
        found.ties_kept = kept[0]

    def _order(
        self, names: tuple[str, ...], tied: bytes, ended: bool, members: int, kept: list[int]
    ) -> tuple[int, ...]:
        """Return the order in which events at one time cost least, none where that is the order of their rows."""
        if not any(tied):
            return ()
        order, exact = cheapest(self.aligner, names, tied, ended=ended)
        kept[0] += 0 if exact else members
        return order if any(place != at for at, place in enumerate(order)) else ()

    def _aligned(self, names: tuple[str, ...], judged: tuple[str, ...], tied: bytes, ended: bool) -> Alignment:
        key = (self.machine.fingerprint, variant_hash(names, ended, tied))
        known = self.cache.get(key)
        if known is None:
            known = self.cache[key] = self.aligner.plainly(judged, ended=ended)
        return known


def variant_hash(labels: tuple[str, ...], ended: bool = True, tied: bytes = b"") -> str:
    """Return a hash of a variant that is the same everywhere: of its labels, whether it ended, what is tied."""
    said = "\x1f".join(labels).encode() + (b"\x1e." if ended else b"\x1e") + (tied if any(tied) else b"")
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def variants_of(events: Events) -> int:
    """Return how many different cases there are, compared by a hash of 64 bits of their activities in order."""
    of = ordered(events)
    factors = np.full(len(of.activities), 0x9E3779B97F4A7C15, np.uint64)
    places = np.arange(len(of.activities), dtype=np.int64) - np.repeat(of.starts[:-1], np.diff(of.starts))
    factors **= places.astype(np.uint64) + np.uint64(1)
    factors *= of.activities.astype(np.uint64) + np.uint64(0x632BE59BD9B4E019)
    return len(np.unique(np.add.reduceat(factors, of.starts[:-1])))


def _run(machine: Automaton | Lazy, of: Ordered, labels: tuple[str, ...]) -> Ints:
    """Return the state of the automaton after each case's events."""
    if isinstance(machine, Lazy):
        return _run_lazy(machine, of, labels)
    code = {label: place for place, label in enumerate(machine.labels)}
    table = np.zeros((len(machine.final), max(len(labels), 1)), np.int32)
    for place, label in enumerate(labels):
        if label in code:
            table[:, place] = machine.table[:, code[label]]
    flat, width = table.astype(np.uint16 if len(table) <= 1 << 16 else np.int32).ravel(), table.shape[1]
    lengths = np.diff(of.starts)
    small = lengths.astype(np.uint16) if int(lengths.max(initial=0)) < 1 << 16 else lengths  # sorted by digits
    longest_first = np.argsort(small, kind="stable")[::-1]
    begins, states = of.starts[:-1][longest_first], np.ones(len(lengths), np.int32)
    more = len(lengths) - np.searchsorted(
        lengths[longest_first[::-1]], np.arange(int(lengths.max(initial=0))), side="right"
    )
    for place, count in enumerate(more.tolist()):
        states[:count] = flat[states[:count] * width + of.activities[begins[:count] + place]]
    result = np.empty_like(states)
    result[longest_first] = states
    return result


def _run_lazy(machine: Lazy, of: Ordered, labels: tuple[str, ...]) -> Ints:
    code = {label: place for place, label in enumerate(machine.labels)}
    codes = [code.get(label, -1) for label in labels]
    states = np.zeros(len(of.cases), np.int32)
    known: dict[bytes, int] = {}
    data, size = of.activities.tobytes(), of.activities.itemsize
    for place, (begin, end) in enumerate(zip(of.starts[:-1].tolist(), of.starts[1:].tolist(), strict=True)):
        variant = data[begin * size : end * size]
        state = known.get(variant)
        if state is None:
            state = machine.start
            for one in of.activities[begin:end].tolist():
                state = machine.row(state).get(codes[one], DEAD)
            known[variant] = state
        states[place] = state
    return states


def _variants(
    of: Ordered, deviants: Ints, over: Ints, times: Ints | None
) -> dict[tuple[bytes, bytes, bool], list[int]]:
    """Return the deviating cases by what they have in common: activities, tied times, whether they ended."""
    found: dict[tuple[bytes, bytes, bool], list[int]] = {}
    data, size = of.activities.tobytes(), of.activities.itemsize
    begins, ends = of.starts[:-1][deviants].tolist(), of.starts[1:][deviants].tolist()
    for place, begin, end, ended in zip(deviants.tolist(), begins, ends, over[deviants].tolist(), strict=True):
        tied = b""
        if times is not None:
            moments = times[of.rows_at(np.arange(begin, end))]
            tied = b"\0" + (moments[1:] == moments[:-1]).tobytes()
        found.setdefault((data[begin * size : end * size], tied, ended), []).append(place)
    return found
