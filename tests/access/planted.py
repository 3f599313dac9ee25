"""A county planted to trip the policy: look-alike paths, ended and future edges, lines to several units, two posts.

Every fact is noted as it is planted, so that the expected answers need no query.
"""

from collections import defaultdict
from datetime import date, timedelta

from lianjing.records.models import Account, Edge, Holding, Org, Person, Post
from tests.access.matrix import Chair, Truth

DAY = date(2026, 10, 12)
LONG_AGO, YESTERDAY, TOMORROW = date(2020, 6, 12), DAY - timedelta(days=1), DAY + timedelta(days=1)
KINDS = {"w": "commission", "z": "dispatched_team", "b": "bureau", "o": "bureau_office", "g": "section"}

# Prefixes of one another, another case, the wildcards of LIKE, the same tail under another head.
PATHS = [
    "/j/",
    "/j/w/",
    "/j/w/z/",
    "/j/w/x1/",
    "/j/b/",
    "/j/b/o/",
    "/j/b/g/",
    "/j/c1/",
    "/j/c10/",
    "/j/c1/s1/",
    "/j/c1/s10/",
    "/j/c10/s1/",
    "/J/",
    "/J/C1/",
    "/J/C1/S1/",
    "/j/C1/",
    "/k/",
    "/k/j/",
    "/k/j/c1/",
    "/j/c_/",
    "/j/c_/s1/",
    "/j/cx/",
    "/j/cx/s1/",
    "/j/c%/",
    "/j/c%/s1/",
    "/j/cab/s1/",
    "/j/c/",
    "/j/c/1/",
    "/j/c1/s1/t1/",
]
LINES = ("/j/w/z/ /j/b/", "/j/b/o/ /j/b/", "/j/b/o/ /j/c1/", "/j/w/x1/ /j/c10/", "/j/w/x1/ /j/c_/", "/j/c1/ /j/c%/")


class Planted:
    """The county as planted, with the truth of every row in `truths` and everybody's chairs in `chairs`."""

    def __init__(self) -> None:
        self.units: dict[str, Org] = {}
        self.truths: dict[type, dict[int, Truth]] = defaultdict(dict)
        self.recused: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.about: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.reach: dict[str, set[str]] = defaultdict(set)
        self.chairs: list[Chair] = []
        self.accounts: dict[str, int] = {}
        self.number = 0

    def next(self) -> int:
        self.number += 1
        return self.number

    def note(self, record, path: str, **facts):
        """Remember what is true of a saved record."""
        truth = Truth(path=path, **facts)
        for name in truth.names:
            truth.kept |= self.about[name] - truth.owners
        truth.names = [(record._meta.model_name, record.pk), *truth.names]
        self.about[truth.names[0]] = truth.about - truth.owners  # a problem is its person's own
        self.truths[type(record)][record.pk] = truth
        return record

    def unit(self, path: str) -> Org:
        if path not in self.units:
            last = path.rstrip("/").rsplit("/", 1)[1]
            above = self.units.get(path[: -len(last) - 1])
            org = Org(code=f"u{self.next()}", name=path, kind=KINDS.get(last, "school"), path=path, valid_from=LONG_AGO)
            org.parent = above
            org.save()
            self.units[path] = self.note(org, path)
        return self.units[path]

    def edge(self, subject: str, obj: str, kind: str = "line", start: date = LONG_AGO, end: date | None = None) -> Edge:
        edge = Edge(subject=self.unit(subject), object=self.unit(obj), kind=kind, valid_from=start, valid_to=end)
        edge.save()
        if kind == "line" and start <= DAY and (end is None or end >= DAY):
            self.reach[subject].add(obj)
        return self.note(edge, obj)

    def person(self, home: str) -> Person:
        person = Person(name=f"n{self.next()}", home=self.unit(home))
        person.save()
        self.note(person, home, owners={person.pk})
        account = Account(username=f"a{person.pk}", person=person)
        account.save()
        self.accounts[account.username] = person.pk
        return person

    def post(self, unit: str, role: str, end: date | None = None) -> Post:
        post = Post(org=self.unit(unit), code="JS", title="t", role=role, valid_from=LONG_AGO, valid_to=end)
        post.save()
        return self.note(post, unit)

    def seat(
        self, person: Person, unit: str, role: str, start: date = LONG_AGO, end: date | None = None, post_end=None
    ):
        """Let a person hold a new post; it is a chair when it counts today and acts here. Call after all edges."""
        post = self.post(unit, role, post_end)
        holding = Holding(post=post, person=person, valid_from=start, valid_to=end)
        holding.save()
        self.note(holding, unit, owners={person.pk})
        ended = any(day is not None and day < DAY for day in (end, post_end))
        if role and start <= DAY and not ended:
            self.chairs.append(Chair(person.pk, post.pk, role, unit, frozenset(self.reach[unit])))
        return post


def plant_county(roles: list[str]) -> Planted:
    """Return the county written down above, with each role at six units and people whose posts have ended."""
    county = Planted()
    for path in PATHS:
        county.unit(path)
    for line in LINES:
        county.edge(*line.split())
    county.edge("/j/b/o/", "/j/c10/", end=YESTERDAY)
    county.edge("/j/c1/", "/j/c10/", end=YESTERDAY)
    county.edge("/j/b/o/", "/J/C1/", start=TOMORROW)
    county.edge("/j/c1/", "/j/w/", "peer")
    county.edge("/j/c1/s1/", "/j/c1/s10/", "guides")
    county.edge("/j/c10/", "/j/c1/", end=DAY)  # the last day counts
    for role in roles:
        for unit in ("/j/c1/", "/j/c1/s1/", "/j/b/o/", "/j/w/x1/", "/j/c_/"):
            person = county.person(unit if unit != "/j/c_/" else "/j/c1/s10/")
            county.seat(person, unit, role)
        second = county.person("/k/j/c1/")
        county.seat(second, "/j/c1/s1/", role)
        county.seat(second, "/j/w/z/", "teacher" if role != "teacher" else "team_inspector")
        county.seat(second, "/j/c/", role, end=YESTERDAY)
        county.seat(second, "/j/cx/", role, start=TOMORROW)
        county.seat(second, "/j/b/", role, post_end=YESTERDAY)
        county.seat(second, "/j/b/g/", "")
    return county


def plant_random(roles: list[str], random) -> Planted:
    """Return a county of about thirty units with names drawn from a mean little alphabet, and people at random."""
    county = Planted()
    paths = ["/r/"]
    while len(paths) < 30:
        name = random.choice(["1", "10", "a", "A", "_", "%", "a_", "r"]) + random.choice(["", "", "1", "_"])
        path = random.choice(paths if random.random() < 0.9 else ["/"]) + name + "/"
        if path not in paths and path.count("/") <= 6:
            paths.append(path)
    for path in paths:
        county.unit(path)
    drawn = set()
    for _ in range(25):
        start, end = random.choice([(LONG_AGO, None)] * 3 + [(LONG_AGO, YESTERDAY), (TOMORROW, None), (DAY, DAY)])
        subject, obj = random.sample(paths, 2)
        kind = random.choice(["line", "line", "peer", "guides"])
        if (subject, obj, kind, start) not in drawn:
            drawn.add((subject, obj, kind, start))
            county.edge(subject, obj, kind, start, end)
    for role in roles:
        for _ in range(4):
            person = county.person(random.choice(paths))
            for _ in range(random.choice([1, 1, 2, 3])):
                end = random.choice([None, None, None, YESTERDAY, DAY])
                county.seat(
                    person, random.choice(paths), role if random.random() < 0.8 else random.choice(roles), end=end
                )
    return county
