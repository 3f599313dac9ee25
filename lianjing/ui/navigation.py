"""The doors in the frame: at most five a post, from the grants, never typed per role."""

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


_AT_MOST = 5
_DOORS = (
    (Action.WORK_READ, "worklist:home", "checklist", _("Work list")),
    (Action.IMPORT_READ, "uploads:home", "upload", _("Uploads")),
    (Action.POWER_READ, "powers:home", "list-tree", _("Powers")),
    (Action.FLAG_READ, "redflags:home", "flag", _("Red flags")),
    (Action.NETWORK_READ, "network:home", "sitemap", _("Network")),
    (Action.QUESTION_READ, "answering:home", "message-circle", _("Questions")),
    (Action.ACCOUNT_MANAGE, "accounts:home", "key", _("Accounts")),
    (Action.DANGER_REPORT, "redflags:danger", "alert-circle", _("Child in danger")),
    (Action.STORY_READ, "story:plan", "book", _("The plan")),
)


def doors_of(seat: Seat, request: HttpRequest) -> list[Door]:
    """Return the first five doors this post has a grant for: a sixth would not fit under one thumb."""
    mine = [door for door in _DOORS if policy.holds(seat, door[0])]
    return [
        Door(label, reverse(name), icon, request.path.startswith(reverse(name)))
        for _action, name, icon, label in mine[:_AT_MOST]
    ]
