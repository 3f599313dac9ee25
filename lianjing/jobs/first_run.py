"""The first run of a real installation makes the one account that can make others."""

from datetime import date

from django.db import transaction

from lianjing.access.accounts import one_time_password
from lianjing.domain.authority import Role
from lianjing.records.doors import unscoped
from lianjing.records.models import Account, Holding, Org, Person, Post


@transaction.atomic
def make_administrator() -> tuple[str, str] | None:
    """Return (sign-in name, password) of a new technical administrator, or None when any account exists."""
    if Account.objects.exists():
        return None
    org = _own_unit()
    person = Person(name="Technical administrator", home=org)
    person.save()
    post = Post(org=org, code="GLY", title="Technical administrator", role=Role.TECH_ADMIN, valid_from=date.today())
    post.save()
    Holding(post=post, person=person, valid_from=date.today()).save()
    password = one_time_password()
    account = Account.objects.create_user("admin", password, person=person, must_change_password=True)
    return account.username, password


def _own_unit() -> Org:
    found = unscoped(Org, reason="the first run, before anybody can sign in").order_by("path").first()
    if found:
        return found
    county = Org(code="js", name="County", kind="county", path="/js/", valid_from=date.today())
    county.save()
    return county
