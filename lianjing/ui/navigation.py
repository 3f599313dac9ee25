"""The doors in the frame: at most five a post, from the grants, never typed per role; the fifth leads to the rest."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import policy
from lianjing.domain.authority import Action, Seat


@dataclass(frozen=True)
class Door:
    """A place a post can go: its words, its address, whether one stands in it, what it is for."""

    label: Any
    url: str
    icon: str
    here: bool
    what: Any = ""


_AT_MOST = 5  # a sixth would not fit under one thumb
_DOORS = (
    (Action.WORK_READ, "worklist:home", "checklist", _("Work list"), _("What waits for you, and until when.")),
    (Action.FLAG_READ, "redflags:home", "flag", _("Red flags"), _("Questions that rows raised, answers, reviews.")),
    (Action.IMPORT_READ, "uploads:home", "upload", _("Uploads"), _("Hand in what your systems export already.")),
    (
        Action.POWER_READ,
        "powers:home",
        "list-tree",
        _("Powers"),
        _("The 34 powers, their charts, running matters."),
    ),
    (
        Action.NOTICE_READ,
        "notices:home",
        "file-text",
        _("Disclosures"),
        _("What each power makes public, by when; approve, correct, withdraw."),
    ),
    (Action.QUESTION_READ, "answering:home", "message-circle", _("Questions"), _("What parents ask and object to.")),
    (Action.DIRECTIVE_READ, "directives:home", "send", _("Directives"), _("What one post demands of a unit.")),
    (
        Action.RECTIFY_READ,
        "casework:home",
        "refresh",
        _("Rectifications"),
        _("What is being put right, and watched for ninety days."),
    ),
    (
        Action.MEETING_READ,
        "meetings:home",
        "users-group",
        _("Joint meeting"),
        _("The quarter's agenda, minutes and resolutions."),
    ),
    (Action.QUARTER_READ, "meetings:quarter", "clock", _("This quarter"), _("Flagged, answered, put right, overdue.")),
    (
        Action.QUARTER_COMPARE,
        "meetings:compare",
        "filter",
        _("Compare schools"),
        _("Schools of like size beside each other, each figure open to its rows."),
    ),
    (
        Action.RESOLUTION_READ,
        "meetings:resolutions",
        "checklist",
        _("Resolutions"),
        _("What a joint meeting set, who leads it, and when it is due."),
    ),
    (
        Action.VERIFICATION_READ,
        "verification:home",
        "search",
        _("Verification files"),
        _("Follow a school's contracts, for a reason that somebody else agreed to."),
    ),
    (Action.NETWORK_READ, "network:home", "sitemap", _("Network"), _("Who supervises whom, who holds which post.")),
    (
        Action.PROBLEM_OWN,
        "casework:owns",
        "user",
        _("About me"),
        _("What is said about you, your days to answer, and what came of it."),
    ),
    (Action.ACCOUNT_MANAGE, "accounts:home", "key", _("Accounts"), _("Who can sign in.")),
    (
        Action.DANGER_REPORT,
        "redflags:danger",
        "alert-circle",
        _("Child in danger"),
        _("How to report it at once, and to whom."),
    ),
    (Action.STORY_READ, "story:plan", "book", _("The plan"), _("The county's own sentences, each with its screen.")),
)


def all_doors(seat: Seat, request: HttpRequest) -> list[Door]:
    """Return every door this post has a grant for."""
    return [
        Door(label, reverse(name), icon, request.path.startswith(reverse(name)), what)
        for action, name, icon, label, what in _DOORS
        if policy.holds(seat, action)
    ]


def doors_of(seat: Seat, request: HttpRequest) -> list[Door]:
    """Return the doors of the frame: all where they are five at most, else four and the one to the rest."""
    mine = all_doors(seat, request)
    if len(mine) <= _AT_MOST:
        return mine
    shown, rest = mine[: _AT_MOST - 1], reverse("worklist:doors")
    return [*shown, Door(_("More"), rest, "list-tree", not any(door.here for door in shown))]
