"""From the moves of an explanation to what a person is told: one finding for each thing that went otherwise."""

from collections.abc import Iterable, Sequence

from lianjing.domain.power.deviations import Deviation, Finding
from lianjing.engines.flowcharts.aligning import LOG, MODEL, SYNC, Alignment, Move


def explain(alignment: Alignment, labels: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Return the findings of a case in the order of its events; none for a case that fits.

    A finding's step is a label, its `at` are places of events from 0, and its facts:
    skipped  a step is missing. at: the event before which it should have been, none at the end. before: its label
    early    a step was taken before its turn. at: its event, then the one it should have waited for, where that
             happened. waits_for: the label of that one
    extra    an event that is not in the chart here. known: whether the chart has such a step at all
    twice    a step done again where it is due once. at: its event, then the one before
    A missing step and an event that is not due, of one label, are one finding: where the event came first, it was
    early; where it came last, the step that went ahead of it was. So is a step that may be passed, where it has a turn
    elsewhere (`Alignment.due`). labels: what the chart's steps are called.
    """
    moves, known = alignment.moves, frozenset(labels)
    paired = _paired(moves)
    found = []
    for place, move in enumerate(moves):
        if move.kind == LOG:
            partner = paired.get(place, alignment.due.get(place))
            found.append(_event(moves, place, partner, alignment.pending, known))
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
) -> Finding:
    """The finding of an event that is not due where it stands."""
    step, at = moves[place].label, moves[place].at
    if partner is not None and partner > place:
        return _early(step, at, next((m for m in reversed(moves[:partner]) if m.kind != LOG), None))
    if partner is not None:
        ahead = next((m for m in moves[partner:place] if m.kind == SYNC), moves[place])
        return _early(ahead.label, ahead.at, Move(SYNC, step, at))
    first = next((m.at for m in reversed(moves[:place]) if m.kind == SYNC and m.label == step), None)
    if first is not None:
        return Finding(Deviation.TWICE, step, (at, first))
    if step in pending:  # the case has not ended: the step's turn is still to come
        before = [*(m for m in moves if m.kind != LOG), *(Move(MODEL, label, len(moves)) for label in pending)]
        turn = len(before) - len(pending) + pending.index(step)
        return _early(step, at, before[turn - 1] if turn else None)
    return Finding(Deviation.EXTRA, step, (at,), {"known": step in known})


def _early(step: str, at: int, waits_for: Move | None) -> Finding:
    places = (at, waits_for.at) if waits_for is not None and waits_for.kind == SYNC else (at,)
    return Finding(Deviation.EARLY, step, places, {"waits_for": waits_for and waits_for.label})


def _skipped(moves: Sequence[Move], place: int) -> Finding:
    after = next((m for m in moves[place + 1 :] if m.kind == SYNC), None)
    return Finding(
        Deviation.SKIPPED, moves[place].label, (after.at,) if after else (), {"before": after and after.label}
    )
