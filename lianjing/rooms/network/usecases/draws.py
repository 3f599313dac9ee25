"""The public draw of peer pairs (D3): inputs and the seed's source are fixed first, the seed comes later, once."""

from datetime import date, datetime, timedelta

from lianjing.access import draws, rulebook
from lianjing.access.acts import act
from lianjing.domain.authority import Action, Seat
from lianjing.domain.draw import draw, read_inputs
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Draw, EdgeChange, Org
from lianjing.rooms.network.publishing import inputs_hash
from lianjing.rooms.network.queries.pairs import peer_edges
from lianjing.rooms.network.usecases.edges import propose_edge, propose_end


@act(Action.DRAW_RUN, on="county")
def announce(*, post: Seat, county: Org, term: str, seed_source: str, now: datetime) -> Draw:
    """Fix what the draw depends on and which public result will be its seed, before anybody can know it."""
    if not seed_source.strip():
        raise RuleBroken("draw_source_missing", field="seed_source")
    limit = rulebook.whole("coverage.travel", now) * 1000
    inputs = draws.inputs_on(now.date(), limit).as_json()
    made = Draw(
        path=county.path,
        term=term.strip(),
        seed_source=seed_source.strip(),
        inputs=inputs,
        inputs_sha256=inputs_hash(inputs),
        announced_at=now,
    )
    made.save()
    return made


@act(Action.DRAW_RUN, on="record")
def run(*, post: Seat, record: Draw, seed: str, now: datetime) -> Draw:
    """Type the public result and draw. The pairs follow from inputs and seed alone; anybody can draw them again."""
    record = draws.locked(record)
    if record.announced_at is None:
        raise RuleBroken("draw_not_announced")
    if record.drawn_at is not None:
        raise RuleBroken("draw_done")
    if inputs_hash(record.inputs) != record.inputs_sha256:
        raise RuleBroken("draw_inputs_changed")
    if not seed.strip():
        raise RuleBroken("draw_seed_missing", field="seed")
    record.seed = seed.strip()
    record.pairs = [list(pair) for pair in draw(record.seed, read_inputs(record.inputs))]
    record.drawn_at = now
    record.save()
    return record


@act(Action.DRAW_RUN, on="record")
def adopt(*, post: Seat, record: Draw, counts_from: date, reason: str, now: datetime) -> list[EdgeChange]:
    """Propose the drawn pairs as peer lines and the end of the old ones; a second person confirms each (D9)."""
    if record.drawn_at is None:
        raise RuleBroken("draw_not_announced")
    units = draws.names_of([code for pair in record.pairs for code in pair])
    drawn = {(visitor, visited) for visitor, visited in record.pairs}
    standing = peer_edges(post, list(units), now.date())
    changes = [
        propose_end(post=post, edge=edge, last_day=counts_from - timedelta(days=1), reason=reason, now=now)
        for pair, edge in standing.items()
        if pair not in drawn
    ]
    changes += [
        propose_edge(
            post=post,
            object=units[visited],
            subject=units[visitor],
            kind="peer",
            counts_from=counts_from,
            reason=reason,
            now=now,
        )
        for visitor, visited in sorted(drawn - standing.keys())
    ]
    return changes
