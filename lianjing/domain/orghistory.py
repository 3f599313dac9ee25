"""The dated facts of a county: checked over all days, cut to the network of any one day (D1, D7)."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lianjing.domain.orgpaths import at_or_below
from lianjing.domain.orgtree import Dated, Edge, EdgeKind, Holding, Network, Post, Tie, Unit, in_force
from lianjing.domain.refusals import RuleBroken


def _overlap(one: Dated, other: Dated) -> bool:
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from <= other.valid_to
    )


@dataclass(frozen=True)
class History:
    """All dated facts of a county, in any order. `check` looks at all days, `as_of` gives one."""

    units: tuple[Unit, ...] = ()
    posts: tuple[Post, ...] = ()
    holdings: tuple[Holding, ...] = ()
    edges: tuple[Edge, ...] = ()
    ties: tuple[Tie, ...] = ()

    def as_of(self, day: date) -> "Network":
        """Return the network as it stood on `day`, checked. Facts about units not in force then are left out."""
        return self._on(day).checked()

    def _on(self, day: date) -> "Network":
        units = {unit.id: unit for unit in self.units if in_force(unit, day)}
        posts = {post.id: post for post in self.posts if in_force(post, day) and post.unit_id in units}
        return Network(
            day=day,
            units=units,
            posts={
                key: replace(post, serves=post.serves & units.keys()) if post.serves else post
                for key, post in posts.items()
            },
            holdings=tuple(sorted(self._holdings_on(day, posts), key=lambda row: (row.post_id, row.person_id))),
            edges=tuple(
                edge
                for edge in self.edges
                if in_force(edge, day) and edge.subject_id in units and edge.object_id in units
            ),
            ties=tuple(tie for tie in self.ties if in_force(tie, day)),
        )

    def _holdings_on(self, day: date, posts: Mapping[int, Post]) -> Iterable[Holding]:
        return (row for row in self.holdings if in_force(row, day) and row.post_id in posts)

    def check(self) -> None:
        """Raise RuleBroken for the first fact that contradicts another on any day.

        Codes: ends_before_start, unit_dates_overlap, path_taken, unit_outlives_parent, post_unit_unknown,
        holding_post_unknown, holding_outside_post, holding_twice, holdings_overlap, edge_to_itself, edge_unit_unknown.
        """
        for fault in self._faults():
            raise fault

    def _faults(self) -> Iterable[RuleBroken]:
        rows: tuple[Sequence[Dated], ...] = (self.units, self.posts, self.holdings, self.edges, self.ties)
        for facts in rows:
            yield from _backwards(facts)
        yield from _overlaps(self.units, lambda unit: unit.id, "unit_dates_overlap")
        yield from _overlaps(self.units, lambda unit: unit.path, "path_taken")
        yield from _outliving(self.units)
        yield from _faults_of_posts(self)
        yield from _faults_of_holdings(self)
        known = {unit.id for unit in self.units}
        for edge in self.edges:
            if edge.subject_id == edge.object_id and edge.kind is not EdgeKind.PUBLIC:
                yield RuleBroken("edge_to_itself", unit=edge.subject_id, kind=edge.kind.value)
            for end in (edge.subject_id, edge.object_id):
                if end not in known:
                    yield RuleBroken("edge_unit_unknown", unit=end, kind=edge.kind.value)

    def refuse_new(self, after: "History", day: date) -> None:
        """Raise RuleBroken for the first contradiction of `after` on any day, or in its tree of `day`, not here before.

        What was contradictory before is somebody else's to mend, and keeps nobody from editing elsewhere.
        """
        for found, before in ((after._faults, self._faults), (after._on(day).faults, self._on(day).faults)):
            faults = list(found())
            known = {_identity(fault) for fault in before()} if faults else set()
            for fault in faults:
                if _identity(fault) not in known:
                    raise fault

    def vacant_since(self, post_id: int, day: date) -> date | None:
        """Return the first day of the vacancy that includes `day`, None when the post is held or not in force (D7)."""
        post = next((row for row in self.posts if row.id == post_id and in_force(row, day)), None)
        rows = [row for row in self.holdings if row.post_id == post_id]
        if post is None or any(in_force(row, day) for row in rows):
            return None
        ended = [row.valid_to + timedelta(days=1) for row in rows if row.valid_to is not None and row.valid_to < day]
        return max([post.valid_from, *ended])

    def moved(self, unit_id: int, parent_id: int, on: date) -> "History":
        """Return the history in which the unit, with all below it, stands under another parent from `on`.

        Raises RuleBroken: unit_unknown (unit), move_into_itself (unit, parent), and what `refuse_new` raises.
        """
        now = {unit.id: unit for unit in self.units if in_force(unit, on)}
        for asked in (unit_id, parent_id):
            if asked not in now:
                raise RuleBroken("unit_unknown", unit=asked, on=on)
        old = now[unit_id].path
        if at_or_below(now[parent_id].path, old):
            raise RuleBroken("move_into_itself", unit=unit_id, parent=parent_id)
        new = now[parent_id].path + old[:-1].rpartition("/")[2] + "/"
        units: list[Unit] = []
        for row in self.units:
            if not (in_force(row, on) and at_or_below(row.path, old)):
                units.append(row)
                continue
            if row.valid_from < on:
                units.append(replace(row, valid_to=on - timedelta(days=1)))
            parent = parent_id if row.id == unit_id else row.parent_id
            units.append(replace(row, path=new + row.path[len(old) :], parent_id=parent, valid_from=on))
        changed = replace(self, units=tuple(units))
        self.refuse_new(changed, on)
        return changed


def _identity(fault: RuleBroken) -> tuple[str, str]:
    return fault.code, repr(sorted(fault.facts.items()))


def _backwards(facts: Iterable[Dated]) -> Iterable[RuleBroken]:
    for fact in facts:
        if fact.valid_to is not None and fact.valid_to < fact.valid_from:
            what = type(fact).__name__.lower()
            yield RuleBroken("ends_before_start", fact=what, starts=fact.valid_from, ends=fact.valid_to)


def _overlaps(units: Iterable[Unit], key: Callable[[Unit], Hashable], code: str) -> Iterable[RuleBroken]:
    rows: dict[Hashable, list[Unit]] = defaultdict(list)
    for unit in units:
        for other in rows[key(unit)]:
            if _overlap(unit, other):
                yield RuleBroken(code, unit=unit.id, other=other.id, path=unit.path)
        rows[key(unit)].append(unit)


def _outliving(units: Sequence[Unit]) -> Iterable[RuleBroken]:
    """Yield the units that go on when the unit above them has ended: on that day there would be no tree."""
    last: dict[int, date] = {}
    for unit in units:
        last[unit.id] = max(unit.valid_to or date.max, last.get(unit.id, date.min))
    names = {unit.id: unit.name for unit in units}
    for unit in units:
        ends = last.get(unit.parent_id, date.max) if unit.parent_id is not None else date.max
        if (unit.valid_to or date.max) > ends:
            yield RuleBroken(
                "unit_outlives_parent", id=unit.id, unit=unit.name, parent=names[unit.parent_id or 0], ends=ends
            )


def _faults_of_posts(history: History) -> Iterable[RuleBroken]:
    known = {unit.id for unit in history.units}
    for post in history.posts:
        for unit in (post.unit_id, *post.serves):
            if unit not in known:
                yield RuleBroken("post_unit_unknown", post=post.id, unit=unit)


def _faults_of_holdings(history: History) -> Iterable[RuleBroken]:
    posts = {post.id: post for post in history.posts}
    units = {unit.id: unit.name for unit in history.units}
    rows: dict[int, list[Holding]] = defaultdict(list)
    for row in history.holdings:
        post = posts.get(row.post_id)
        if post is None:
            yield RuleBroken("holding_post_unknown", post=row.post_id, person=row.person_id)
            continue
        named = {"post": post.title, "unit": units.get(post.unit_id, ""), "id": post.id, "person": row.person_id}
        if row.valid_from < post.valid_from or max(row.valid_from, row.valid_to or date.min) > (
            post.valid_to or date.max
        ):
            yield RuleBroken("holding_outside_post", **named, opens=post.valid_from)
        meets = [other for other in rows[post.id] if _overlap(row, other)]
        if any(other.person_id == row.person_id for other in meets):
            yield RuleBroken("holding_twice", **named)
        rows[post.id].append(row)
        # The busiest day of a set of intervals is always the first day of one of them.
        starts = {row.valid_from, *(other.valid_from for other in meets)}
        busiest, day = max((sum(in_force(held, day) for held in (row, *meets)), day) for day in starts)
        if post.seats is not None and busiest > post.seats:
            yield RuleBroken("holdings_overlap", **named, seats=post.seats, on=day)
