"""What the pages of powers show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import policy, powers
from lianjing.access.matters import none, unit_of
from lianjing.access.rulebook import powers as rulebook_powers
from lianjing.domain.authority import Action, Seat
from lianjing.domain.power.item import Item
from lianjing.records.models import Matter, PowerVersion
from lianjing.ui.columns import Column
from lianjing.ui.listing import Choice, Listing, Search
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import states

AREAS = {
    "ZS": _("Enrolment"),
    "RS": _("Staff"),
    "JF": _("Materials and purchases for pupils"),
    "ZZ": _("Student aid"),
    "ST": _("Canteen"),
    "CW": _("Finance"),
}


@dataclass(frozen=True)
class PowerLine:
    """One power in the list: the version in force here, and how many matters run by it where this post may look."""

    item: Item
    version: PowerVersion
    running: int
    own: bool  # the unit has a version of its own


@dataclass(frozen=True)
class Area:
    """The powers of one area."""

    code: str
    name: Any
    lines: list[PowerLine]


def areas(post: Seat) -> list[Area]:
    """Return the powers in force at the post's unit, by area."""
    unit = unit_of(post)
    running = Counter(_readable(post).filter(state="running").values_list("version__item", flat=True))
    lines = [
        PowerLine(powers.compiled(version).item, version, running[item], version.org_id == unit.pk)
        for item, version in powers.all_in_force(unit, post.on).items()
    ]
    return [
        Area(code, name, found) for code, name in AREAS.items() if (found := [x for x in lines if x.item.area == code])
    ]


def version_for(post: Seat, item: str) -> PowerVersion | None:
    """Return the version of a power in force at the post's unit."""
    return powers.in_force(item, unit_of(post), post.on)


def _readable(post: Seat) -> "QuerySet[Matter]":
    if not policy.holds(post, Action.MATTER_READ):
        return none()
    return policy.visible(post, Action.MATTER_READ, Matter)


def matters(post: Seat) -> "QuerySet[Matter]":
    """Return the matters this post may read, newest first."""
    return _readable(post).select_related("org", "version", "opened_by").order_by("-id")


def listing(post: Seat) -> Listing:
    """Return the list of matters as page, Excel and print show it."""
    names = rulebook_powers().names
    return Listing(
        rows=matters(post),
        title=_("Matters"),
        columns=[
            Column("title", _("What it is about"), lambda row: row.title, link=_address),
            Column("power", _("Power"), lambda row: power_name(row.version.item), sort="version__item"),
            Column("unit", _("Unit"), lambda row: str(row.org), sort="org__name"),
            Column("opened", _("Begun"), lambda row: row.opened_at, kind="moment", sort="opened_at"),
            Column("state", _("State"), lambda row: states.state("matter", row.state)[1], show=_badge),
        ],
        filters=[
            Choice(
                "state",
                _("State"),
                [(name, states.state("matter", name)[1]) for name in ("running", "complete", "stopped")],
                "state",
            ),
            Choice("power", _("Power"), [(code, power_name(code)) for code in sorted(names)], "version__item"),
            Search("q", _("Unit, by name or pinyin"), ("org__sought", "org__name")),
        ],
        order=("-pk",),
    )


def power_name(code: str) -> str:
    """Return id and name of a power in the reader's language."""
    words = rulebook_powers().names.get(code)
    return f"{code} {words.say(language())}" if words else code


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh-hans"


def my_matters(post: Seat, on: date, at_most: int = 5) -> "Iterable[Matter]":
    """Return running matters of the post's own unit, oldest first."""
    rows = matters(post).filter(state="running", org__path=post.own_path)
    return rows.order_by("opened_at")[:at_most]


def _address(row: Matter) -> str:
    return reverse("powers:matter", args=[row.pk])


def _badge(row: Matter) -> Any:
    return badge(*states.state("matter", row.state))
