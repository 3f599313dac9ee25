"""What every page of a power begins with: the item in force at the reader's unit, and the way back to it."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjing.access import powers
from lianjing.domain.authority import Seat
from lianjing.domain.power.item import Item
from lianjing.rooms.powers import queries


def item_at(post: Seat, code: str) -> Item:
    """Return the item in force at the post's unit. Raises Http404 where no version is."""
    version = queries.version_for(post, code)
    if version is None:
        raise Http404
    return powers.compiled(version).item


def crumbs(item: Item) -> list[tuple[Any, str]]:
    """Return the way back: the list of powers, and the item's own page."""
    return [
        (_("Powers"), reverse("powers:home")),
        (item.name.say(queries.language()), reverse("powers:power", args=[item.id])),
    ]
