"""The network as units: all of it on a day, one unit with its posts, holders and lines, vacancies, marks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse

from lianjing.access import proof, rulebook
from lianjing.access.policy import holds, may, visible
from lianjing.access.posts import in_force
from lianjing.domain.authority import Action, Seat
from lianjing.domain.desks import opens_desk
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.records.models import CoverageCell, Edge, EdgeChange, Holding, Org, OrgPlace, Post
from lianjing.ui.wording.network import KINDS

SCHOOLS = frozenset(kind.value for kind in SCHOOL_KINDS)


@dataclass(frozen=True)
class Mark:
    """How a unit stands on the drawing.

    tone: green covered, red gap, yellow vacancy, grey not proven for this post, plain for a body without powers.
    """

    tone: str
    steps: int = 0
    covered: int = 0
    vacant: int = 0


def units_on(post: Seat, on: date, below: str = "/") -> list[Org]:
    """Return the units in force on a day, each where it stood then, in order of path; of those at or below a path."""
    stood = {row.org_id: row for row in visible(post, Action.NETWORK_READ, OrgPlace).filter(in_force(on))}
    units = visible(post, Action.NETWORK_READ, Org).filter(in_force(on))
    units = units if below == "/" else units.filter(Q(path__startswith=below) | Q(pk__in=stood))
    found = []
    for org in units:
        if org.pk in stood:
            org.path, org.parent_id = stood[org.pk].path, stood[org.pk].parent_id
        found.append(org)
    return sorted((org for org in found if org.path.startswith(below)), key=lambda org: org.path)


def url_of() -> Callable[[Org], str]:
    """Return what gives a unit's address: asked of the table of addresses once for all units of a page."""
    before, after = reverse("network:unit", args=[0]).rsplit("0", 1)
    return lambda org: f"{before}{org.pk}{after}"


def marks(post: Seat, units: Iterable[Org], on: date) -> dict[int, Mark]:
    """Return how each unit stands: its own steps, and for units with others below them those too."""
    cells = _cells(post) if on == post.on else {}
    vacant = {row["org"]: row["vacant"] for row in _vacant_by_unit(post, on)}
    units = list(units)
    own = {org.pk: (*cells.get(org.pk, (0, 0)), vacant.get(org.pk, 0)) for org in units}
    sums: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for org in units:
        for path in prefixes(org.path):
            (steps, covered, empty), more = sums[path], own[org.pk]
            sums[path] = (steps + more[0], covered + more[1], empty + more[2])
    found = {}
    for org in units:
        steps, covered, empty = own[org.pk] if org.kind in SCHOOLS else sums[org.path]
        tone = _tone(steps, covered, empty)
        if tone == "grey" and cells and org.kind not in SCHOOLS:
            tone = "plain"
        found[org.pk] = Mark(tone, steps, covered, empty)
    return found


def _tone(steps: int, covered: int, vacant: int) -> str:
    if steps and covered < steps:
        return "red"
    if vacant:
        return "yellow"
    return "green" if steps else "grey"


def _cells(post: Seat) -> dict[int, tuple[int, int]]:
    run = proof.newest()
    if run is None or not holds(post, Action.COVERAGE_READ):
        return {}
    sums: dict[int, tuple[int, int]] = {}
    rows = visible(post, Action.COVERAGE_READ, CoverageCell).filter(run=run)
    for org, steps, covered in rows.values_list("org", "steps", "covered"):
        had = sums.get(org, (0, 0))
        sums[org] = (had[0] + steps, had[1] + covered)
    return sums


def _vacant_by_unit(post: Seat, on: date) -> "QuerySet[Post, dict[str, Any]]":
    return _empty(post, on).order_by().values("org").annotate(vacant=Count("pk"))


def vacant(post: Seat, on: date) -> "QuerySet[Post]":
    """Return the posts in force on a day that nobody holds, with the last day of the last holder as `left_on`."""
    ended = Max("holdings__valid_to", filter=Q(holdings__valid_to__lt=on))
    return _empty(post, on).annotate(left_on=ended).select_related("org").order_by("org__path", "id")


def _empty(post: Seat, on: date) -> "QuerySet[Post]":
    posts = visible(post, Action.NETWORK_READ, Post).filter(in_force(on), in_force(on, "org__"))
    return posts.exclude(pk__in=posts.filter(in_force(on, "holdings__")).order_by().values("pk"))


def vacancies(post: Seat, now: datetime) -> list[dict[str, Any]]:
    """Return the vacant posts this post may see as its own or below, longest empty first; yellow after the limit."""
    limit = rulebook.library().parameters.limit("handover.yellow", now.date())
    rows: list[dict[str, Any]] = []
    empty: Iterable[Any] = vacant(post, now.date())
    for row in empty:
        since = row.left_on + timedelta(days=1) if row.left_on else row.valid_from
        hours = (now.replace(tzinfo=None) - datetime.combine(since, datetime.min.time())).total_seconds() / 3600
        rows.append({"post": row, "since": since, "days": (now.date() - since).days, "late": hours >= limit.count})
    return sorted(rows, key=lambda one: (one["since"], one["post"].pk))


