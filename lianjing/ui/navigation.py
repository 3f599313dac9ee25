"""The doors in the frame: at most four a post, from the grants, never typed per role."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import policy
from lianjing.domain.authority import Action, Seat


@dataclass(frozen=True)
class Door:
    """A place a post can go: its words, its address, whether one stands in it."""

    label: Any
    url: str
    icon: str
    here: bool


_AT_MOST = 4
_DOORS = (
    (Action.WORK_READ, "worklist:home", "checklist", _("Work list")),
    (Action.IMPORT_READ, "uploads:home", "upload", _("Uploads")),
    (Action.NETWORK_READ, "network:home", "sitemap", _("Network")),
    (Action.FLAG_READ, "redflags:home", "flag", _("Red flags")),
    (Action.ACCOUNT_MANAGE, "accounts:home", "key", _("Accounts")),
    (Action.STORY_READ, "story:plan", "book", _("The plan")),
)


def doors_of(seat: Seat, request: HttpRequest) -> list[Door]:
    """Return the first four doors this post has a grant for: a fifth would not fit under one thumb."""
    mine = [door for door in _DOORS if policy.holds(seat, door[0])]
    return [
        Door(label, reverse(name), icon, request.path.startswith(reverse(name)))
        for _action, name, icon, label in mine[:_AT_MOST]
    ]
