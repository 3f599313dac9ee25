"""The rows of one synthetic county, table by table, written many at a time. Called inside the loader's one act."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from lianjing.access import bulk
from lianjing.access.sought import sought
from lianjing.domain.orgtree import Rank
from lianjing.engines.sealing.columns import ColumnKeys, last_four
from lianjing.records.models import Account, Declaration, Edge, Holding, Org, Person, Post

Rows = Sequence[Mapping[str, Any]]
_RANKS = {rank.name.lower(): rank.value for rank in Rank}


def units(rows: Rows) -> dict[str, Org]:
    """Return the saved units by code. Level by level, because a unit names its parent."""
    made: dict[str, Org] = {}
    for depth in sorted({row["path"].count("/") for row in rows}):
        level = [_unit(row, made) for row in rows if row["path"].count("/") == depth]
        made |= {org.code: org for org in bulk.insert(Org, level)}
    return made


def _unit(row: Mapping[str, Any], made: Mapping[str, Org]) -> Org:
    return Org(
        code=row["code"],
        name=row["name"],
        alias=row["alias"] or "",
        kind=row["kind"],
        parent=made[row["parent"]] if row["parent"] else None,
        path=row["path"],
        township=row["township"] or "",
        stage=row["stage"] or "",
        size_class=row["size_class"] or "",
        latitude=row["lat"],
        longitude=row["lon"],
        charge=row.get("charge") or "",
        term_ends=_day(row["term_to"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        sought=sought(row["name"], row["alias"] or ""),
    )


def posts(rows: Rows, units: Mapping[str, Org]) -> dict[str, Post]:
    """Return the saved posts by the file's code, each tied to the other units it serves."""
    made = bulk.insert(Post, [_post(row, units) for row in rows])
    through = Post.serves.through
    served = [
        through(post_id=post.pk, org_id=units[code].pk)
        for row, post in zip(rows, made, strict=True)
        for code in row["serves"]
        if code != row["unit"]
    ]
    bulk.link(through, served)
    return {row["code"]: post for row, post in zip(rows, made, strict=True)}


def _post(row: Mapping[str, Any], units: Mapping[str, Org]) -> Post:
    return Post(
        org=units[row["unit"]],
        code=row["role"],
        title=row["title"],
        role=row["seat"] or "",
        rank=_RANKS[row["rank"]],
        seats=1 if row["headcount"] == 1 else None,
        critical=row["key"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def people(rows: Rows, units: Mapping[str, Org], keys: ColumnKeys) -> dict[str, Person]:
    """Return the saved people by the file's code. Parents have a name only: their numbers are nobody's business."""
    made = bulk.insert(Person, [_person(row, units, keys) for row in rows])
    return {row["code"]: person for row, person in zip(rows, made, strict=True)}


def _person(row: Mapping[str, Any], units: Mapping[str, Org], keys: ColumnKeys) -> Person:
    person = Person(home=units[row["unit"]], name=row["name"], sought=sought(row["name"]))
    if row["kind"] == "staff":
        person.id_fingerprint = keys.fingerprint("id", row["id_no"])
        person.id_last_four = last_four(row["id_no"])
        person.id_sealed = keys.seal("id", row["id_no"])
        person.phone_last_four = last_four(row["phone"])
        person.phone_sealed = keys.seal("phone", row["phone"])
    return person


def holdings(rows: Rows, posts: Mapping[str, Post], people: Mapping[str, Person]) -> Sequence[Holding]:
    """Return the saved holdings, past ones included."""
    made = [
        Holding(
            post=posts[row["post"]],
            person=people[row["person"]],
            valid_from=_day(row["since"]),
            valid_to=_day(row["until"]),
        )
        for row in rows
    ]
    return bulk.insert(Holding, made)


def edges(rows: Rows, units: Mapping[str, Org]) -> int:
    """Save the edges between different units; return how many."""
    made = [
        Edge(
            subject=units[row["from_unit"]],
            object=units[row["to_unit"]],
            kind=row["kind"],
            valid_from=_day(row["since"]),
            valid_to=_day(row["until"]),
        )
        for row in rows
        if row["from_unit"] != row["to_unit"]
    ]
    return len(bulk.insert(Edge, made))


def declarations(network: Mapping[str, Any], people: Mapping[str, Person], now: datetime) -> int:
    """Save what was declared, and only that; return how many. A day counts from its first moment in the county."""
    firms = {row["uscc"]: row["name"] for row in network["suppliers"]}
    made = [
        Declaration(
            person=people[row["person"]],
            kind="kin",
            relation=row["relation"],
            kin=people.get(row["relative"] or ""),
            other_name="" if row["relative"] else row["relative_name"],
            **_declared(row, now),
        )
        for row in network["kin"]
        if row["declared_on"]
    ]
    made += [
        Declaration(
            person=people[row["person"]],
            kind="interest",
            relation=row["nature"],
            other_name=firms[row["supplier"]],
            **_declared(row, now),
        )
        for row in network["interests"]
    ]
    return len(bulk.insert(Declaration, made))


def _declared(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    day = date.fromisoformat(row["declared_on"])
    return {"declared_at": datetime(day.year, day.month, day.day, tzinfo=now.tzinfo), "valid_from": day}


def accounts(holdings: Sequence[Holding], *, on: date) -> int:
    """Make one account for each person who holds a post with a role on `on`; return how many.

    Named after unit and post, so that it can be printed and typed. No password opens one: a person gets in by a
    printed demo link, by the county's platform, or after the operator set a password.
    """
    taken: Counter[str] = Counter()
    made: dict[int, Account] = {}
    for row in holdings:
        if not row.post.role or row.person_id in made or row.valid_from > on or (row.valid_to and row.valid_to < on):
            continue
        name = f"{row.post.org.code}-{row.post.code}".lower()
        taken[name] += 1
        username = name if taken[name] == 1 else f"{name}-{taken[name]}"
        made[row.person_id] = Account(username=username, person=row.person, password=make_password(None))
    Account.objects.bulk_create(made.values(), batch_size=500)
    return len(made)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
