"""Compare the rows of a staff roster with the network: who is new, what changes, who is no longer named.

Nothing is written here. A plan says in full what an acceptance would do; `roster_writing` does exactly that.
Sources: product C1, D1, D9; issue "network room".
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lianjing.domain.desks import opens_desk
from lianjing.engines.intake import Problem, Result
from lianjing.engines.intake.plain import masked
from lianjing.engines.sealing.columns import ColumnKeys, last_four
from lianjing.records.models import Holding, Org, Person, Post
from lianjing.rooms.network.cells import Cells
from lianjing.rooms.network.roster_known import Known

NEW, CHANGED, SAME = "new", "changed", "same"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One thing that an acceptance does for a row: start, shift, reopen, replace, number, rename or phone, with its
    facts."""

    code: str
    facts: Mapping[str, Any]


@dataclass
class RowPlan:
    """What one row of the file does. `person` is None for somebody new. Dates of holdings: first day, last day."""

    sheet: str
    row: int
    name: str
    unit: Org
    id_no: str
    phone: str | None
    person: Person | None = None
    lines: list[Line] = field(default_factory=list)
    starts: list[tuple[Post, date]] = field(default_factory=list)
    shifts: list[tuple[Holding, date]] = field(default_factory=list)
    reopens: list[Holding] = field(default_factory=list)
    ends: list[tuple[Holding, date]] = field(default_factory=list)
    numbers: bool = False
    renames: bool = False
    rephones: bool = False

    @property
    def where(self) -> str:
        """Return the name of the unit."""
        return self.unit.name

    @property
    def kind(self) -> str:
        """Return new, changed or same."""
        if self.person is None:
            return NEW
        return CHANGED if self.lines else SAME

    @property
    def opens(self) -> list[Post]:
        """Return the posts that open a desk of the county to this person: a second pair of eyes must agree (D9)."""
        taken = [post for post, _ in self.starts] + [holding.post for holding in self.reopens]
        return [post for post in taken if opens_desk(post.role)]


