"""Who can sign in to the demo, and where: the same nine every time. A real installation never loads this."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.core import signing
from django.db.models import Case, IntegerField, When

from lianjing.access import clock
from lianjing.access.posts import in_force
from lianjing.domain.authority import Role
from lianjing.domain.orgtree import OrgKind
from lianjing.records.doors import unscoped
from lianjing.records.models import Account, Holding, Org, RedFlag

_COUNTY_ROLES = (
    ("inspector", Role.TEAM_INSPECTOR, OrgKind.DISPATCHED_TEAM),
    ("bureau chief", Role.BUREAU_CHIEF, OrgKind.BUREAU),
    ("bureau office", Role.BUREAU_OFFICER, OrgKind.BUREAU_OFFICE),
    ("township committee", Role.TOWNSHIP_OFFICER, OrgKind.TOWNSHIP_COMMITTEE),
)
_SCHOOL_ROLES = (("principal", Role.PRINCIPAL), ("clerk", Role.CLERK), ("teacher", Role.TEACHER))
_FIRST_CHOICE = {Role.CLERK: "BZY", Role.PRINCIPAL: "XZ"}  # of several posts of a role, the one the story is about


_SALT = "lianjing.demo"


def ticket_for(username: str) -> str:
    """Return the signed part of a demo sign-in address."""
    return signing.dumps(username, salt=_SALT)


def username_of(ticket: str) -> str | None:
    """Return the sign-in name of a ticket made here, None for a forged one."""
    try:
        return str(signing.loads(ticket, salt=_SALT))
    except signing.BadSignature:
        return None


def everyone() -> list[dict[str, str]]:
    """Return the demo people in the order of the plan, each with who, name, post and address."""
    on = clock.now().date()
    return [*_county_people(on), *_school_people(on)]


def _county_people(on: date) -> Iterator[dict[str, str]]:
    for who, role, kind in _COUNTY_ROLES:
        unit = unscoped(Org, reason="the demo names its own people").filter(kind=kind).order_by("path").first()
        yield _person(who, role, unit.path if unit else "", on)


def _school_people(on: date) -> Iterator[dict[str, str]]:
    school = story_school(on)
    group = school.parent.path if school.parent else ""
    yield _person("group leader", Role.GROUP_LEADER, group, on)
    for who, role in _SCHOOL_ROLES:
        yield _person(who, role, school.path, on)
    address = f"{settings.CONFIG.base_url}/s/{school.code}/"
    yield {"who": "parent", "name": "-", "post": school.name, "username": "", "address": address}


def story_school(on: date) -> Org:
    """Return the school of the story: one with a question open, a principal, a clerk and a teacher; else the first."""
    asked = unscoped(RedFlag, reason="the demo names its own school").exclude(org__kind=OrgKind.SUPERVISION_GROUP)
    ids = list(asked.order_by("id").values_list("org", flat=True))
    schools = unscoped(Org, reason="the demo names its own school")
    kinds = [OrgKind.SCHOOL, OrgKind.CENTRAL_SCHOOL, OrgKind.COUNTY_SCHOOL]
    candidates = [*schools.filter(pk__in=ids).order_by("path"), *schools.filter(kind__in=kinds).order_by("path")]
    for school in candidates:
        if all(_holding(role, school.path, on) for _, role in _SCHOOL_ROLES):
            return school
    return candidates[0]


def _holding(role: Role, path: str, on: date) -> Holding | None:
    rows = unscoped(Holding, reason="the demo names its own people").filter(in_force(on), in_force(on, "post__"))
    rows = rows.filter(post__role=role, person__account__isnull=False).select_related("person", "post__org")
    chosen = Case(When(post__code=_FIRST_CHOICE.get(role, ""), then=0), default=1, output_field=IntegerField())
    return rows.filter(post__org__path=path).order_by(chosen, "post__rank", "id").first()


def _person(who: str, role: Role, path: str, on: date) -> dict[str, str]:
    holding = _holding(role, path, on)
    if holding is None:
        return {"who": who, "name": "-", "post": "-", "username": "", "address": "-"}
    account = Account.objects.get(person=holding.person_id)
    return {
        "who": who,
        "name": holding.person.name,
        "post": f"{holding.post.org.name} {holding.post.title}",
        "username": account.username,
        "address": f"{settings.CONFIG.base_url}/demo/sign-in/{ticket_for(account.username)}/",
    }
