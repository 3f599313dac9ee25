"""What the pages of rectifications show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lianjing.access import policy, rectifying, reuse
from lianjing.access.flags_seen import seen
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.machines.rectification import ACCEPTOR, ISSUER, RECTIFICATION, RESPONSIBLE
from lianjing.records.models import Rectification, RedFlag
from lianjing.rooms.casework import evidence, rerun
from lianjing.rooms.casework.moving import capacities, to_end, to_look_back
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import casework, states

_BACK = ("return", "return_plan")  # what goes on stands first
_BY_TWO = {"opened": ("ask_void", "void"), "observing": ("ask_end", "end_unasked")}
_STAGES = ("opened", "planned", "doing", "submitted", "observing", "closed")


@dataclass(frozen=True)
class Sheet:
    """One rectification as a post sees it. stages: (words, done, here). again: what the check finds now, or None."""

    record: Rectification
    steps: tuple[str, ...]
    stages: tuple[tuple[str, bool, bool], ...]
    who: str
    history: list[dict[str, Any]]
    again: str | None
    flag_open: bool
    before: list[reuse.Before]  # where what shows it was handed in before, for whoever accepts


def rectifications(post: Seat) -> "QuerySet[Rectification]":
    """Return what the post may read, newest first. Danger to a child is not the clerk's to see, as its flag is not."""
    rows = policy.visible(post, Action.RECTIFY_READ, Rectification)
    rows = rows.exclude(urgent=True) if post.role is Role.CLERK else rows
    return rows.select_related("org__parent", "responsible__org", "issuer__org", "acceptor__org", "changed_version")


def listing(post: Seat) -> Listing:
    """Return the list as page, Excel and print show it."""
    return Listing(
        rows=rectifications(post),
        title=_("Rectifications"),
        columns=[
            Column("unit", _("Unit"), lambda row: str(row.org), sort="org__name"),
            Column("subject", _("What is put right"), casework.subject, link=_address),
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("round", _("Round"), lambda row: row.round, kind="number", sort="round"),
            Column("state", _("State"), lambda row: states.state("rectification", row.state)[1], show=_badge),
        ],
        filters=[
            Choice("state", _("State"), states.options(RECTIFICATION), "state"),
            Choice("round", _("Round"), [("again", _("Came back"))], lambda rows, _value: rows.filter(round__gt=1)),
            Search("q", _("Unit, by name or pinyin"), ("org__sought", "org__name")),
        ],
        order=("-pk",),
    )


def sheet(post: Seat, record: Rectification, on: date) -> Sheet:
    """Return one rectification with the steps that are open to this post now."""
    mine = capacities(post, record)
    asks_again = record.state in ("submitted", "observing") and ACCEPTOR in mine
    return Sheet(
        record=record,
        steps=_steps(mine, record),
        stages=_stages(record),
        who=_named(_whose(record)),
        history=[_line(move) for move in rectifying.moves_of(record)],
        again=rerun.ask(record, on).result if asks_again else None,
        before=reuse.evidence_before(post, record) if asks_again else [],
        flag_open=record.about_table == "redflag" and seen(post).filter(pk=record.about_id).exists(),
    )


def danger_flags(post: Seat) -> "QuerySet[RedFlag]":
    """Return the flags with danger to a child for which the post may open a rectification at once."""
    if not policy.holds(post, Action.RECTIFY_OPEN):
        return policy.visible(post, Action.FLAG_READ, RedFlag).none()
    return policy.visible(post, Action.RECTIFY_OPEN, RedFlag).filter(state="danger")


def _steps(mine: frozenset[str], record: Rectification) -> tuple[str, ...]:
    """Return the steps open to somebody's capacities: those of the table, and the two without a state of their own."""
    named = [step.name for step in RECTIFICATION.steps_from(record.state, mine) if not step.together]
    found = sorted(named, key=lambda name: name in _BACK)
    if record.state == "opened" or to_end(record):
        ask, agree = _BY_TWO[record.state]
        found += [ask] if ISSUER in mine and not record.voiding else []
        found += [agree] if ACCEPTOR in mine and record.voiding else []
    if ACCEPTOR in mine and to_look_back(record):
        found.append("look_back")
    return tuple(found)


def _stages(record: Rectification) -> tuple[tuple[str, bool, bool], ...]:
    place = _STAGES.index(record.state) if record.state in _STAGES else -1
    return tuple((states.state("rectification", name)[1], at < place, at == place) for at, name in enumerate(_STAGES))


def _whose(record: Rectification) -> Any:
    """Return the post whose turn it is, None while the clock watches."""
    turn = {"opened": RESPONSIBLE, "planned": ISSUER, "doing": RESPONSIBLE, "submitted": ACCEPTOR}
    if to_end(record) and not record.voiding:
        return record.issuer
    if record.state == "observing" and "seed" in record.look_back:
        return record.acceptor
    return getattr(record, turn[record.state]) if record.state in turn else None


def _named(post: Any) -> str:
    return f"{post.org.name} {post.title}" if post else ""


def _line(move: Any) -> dict[str, Any]:
    who = _named(move.post) or gettext("by the clock")
    said = [str(casework.LEVELS[line]) if move.step == "call" else str(line) for line in move.lines]
    tone = {"relapse": "yellow", "call": "red", "close": "green", "accept": "green"}.get(move.step, "blue")
    return {"at": move.at, "title": casework.STEPS[move.step], "who": who, "words": "; ".join(said), "tone": tone}


def choices(post: Seat, record: Rectification, steps: tuple[str, ...]) -> dict[str, Any]:
    """Return what the forms of a rectification choose from."""
    found: dict[str, Any] = {}
    if "submit" in steps:
        found = {"evidence": evidence.choices(post, record), "versions": evidence.versions(post, record)}
    if "accept" in steps:
        found = {"rows": sampled(record.sample)}
    return found


def sampled(sample: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the drawn rows: (name, words)."""
    return [(row["name"], row["label"] or _cells(row)) for row in sample.get("rows", ())]


def _cells(row: dict[str, Any]) -> str:
    said = " · ".join(f"{cell}" for cell in row["cells"].values())
    return f"{row['name']} {said}".strip()


def _address(row: Rectification) -> str:
    return reverse("casework:rectification", args=[row.pk])


def _badge(row: Rectification) -> Any:
    return badge(*states.state("rectification", row.state))