@dataclass
class Plan:
    """What a whole file does. `ends`: holdings of people whom it no longer names, proposed and never silent."""

    rows: list[RowPlan] = field(default_factory=list)
    ends: list[Holding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    vacant: list[Mapping[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[RowPlan]:
        """Return the rows of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def opens(self) -> list[tuple[RowPlan, Post]]:
        """Return every row and post of it that opens a desk."""
        return [(row, post) for row in self.rows for post in row.opens]

    @property
    def digest(self) -> str:
        """Return a hash of all it does: what is accepted must be what was shown."""
        said = [
            [
                row.sheet,
                row.row,
                row.person.pk if row.person else None,
                row.numbers,
                row.renames,
                row.rephones,
                row.phone or "",
            ]
            + [[post.pk, day.isoformat()] for post, day in row.starts]
            + [[holding.pk, day.isoformat()] for holding, day in (*row.shifts, *row.ends)]
            + [holding.pk for holding in row.reopens]
            for row in self.rows
            if row.kind != SAME
        ]
        said.append([holding.pk for holding in self.ends])
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def plan(result: Result, found: Known, *, keys: ColumnKeys, on: date) -> Plan:
    """Return what accepting `result` on day `on` would do to the network as `found`.

    Ends are proposed only from a file without any problem: a row that could not be read is no word about anybody.
    """
    maker = _Maker(result, found, keys)
    for row in result.rows:
        maker.add(row)
    made = maker.made
    made.vacant = [skipped.facts for skipped in result.skipped if skipped.reason == "vacant_post"]
    if not result.problems and not made.problems:
        made.ends = maker.unnamed(on)
    return made


class _Maker:
    """Collects a plan row by row, remembering which seats the rows before have taken."""

    def __init__(self, result: Result, found: Known, keys: ColumnKeys) -> None:
        self.found, self.keys, self.made = found, keys, Plan()
        self._cells = Cells(result)
        self._numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in result.rows:
            self._numbers[row["unit"], row["name"]].add(row["id_no"])
        self._named: dict[int, tuple[str, frozenset[str]]] = {}
        for row in result.rows:
            if (person := self._person(row)) is not None:
                self._named[person.pk] = row["unit"], frozenset(row["posts"])
        self._units = {row["unit"] for row in result.rows} & found.mine
        self._homes = {found.units[code].pk for code in self._units}
        self._past: dict[int, list[Holding]] = {}
        for (post, _), held in found.past.items():
            self._past.setdefault(post, []).extend(held)
        self._taken: dict[int, int] = {}
        self._leaving: set[int] = set()

    def add(self, row: Mapping[str, Any]) -> None:
        """Plan one row, or say what is wrong with it."""
        unit = self.found.units[row["unit"]]
        if unit.code not in self.found.mine:
            self._wrong(row, "unit", "unit_not_yours", unit.name, unit=unit.name)
            return
        if self.found.marks[row["id_no"]] in self.found.elsewhere:
            self._wrong(row, "id_no", "person_elsewhere", masked(row["id_no"]))
            return
        person = self._person(row)
        if person is not None and not self._may_be(person, row["name"]):
            self._wrong(row, "id_no", "number_of_another", masked(row["id_no"]), known=person.name)
            return
        entry = RowPlan(row["_sheet"], row["_row"], row["name"], unit, row["id_no"], row["phone"], person)
        self._about_person(entry)
        wrong = [self._about_post(entry, row, title, place == 0) for place, title in enumerate(row["posts"])]
        if not any(wrong):
            self.made.rows.append(entry)
            for post, _ in entry.starts:
                self._taken[post.pk] = self._taken.get(post.pk, 0) + 1
            self._leaving |= {holding.pk for holding, _ in entry.ends}

    def unnamed(self, on: date) -> list[Holding]:
        """Return the holdings at the file's units of people whom the file does not name in them."""
        gone = []
        for holding in (holding for held in self.found.by_post.values() for holding in held):
            at, titles = self._named.get(holding.person_id, (None, frozenset()))
            named = at is not None and (at != holding.post.org.code or holding.post.title in titles)
            if named or holding.pk in self._leaving or not holding.person.id_fingerprint:
                continue
            if holding.post.org.code in self._units and holding.valid_from <= on:
                gone.append(holding)
        return sorted(gone, key=lambda holding: (holding.post.org.path, holding.post_id, holding.pk))

    def _person(self, row: Mapping[str, Any]) -> Person | None:
        return self.found.people.get(self.found.marks[row["id_no"]]) or self._appointed(row)

    def _appointed(self, row: Mapping[str, Any]) -> Person | None:
        """Return whom the console put into a post of the row under the row's name, before anybody gave a number.

        Nobody, where two of the file or two of the posts' holders could be meant.
        """
        posts = [post for title in row["posts"] for post in self.found.posts.get((row["unit"], title), ())]
        held = [holding.person for post in posts for holding in self.found.by_post.get(post.pk, ())]
        meant = {each.pk: each for each in held if each.name == row["name"] and not each.id_fingerprint}
        alone = len(meant) == 1 and len(self._numbers[row["unit"], row["name"]]) == 1
        return next(iter(meant.values())) if alone else None

    def _may_be(self, person: Person, name: str) -> bool:
        """Return whether the name may be that person's: the same, or, for somebody who holds a post here, half changed.

        A number typed wrongly often is another person's: no file may rename somebody by a slip of the finger.
        """
        half = person.name[:1] == name[:1] or person.name[1:] == name[1:]
        return person.name == name or (half and person.pk in self.found.by_person)

    def _about_person(self, entry: RowPlan) -> None:
        """Plan the number of somebody who has none yet, a changed name or phone of who is at home within reach."""
        person = entry.person
        if person is not None and not person.id_fingerprint:
            entry.numbers = True
            entry.lines.append(Line("number", {"last": last_four(entry.id_no)}))
        if person is None or person.home_id not in self._homes:
            return
        if person.name != entry.name:
            entry.renames = True
            entry.lines.append(Line("rename", {"old": person.name, "new": entry.name}))
        sealed = bytes(person.phone_sealed) if person.phone_sealed else None
        if entry.phone and (sealed is None or self.keys.open("phone", sealed) != entry.phone):
            entry.rephones = True
            entry.lines.append(Line("phone", {"last": last_four(entry.phone)}))

    def _about_post(self, entry: RowPlan, row: Mapping[str, Any], title: str, first: bool) -> bool:
        """Plan one post of a row; return whether something is wrong with it."""
        posts = self.found.posts.get((entry.unit.code, title), [])
        if not posts:
            have = sorted({other for code, other in self.found.posts if code == entry.unit.code})
            facts = {"post": title, "unit": entry.unit.name, "have": have[:20]}
            return self._wrong(row, "posts", "post_not_here", title, **facts)
        held = self.found.by_person.get(entry.person.pk, []) if entry.person else []
        mine = next((holding for holding in held if holding.post in posts), None)
        if mine is not None:
            return first and not _same_start(mine, row) and self._shift(entry, row, mine)
        return self._start(entry, row, title, posts)

    def _shift(self, entry: RowPlan, row: Mapping[str, Any], holding: Holding) -> bool:
        since = row["since"]
        if self._too_early(row, holding.post, since) or self._overlaps(
            row, holding.post, entry.person, since, and_equal=True
        ):
            return True
        entry.shifts.append((holding, since))
        facts = {"post": holding.post.title, "old": holding.valid_from, "since": since}
        entry.lines.append(Line("shift", facts))
        return False

    def _start(self, entry: RowPlan, row: Mapping[str, Any], title: str, posts: Sequence[Post]) -> bool:
        since = row["since"]
        post, leaver = self._seat(posts, row)
        if post is None:
            holders = [holding.person.name for holding in self.found.by_post.get(posts[0].pk, ())]
            facts = {"post": title, "unit": entry.unit.name, "holders": holders}
            return self._wrong(row, "posts", "seat_taken", title, **facts)
        if self._too_early(row, post, since) or self._overlaps(row, post, entry.person, since):
            return True
        again = self._ended(post, entry.person, since)
        if again is not None:
            entry.reopens.append(again)
            entry.lines.append(Line("reopen", {"post": title, "since": since}))
        else:
            entry.starts.append((post, since))
            entry.lines.append(Line("start", {"post": title, "since": since}))
        if leaver is not None:
            entry.ends.append((leaver, since - _DAY))
            entry.lines.append(Line("replace", {"who": leaver.person.name, "post": title, "until": since - _DAY}))
        return False

    def _seat(self, posts: Sequence[Post], row: Mapping[str, Any]) -> tuple[Post | None, Holding | None]:
        """Return a post with a free seat; else one whose only holder the file names there no more, and the holding."""
        for post in posts:
            held = [one for one in self.found.by_post.get(post.pk, ()) if one.pk not in self._leaving]
            if post.seats is None or len(held) + self._taken.get(post.pk, 0) < post.seats:
                return post, None
        for post in posts:
            held = [one for one in self.found.by_post.get(post.pk, ()) if one.pk not in self._leaving]
            if post.seats == 1 and len(held) == 1 and not self._taken.get(post.pk) and self._gives_way(held[0], row):
                return post, held[0]
        return None, None

    def _gives_way(self, holding: Holding, row: Mapping[str, Any]) -> bool:
        """Return whether a holder makes room for the row: whom nobody gave a number yet, never for a namesake."""
        if not holding.person.id_fingerprint and holding.person.name == row["name"]:
            return False
        at, titles = self._named.get(holding.person_id, ("", frozenset()))
        still = at == holding.post.org.code and holding.post.title in titles
        return not still and holding.valid_from < row["since"]

    def _too_early(self, row: Mapping[str, Any], post: Post, since: date) -> bool:
        if since >= post.valid_from:
            return False
        facts = {"post": post.title, "starts": post.valid_from.isoformat()}
        return self._wrong(row, "since", "since_before_post", since.isoformat(), **facts)

    def _overlaps(
        self, row: Mapping[str, Any], post: Post, person: Person | None, since: date, *, and_equal: bool = False
    ) -> bool:
        """Return whether on or after `since` this person held the post, or anybody its one seat, and has left it."""
        mine = person.pk if person else 0
        for holding in self._past.get(post.pk, ()):
            own = holding.person_id == mine
            if holding.valid_to < since or (own and not and_equal and holding.valid_from == since):
                continue
            if own or post.seats == 1:
                facts = {"post": post.title, "ended": holding.valid_to.isoformat(), "who": holding.person.name}
                return self._wrong(row, "since", "since_overlaps", since.isoformat(), **facts)
        return False

    def _ended(self, post: Post, person: Person | None, since: date) -> Holding | None:
        held = self.found.past.get((post.pk, person.pk if person else 0), ())
        return next((holding for holding in held if holding.valid_from == since), None)

    def _wrong(self, row: Mapping[str, Any], column: str, code: str, value: str, **facts: Any) -> bool:
        """Note what is wrong with a cell of the row; return True, for the caller to pass on."""
        self.made.problems.append(self._cells.problem(row, column, code, value, **facts))
        return True


def _same_start(holding: Holding, row: Mapping[str, Any]) -> bool:
    """Return whether the row names the day on which the holding begins, or, where only a month stands, its month."""
    since, begins = row["since"], holding.valid_from
    if row["_precision"].get("since") == "month":
        return bool((since.year, since.month) == (begins.year, begins.month))
    return bool(since == begins)
