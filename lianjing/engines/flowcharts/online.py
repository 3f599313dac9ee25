"""Open cases followed event by event: a verdict the moment an event arrives, and which steps may come next.

An open case is one number, the state of its chart's automaton. The nightly check of whole cases gives the same verdicts
and explains them; this one only notices, at the first event that leads off the chart.
"""

from collections.abc import Hashable, Iterable, Mapping

import numpy as np

from lianjing.engines.flowcharts.automaton import DEAD, Automaton
from lianjing.engines.flowcharts.checking import DEVIANT, FIT, OPEN
from lianjing.engines.flowcharts.columns import Ints


class Following:
    """The open cases of one chart. states: what `states()` gave before, to go on with the same chart."""

    def __init__(self, machine: Automaton, states: Mapping[Hashable, int] | None = None) -> None:
        self._machine = machine
        self._cases: dict[Hashable, int] = dict(states or {})
        labels = machine.labels
        self._rows = [
            {labels[code]: there for code, there in machine.row(here).items()} for here in range(len(machine.final))
        ]
        self._verdicts = [DEVIANT, *(FIT if machine.ends(here) else OPEN for here in range(1, len(machine.final)))]

    def take(self, case: Hashable, label: str) -> int:
        """Take an event and return the case's verdict: OPEN (on its way), FIT (complete as it is), or DEVIANT."""
        there = self._rows[self._cases.get(case, 1)].get(label, DEAD)
        self._cases[case] = there
        return self._verdicts[there]

    def take_all(self, events: Iterable[tuple[Hashable, str]]) -> list[int]:
        """Take events (case, label) in the order of their arrival; return a verdict for each."""
        cases, rows, verdicts, found = self._cases, self._rows, self._verdicts, []
        for case, label in events:
            there = cases[case] = rows[cases.get(case, 1)].get(label, DEAD)
            found.append(verdicts[there])
        return found

    def verdict(self, case: Hashable) -> int:
        """Return the verdict of a case as it stands; OPEN for one that nothing is known of yet."""
        return self._verdicts[self._cases.get(case, 1)]

    def next_steps(self, case: Hashable) -> tuple[str, ...]:
        """Return what may come next in a case, sorted; nothing once it deviates, or where nothing is left to do."""
        return self._machine.next_steps(self._cases.get(case, 1))

    def close(self, case: Hashable) -> int:
        """Return the verdict of a case that ends now, and forget it: what may not stop there deviates."""
        verdict = self._verdicts[self._cases.pop(case, 1)]
        return FIT if verdict == FIT else DEVIANT

    def states(self) -> dict[Hashable, int]:
        """Return the state of every open case, to be kept with the fingerprint of the chart."""
        return dict(self._cases)


def advance(table: Ints, states: Ints, cases: Ints, codes: Ints) -> Ints:
    """Take a batch of events at once: change `states` and return the state after each event, in their order.

    table: [states, codes] as Automaton.table, in the codes of `codes`. states: the state of each case by its number, 1
    for a new one. cases, codes: equal length, in the order of arrival.
    """
    order = np.argsort(cases, kind="stable")
    sorted_cases, sorted_codes = cases[order], codes[order]
    edges = np.flatnonzero(sorted_cases[1:] != sorted_cases[:-1]) + 1
    starts = np.concatenate(([0], edges)).astype(np.int64) if len(cases) else np.zeros(0, np.int64)
    lengths = np.diff(np.append(starts, len(cases)))
    whose, after = sorted_cases[starts], np.empty(len(cases), states.dtype)
    for place in range(int(lengths.max(initial=0))):
        more = lengths > place
        starts, lengths, whose = starts[more], lengths[more], whose[more]
        states[whose] = table[states[whose], sorted_codes[starts + place]]
        after[starts + place] = states[whose]
    result = np.empty_like(after)
    result[order] = after
    return result
