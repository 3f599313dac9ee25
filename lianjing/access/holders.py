"""Who holds which post code at a unit today, shared posts of the central school included. For running matters."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianjing.access.posts import in_force
from lianjing.domain.authority import Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Org

_REASON = "who can take a step is told to whoever handles the matter"


@dataclass(frozen=True)
class Holder:
    """A person in a post. `lent`: the post belongs to another unit and serves this one."""

    person_id: int
    name: str
    code: str
    post_id: int
    acts: bool  # the post may sign in here
    lent: bool = False


def holders_at(org: Org, on: date) -> list[Holder]:
    """Return who holds a post at a unit, or one of another unit that serves it, ordered by post and name."""
    rows = unscoped(Holding, reason=_REASON).filter(in_force(on), in_force(on, "post__"))
    rows = rows.filter(Q(post__org=org) | Q(post__serves=org)).select_related("post", "person")
    found = {
        (row.post_id, row.person_id): Holder(
            row.person_id,
            row.person.name,
            row.post.code,
            row.post_id,
            bool(row.post.role),
            row.post.org_id != org.pk,
        )
        for row in rows.order_by("post__rank", "post_id", "person__name").distinct()
    }
    return list(found.values())


def holders_of_office(slug: str, on: date) -> list[Holder]:
    """Return who holds a post in a county body, by the last part of its path."""
    offices = unscoped(Org, reason=_REASON).filter(path__endswith=f"/{slug}/")
    return [holder for office in offices for holder in holders_at(office, on)]


def codes_of(post: Seat, org: Org) -> tuple[frozenset[str], str]:
    """Return (the codes a person holds at or for a unit today, the slug of the body they sit in)."""
    rows = unscoped(Holding, reason="one's own posts").filter(
        in_force(post.on), in_force(post.on, "post__"), person=post.person_id
    )
    here = rows.filter(Q(post__org=org) | Q(post__serves=org)).values_list("post__code", flat=True)
    return frozenset(here), post.own_path.rstrip("/").rsplit("/", 1)[-1]
