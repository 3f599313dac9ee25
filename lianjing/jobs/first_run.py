"""The first run of a real installation: the units it begins with, one administrator, and the first people in posts."""

from datetime import date, datetime

from django.db import transaction

from lianjing.access import bulk, rulebook
from lianjing.access.accounts import one_time_password, refuse_sign_in_name
from lianjing.access.acts import act_of
from lianjing.access.posts import holders_from, in_force
from lianjing.access.sought import sought
from lianjing.domain.authority import Role
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import Account, Edge, Holding, Org, Person, Post

_REASON = "the first run, before anybody can sign in"
ADMINISTRATOR = "admin"


@transaction.atomic
def make_administrator(now: datetime) -> tuple[str, str] | None:
    """Return (sign-in name, password) of a new technical administrator, or None when any account exists.

    An installation without units gets those of `catalogue/org/first_units.yaml`, whole or not at all.
    """
    if Account.objects.exists():
        return None
    if bulk.is_empty(Org):
        _begin(now.date())
    post = unscoped(Post, reason=_REASON).filter(role=Role.TECH_ADMIN).order_by("id").first()
    if post is None:
        raise RuleBroken("no_such_post", unit="-", post=Role.TECH_ADMIN)
    _, password = appoint(post=post, name=post.title, username=ADMINISTRATOR, now=now)
    return ADMINISTRATOR, password


def appoint_first(unit: str, code: str, name: str, username: str, now: datetime) -> tuple[str, str]:
    """Put somebody into a vacant post from the console and return (sign-in name, one-time password).

    Raises RuleBroken: no_such_post, post_opens_no_desk, post_is_held, username_wrong, username_taken.
    """
    rows = unscoped(Post, reason="the operator appoints the first people").filter(
        in_force(now.date()), in_force(now.date(), "org__")
    )
    post = rows.filter(org__code=unit, code=code).select_related("org").order_by("id").first()
    if post is None:
        raise RuleBroken("no_such_post", unit=unit, post=code)
    if not post.role:
        raise RuleBroken("post_opens_no_desk", unit=post.org.name, post=post.title)
    if holders_from(post, now.date()):
        raise RuleBroken("post_is_held", unit=post.org.name, post=post.title)
    refuse_sign_in_name(username)
    _, password = appoint(post=post, name=name, username=username, now=now)
    return username, password


@act_of("operator", on="post")
def appoint(*, post: Post, name: str, username: str, now: datetime) -> tuple[Holding, str]:
    """Write a person, their post and their account; return the holding and the one-time password, kept nowhere."""
    person = Person(name=name, home=post.org, sought=sought(name))
    person.save()
    holding = Holding(post=post, person=person, valid_from=now.date())
    holding.save()
    password = one_time_password()
    Account.objects.create_user(username, password, person=person, must_change_password=True)
    return holding, password


def _begin(day: date) -> None:
    first = rulebook.content("org/first_units.yaml")
    orgs: dict[str, Org] = {}
    for row in first["units"]:
        above = orgs.get(row.get("below", ""))
        path = f"{above.path if above else '/'}{row['code']}/"
        org = Org(code=row["code"], name=row["name"], kind=row["kind"], parent=above, path=path, valid_from=day)
        org.sought = sought(org.name)
        org.save()
        orgs[org.code] = org
    for row in first["posts"]:
        post = Post(org=orgs[row["unit"]], code=row["code"], title=row["title"], role=row["role"], rank=row["rank"])
        post.valid_from = day
        post.save()
    for row in first["edges"]:
        Edge(subject=orgs[row["from"]], object=orgs[row["to"]], kind=row["kind"], valid_from=day).save()
