"""From the moves of an explanation to what a person is told: one deviation for each thing that went otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianjing.engines.flowcharts.aligning import LOG, MODEL, SYNC, Alignment, Move

KINDS = ("skipped", "early", "late", "extra", "twice")


@dataclass(frozen=True)
class Deviation:
    """One thing that went otherwise than the chart has it.

    code, and its facts (`step` is a label; numbers of events count from 1):
    skipped  a step is missing. before: the event before which it should have been (None: at the end), at: its number
    early    a step was taken before its turn. at: its number; waits_for: the step it should have waited for
    late     a step was taken after its turn. at: its number; before: the step that went ahead of it
    extra    an event that is not in the chart here. at: its number; known: whether the chart has such a step at all
    twice    a step done again where it is due once. at: its number; first: the number of the one before
    """

    code: str
    facts: Mapping[str, Any]


def explain(alignment: Alignment, labels: Iterable[str] = ()) -> tuple[Deviation, ...]:
    """Return the deviations of a case in the order of its events; none for a case that fits.

    labels: what the chart's steps are called, for `known`. A missing step and an event that is not due, of one label,
    are one deviation: the event was early, or late.
    """
    moves, known = alignment.moves, frozenset(labels)
    paired = _paired(moves)
    found = []
    for place, move in enumerate(moves):
        if move.kind == LOG:
            found.append(_event(moves, place, paired.get(place), alignment.pending, known))
        elif move.kind == MODEL and place not in paired:
            found.append(_skipped(moves, place))
    return tuple(found)


def _paired(moves: Sequence[Move]) -> dict[int, int]:
    """Return the places of log and model moves that belong together, both ways: the nearest of one label first."""
    waiting: dict[str, list[tuple[str, int]]] = {}
    paired: dict[int, int] = {}
    for place, move in enumerate(moves):
        if move.kind == SYNC:
            continue
        others = waiting.setdefault(move.label, [])
        if others and others[-1][0] != move.kind:
            other = others.pop()[1]
            paired[place], paired[other] = other, place
        else:
            others.append((move.kind, place))
    return paired


def _event(
    moves: Sequence[Move], place: int, partner: int | None, pending: Sequence[str], known: frozenset[str]
) -> Deviation:
    step, at = moves[place].label, moves[place].at + 1
    if partner is not None and partner > place:
        waits = next((m.label for m in reversed(moves[:partner]) if m.kind != LOG), None)
        return Deviation("early", {"step": step, "at": at, "waits_for": waits})
    if partner is not None:
        before = next((m.label for m in moves[partner + 1 : place] if m.kind == SYNC), None)
        return Deviation("late", {"step": step, "at": at, "before": before})
    first = next((m.at + 1 for m in reversed(moves[:place]) if m.kind == SYNC and m.label == step), None)
    if first is not None:
        return Deviation("twice", {"step": step, "at": at, "first": first})
    if step in pending:  # the case has not ended: the step's turn is still to come
        way = [*(move.label for move in moves if move.kind != LOG), *pending]
        turn = len(way) - len(pending) + pending.index(step)
        waits = way[turn - 1] if turn else None
        return Deviation("early", {"step": step, "at": at, "waits_for": waits})
    return Deviation("extra", {"step": step, "at": at, "known": step in known})


def _skipped(moves: Sequence[Move], place: int) -> Deviation:
    after = next((m for m in moves[place + 1 :] if m.kind == SYNC), None)
    facts = {"step": moves[place].label, "before": after and after.label, "at": after and after.at + 1}
    return Deviation("skipped", facts)
