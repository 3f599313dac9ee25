"""What a roster is compared with: the units, posts, holders and people that the importing post may reach."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianjing.access import people
from lianjing.access.policy import visible
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.engines.intake import Lookups
from lianjing.engines.sealing.columns import ColumnKeys
from lianjing.records.models import Holding, Org, Person, Post

_CHUNK = 5000
Row = Mapping[str, Any]


@dataclass
class Known:
    """The network as it stands on the day of the import, within reach of the importing post.

    units: every unit by code, `mine` those it may import for. marks: fingerprint of each row's number.
    people: known people within reach, by fingerprint; elsewhere: fingerprints of people at home out of reach.
    by_person, by_post: holdings of posts at units of the file that are open on that day or begin later.
    past: ended holdings there, by post and person.
    """

    units: dict[str, Org]
    mine: frozenset[str]
    marks: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    posts: dict[tuple[str, str], list[Post]] = field(default_factory=dict)
    by_person: dict[int, list[Holding]] = field(default_factory=dict)
    by_post: dict[int, list[Holding]] = field(default_factory=dict)
    past: dict[tuple[int, int], list[Holding]] = field(default_factory=dict)


def lookups(post: Seat, on: date) -> Lookups:
    """Return the names that a file's cells may use: every unit's, and the titles of posts, by unit and anywhere.

    A name that two units share names neither. A title stands for itself: which of several posts of that title is
    meant is settled against their holders.
    """
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name, alias in _units(post, on).values_list("code", "name", "alias"):
        for word in filter(None, (name, alias)):
            codes[word].add(code)
    at: dict[str, dict[str, str]] = defaultdict(dict)
    for code, title in _posts(post, on).values_list("org__code", "title"):
        at[code][title] = title
    return Lookups(
        units={word: next(iter(found)) for word, found in codes.items() if len(found) == 1},
        posts={title: title for titles in at.values() for title in titles},
        posts_at=dict(at),
    )


def known(post: Seat, rows: Sequence[Row], vacant: Sequence[Row], *, keys: ColumnKeys, on: date) -> Known:
    """Return what the network knows about the rows of a file and its rows of vacant posts."""
    units = {org.code: org for org in _units(post, on)}
    mine = frozenset(visible(post, Action.STAFF_IMPORT, Org).filter(in_force(on)).values_list("code", flat=True))
    found = Known(units, mine)
    named = {row["unit"] for row in (*rows, *vacant)} & mine
    for each in _posts(post, on).filter(org__code__in=named).select_related("org").order_by("id"):
        found.posts.setdefault((each.org.code, each.title), []).append(each)
    _holders(found, post, named, on)
    _people(found, post, rows, keys)
    return found


def _units(post: Seat, on: date) -> Any:
    return visible(post, Action.NETWORK_READ, Org).filter(in_force(on))


def _posts(post: Seat, on: date) -> Any:
    return visible(post, Action.NETWORK_READ, Post).filter(in_force(on), in_force(on, "org__"))


def _holders(found: Known, post: Seat, named: Iterable[str], on: date) -> None:
    rows = visible(post, Action.PERSON_READ, Holding).filter(post__org__code__in=named)
    by_person, by_post, past = defaultdict(list), defaultdict(list), defaultdict(list)
    for holding in rows.select_related("post__org", "person").order_by("id"):
        if holding.valid_to is not None and holding.valid_to < on:
            past[holding.post_id, holding.person_id].append(holding)
            continue
        by_person[holding.person_id].append(holding)
        by_post[holding.post_id].append(holding)
    found.by_person, found.by_post, found.past = dict(by_person), dict(by_post), dict(past)


def _people(found: Known, post: Seat, rows: Sequence[Row], keys: ColumnKeys) -> None:
    found.marks = {row["id_no"]: keys.fingerprint("id", row["id_no"]) for row in rows}
    keyed = people.known_by_number(found.marks.values())
    near = {holding.person_id: holding.person for held in found.by_person.values() for holding in held}
    wanted = sorted({key for key, _ in keyed.values()} - near.keys())
    readable = visible(post, Action.PERSON_READ, Person)
    for start in range(0, len(wanted), _CHUNK):
        near |= {person.pk: person for person in readable.filter(pk__in=wanted[start : start + _CHUNK])}
    paths = {found.units[code].path for code in found.mine}
    for mark, (key, path) in keyed.items():
        if key in near and (path in paths or key in found.by_person):
            found.people[mark] = near[key]
    found.elsewhere = frozenset(keyed.keys() - found.people.keys())