def tree(units: list[Org], marked: Mapping[int, Mark], states: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the units as nested nodes for the tree part; county and bureau stay open."""
    nodes: dict[int, dict[str, Any]] = {}
    roots: list[dict[str, Any]] = []
    by_path = {org.path: org.pk for org in units}
    order, url = list(KINDS), url_of()
    for org in sorted(units, key=lambda one: (one.path.count("/"), order.index(one.kind), one.path)):
        mark = marked[org.pk]
        node = {
            "label": org.name,
            "url": url(org),
            "state": (mark.tone, states[mark.tone]) if mark.tone in ("green", "red", "yellow") else None,
            "open": org.kind in ("county", "bureau"),
            "children": [],
        }
        nodes[org.pk] = node
        above = by_path.get(org.path[:-1].rpartition("/")[0] + "/")
        (nodes[above]["children"] if above else roots).append(node)
    return roots


def unit_sheet(post: Seat, org: Org, on: date) -> dict[str, Any]:
    """Return one unit on a day: head, members, posts with holders, lines both ways, units below, what one may do."""
    posts = list(visible(post, Action.NETWORK_READ, Post).filter(in_force(on), org=org).order_by("rank", "code", "id"))
    holders = holders_of(post, [row.pk for row in posts], on)
    held = _held_counts(post, org, on)
    lines: list[dict[str, Any]] = [
        {"post": row, "holders": holders.get(row.pk, []), "held": held.get(row.pk, 0)} for row in posts
    ]
    shared = visible(post, Action.NETWORK_READ, Post).filter(in_force(on), serves=org).select_related("org")
    return {
        "unit": org,
        "on": on,
        "today": post.on,
        "past": on != post.on,
        "heads": [line for line in lines if line["post"].rank == 0],
        "lines": lines,
        "empty": sum(not line["held"] for line in lines),
        "shared": shared.order_by("id"),
        **edges_of(post, org, on),
        "children": children_of(post, org, on),
        "places": visible(post, Action.NETWORK_READ, OrgPlace).filter(org=org).select_related("parent"),
        "changes": visible(post, Action.NETWORK_READ, EdgeChange)
        .filter(Q(object=org) | Q(subject=org), state="proposed")
        .select_related("subject", "object", "proposed_by"),
        "may_edit": may(post, Action.NETWORK_EDIT, org),
    }


def _held_counts(post: Seat, org: Org, on: date) -> dict[int, int]:
    """Return how many people hold each post: whether a post is vacant is no secret, who holds it may be."""
    rows = visible(post, Action.NETWORK_READ, Post).filter(org=org).order_by()
    counted = rows.values("pk").annotate(held=Count("holdings", filter=in_force(on, "holdings__")))
    return {row["pk"]: row["held"] for row in counted}


def holders_of(post: Seat, post_ids: Iterable[int], on: date) -> dict[int, list[Holding]]:
    """Return who holds each post on a day, as far as this post may see people."""
    rows = visible(post, Action.PERSON_READ, Holding).filter(in_force(on), post__in=list(post_ids))
    found: dict[int, list[Holding]] = defaultdict(list)
    for row in rows.select_related("person").order_by("valid_from", "id"):
        found[row.post_id].append(row)
    return found


def edges_of(post: Seat, org: Org, on: date) -> dict[str, Any]:
    """Return who supervises a unit and whom it supervises on a day, those inherited from the units above included."""
    over = prefixes(org.path)
    rows = visible(post, Action.NETWORK_READ, Edge).filter(in_force(on)).select_related("subject", "object")
    above = [edge for edge in rows.filter(object__path__in=over).order_by("kind", "-object__path", "id")]
    below = [edge for edge in rows.filter(subject=org).order_by("kind", "object__path", "id")]
    return {
        "supervised_by": [edge for edge in above if edge.kind != "peer"],
        "peers": [edge for edge in above if edge.kind == "peer"],
        "supervises": below,
    }


def children_of(post: Seat, org: Org, on: date) -> list[Org]:
    """Return the units right below a unit on a day."""
    depth = org.path.count("/") + 1
    return [one for one in units_on(post, on, org.path) if one.path.count("/") == depth]


def prefixes(path: str) -> list[str]:
    """Return a path and those above it, the topmost first."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:length]) + "/" for length in range(1, len(parts) + 1)]


def crumbs_of(post: Seat, path: str) -> list[tuple[str, str]]:
    """Return the units above a path, county first, as words and addresses."""
    above = visible(post, Action.NETWORK_READ, Org).filter(path__in=prefixes(path)[:-1]).order_by("path")
    return [(org.name, reverse("network:unit", args=[org.pk])) for org in above]


def post_sheet(post: Seat, record: Post, on: date) -> dict[str, Any]:
    """Return one post: its holders through time as far as this post may see them, the units it serves."""
    rows = visible(post, Action.PERSON_READ, Holding).filter(post=record).select_related("person")
    rows = rows.order_by(F("valid_to").desc(nulls_first=True), "-valid_from")
    counts = visible(post, Action.NETWORK_READ, Post).filter(pk=record.pk)
    held = counts.aggregate(held=Count("holdings", filter=in_force(on, "holdings__")))["held"]
    return {
        "record": record,
        "holdings": rows,
        "held": held,
        "on": on,
        "serves": visible(post, Action.NETWORK_READ, Org).filter(served_by=record).order_by("path"),
        "may_edit": may(post, Action.NETWORK_EDIT, record),
        "opens_desk": opens_desk(record.role),
    }
