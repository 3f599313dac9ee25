"""What the pages of directives show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjing.access import directives, policy
from lianjing.domain.authority import Action, Seat
from lianjing.domain.directives import Burden
from lianjing.domain.machines.directive import DIRECTIVE, ISSUER, RECEIVER
from lianjing.domain.worktime import CHINA
from lianjing.records.models import Directive, DirectiveCall, DirectiveMove, Org
from lianjing.rooms.directives import binding
from lianjing.rooms.directives.moving import capacities_of
from lianjing.rooms.directives.twins import Likeness
from lianjing.rooms.directives.usecases.issuing import burden_of, twins_of
from lianjing.rooms.directives.usecases.receiving import may_contest, twin_before
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import directives as words
from lianjing.ui.wording import states


@dataclass(frozen=True)
class Sheet:
    """One directive as a post sees it."""

    directive: Directive
    steps: tuple[str, ...]
    history: list[dict[str, Any]]
    calls: list[DirectiveCall]
    burden: Burden | None  # while it is drafted: what it makes of the receiver's week
    others: list[Directive]  # what the unit already has on its hands
    alike: list[Likeness]
    twin: Likeness | None  # for the receiver: what it repeats
    grounds: list[tuple[str, str]]  # the taps of a contest
    bound: tuple[str, str]


def readable(post: Seat) -> "QuerySet[Directive]":
    """Return the directives this post may read: a draft only at its issuer's unit, never at the receiver's."""
    rows = policy.visible(post, Action.DIRECTIVE_READ, Directive)
    return rows.select_related("issuer__org", "receiver__org", "org__parent", "decider__org", "contest_twin", "twin")


def units(post: Seat) -> list[tuple[int, str]]:
    """Return (key, name) of the units that this post may demand something of."""
    rows = policy.visible(post, Action.DIRECTIVE_DRAFT, Org).filter(valid_to=None).exclude(path=post.own_path)
    return list(rows.order_by("path").values_list("pk", "name"))


def listing(post: Seat) -> Listing:
    """Return the list of directives as page, Excel and print show it: what presses most first."""
    named = [(name, states.state("directive", name)[1]) for name in DIRECTIVE.states]
    return Listing(
        rows=readable(post),
        title=gettext_lazy("Directives"),
        columns=[
            Column("title", _("Directive"), lambda row: row.title, link=_address),
            Column("unit", _("Unit"), lambda row: str(row.org), sort="org__name"),
            Column("issuer", _("Issued by"), lambda row: f"{row.issuer.org} {row.issuer}"),
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("state", _("State"), lambda row: states.state("directive", row.state)[1], show=_badge),
        ],
        filters=[
            Choice("state", _("State"), named, "state"),
            Search("q", _("Unit, by name or pinyin"), ("org__sought", "org__name", "title")),
        ],
        order=("-pk",),
    )


def sheet(post: Seat, directive: Directive, now: datetime) -> Sheet:
    """Return one directive with what this post needs for its next step."""
    held = capacities_of(post, directive)
    drafting = directive.state == "drafted"
    seen = policy.visible(post, Action.DIRECTIVE_READ, DirectiveMove).filter(directive=directive)
    calls = policy.visible(post, Action.DIRECTIVE_READ, DirectiveCall).filter(directive=directive)
    receives = RECEIVER in held and directive.state in ("issued", "doing")
    twin = twin_before(directive, now) if receives else None
    return Sheet(
        directive=directive,
        steps=_steps(directive, held, now),
        history=[_line(move) for move in seen.select_related("by__org").order_by("id")],
        calls=list(calls.select_related("post__org")),
        burden=burden_of(directive, now) if drafting else None,
        others=list(directives.open_at(directive.org).exclude(pk=directive.pk)) if drafting else [],
        alike=twins_of(directive, now) if drafting else [],
        twin=twin,
        grounds=_grounds(directive, twin) if receives and "contest" in _steps(directive, held, now) else [],
        bound=binding.told(post, directive) if directive.reply_table else ("", ""),
    )


def clock_who(directive: Directive) -> str:
    """Return the post that must act now, with its unit."""
    by_state = {
        "drafted": directive.issuer,
        "contested": directive.issuer,
        "replied": directive.issuer,
        "contested_above": directive.decider,
    }
    post = by_state.get(directive.state, directive.receiver)
    return f"{post.org} {post}" if post else ""


def _steps(directive: Directive, held: frozenset[str], now: datetime) -> tuple[str, ...]:
    """Return the steps open now, and asking above, which moves nothing yet."""
    names = [step.name for step in DIRECTIVE.steps_from(directive.state, held)]
    if "contest" in names and (directive.contested_at is not None or not may_contest(directive, now)):
        names.remove("contest")
    if directive.state == "drafted" and ISSUER in held and not directive.allowed and not burden_of(directive, now).kept:
        names[names.index("issue")] = "ask_above"  # it would be refused: whoever may let it go is asked instead
    return tuple(names)


def _grounds(directive: Directive, twin: Likeness | None) -> list[tuple[str, str]]:
    found = []
    if twin is not None and twin.directive.issued_at is not None:
        told = {"month": twin.directive.issued_at.astimezone(CHINA).month}
        found.append(("duplicate", _("It repeats the directive of month %(month)s") % told))
    return [*found, *((name, str(words.GROUNDS[name])) for name in ("unlawful", "not_ours"))]


def _line(move: DirectiveMove) -> dict[str, Any]:
    who = f"{move.by.org} {move.by}" if move.by_id and move.by else _("The clock")
    return {"step": move.step, "at": move.at, "title": words.step(move.step), "who": who, "words": move.words}


def _address(row: Directive) -> str:
    return reverse("directives:directive", args=[row.pk])


def _badge(row: Directive) -> Any:
    return badge(*states.state("directive", row.state))
