"""What the page of accounts shows: names, units and sign-in names, and nothing else about a person."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import accounts, policy
from lianjing.domain.authority import Action, Seat
from lianjing.records.models import Person
from lianjing.ui.listing import Choice, Column, Listing, Rows, Search

_STANDING = [("open", _("open")), ("closed", _("closed")), ("none", _("no account yet"))]
_WHERE: dict[str, dict[str, Any]] = {
    "open": {"account__is_active": True},
    "closed": {"account__is_active": False},
    "none": {"account": None},
}


def listing(post: Seat) -> Listing:
    """Return the people who act or may sign in, as page, Excel and print show them."""
    people = policy.visible(post, Action.ACCOUNT_MANAGE, Person)
    return Listing(
        rows=accounts.people_who_act(people, post.on),
        title=_("Accounts"),
        columns=[
            Column("name", _("Name"), str, link=_address, sort="name"),
            Column("unit", _("Unit"), lambda row: str(row.home), sort="home__path"),
            Column("username", _("Sign-in name"), lambda row: row.account.username if _has(row) else ""),
            Column("standing", _("Account"), lambda row: str(dict(_STANDING)[standing(row)])),
        ],
        filters=[
            Search("q", _("Name or pinyin, person or unit"), ("sought", "name", "home__sought")),
            Choice("standing", _("Account"), _STANDING, _with_standing),
        ],
        order=("home__path", "pk"),
    )


def standing(person: Person) -> str:
    """Return open, closed or none."""
    if not _has(person):
        return "none"
    return "open" if person.account.is_active else "closed"


def _has(person: Person) -> bool:
    return getattr(person, "account", None) is not None


def _with_standing(rows: Rows, wanted: str) -> Rows:
    return rows.filter(**_WHERE[wanted])


def _address(person: Person) -> str:
    return reverse("accounts:account", args=[person.pk])
