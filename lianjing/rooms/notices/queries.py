"""What the pages of disclosures show: the calendar, one slot with its versions, what the gate found and where."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lianjing.access import notice_slots, policy, powers, rulebook
from lianjing.access.notices import files_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.disclosure import APPROVER, AT_UNIT, DISCLOSURE, HANDLER, PREPARER, UPPER
from lianjing.domain.notices import days_overdue
from lianjing.engines.privacy import Finding
from lianjing.records.models import Disclosure, NoticeVersion
from lianjing.rooms.notices import gate, placing
from lianjing.rooms.notices.rules import rule_of, step_of, typed_fields
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import notices, states

_FIRST = ("blocked", "overdue", "prepared", "scheduled", "approved", "paused", "corrected", "published")
ROWS_SHOWN = 200


@dataclass(frozen=True)
class Told:
    """One finding in words: what, where."""

    what: str
    where: str


@dataclass(frozen=True)
class Version:
    """One version of a notice for its own desk: its content in words, its files, what the gate found.

    no_names: the gate had no register of pupils, so that it could look for no name.
    """

    notice: NoticeVersion
    lines: list[tuple[str, str]]
    heads: list[str]
    rows: list[list[str]]
    more: int
    files: list[Any]
    found: list[Told]
    passed: bool
    no_names: bool


@dataclass(frozen=True)
class Sheet:
    """One slot as a post sees it: its rule, versions, and the steps this post may take."""

    slot: Disclosure
    state: tuple[str, str]
    power: str
    step: str
    what: str
    audience: Any
    overdue: int
    who: str  # must act now, by unit and post; "" where it hangs or goes on by itself
    says_nothing: bool  # and somebody one level up must confirm it
    waits: bool  # whether the unit owes it still
    draft: Version | None
    up: Version | None
    older: list[Version]
    typed: tuple[str, ...]
    may: frozenset[str]


def slots(post: Seat) -> "QuerySet[Disclosure]":
    """Return the slots this post may read, what needs a hand first, then the soonest due."""
    order = Case(
        *(When(state=name, then=Value(place)) for place, name in enumerate(_FIRST)),
        default=Value(len(_FIRST)),
        output_field=IntegerField(),
    )
    rows = policy.visible(post, Action.NOTICE_READ, Disclosure).select_related("org__parent", "version", "matter")
    return rows.annotate(place=order).order_by("place", "due_on", "id")


def listing(post: Seat) -> Listing:
    """Return the calendar as page, Excel and print show it."""
    return Listing(
        rows=slots(post),
        title=_("Disclosures"),
        columns=[
            Column("power", _("Power and step"), _named, link=_address),
            Column("slot", _("Period"), period, sort="first_day"),
            Column("unit", _("Unit"), lambda row: str(row.org), sort="org__name"),
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("state", _("State"), lambda row: states.disclosure(row.state, row.kind)[1], show=_badge),
        ],
        filters=[
            Choice(
                "state",
                _("State"),
                [(name, states.state("disclosure", name)[1]) for name in DISCLOSURE.states],
                "state",
            ),
            Search("q", _("Unit, by name or pinyin"), ("org__sought", "org__name")),
        ],
        order=("place", "due_on", "pk"),
    )


def counts(post: Seat) -> dict[str, int]:
    """Return how many slots of this post are in each state that needs somebody."""
    rows = policy.visible(post, Action.NOTICE_READ, Disclosure)
    return {name: rows.filter(state=name).count() for name in ("overdue", "blocked", "prepared", "scheduled")}


def period(slot: Disclosure) -> str:
    """Return the period of a slot in words, or the title of its matter."""
    return slot.matter.title if slot.matter is not None else notices.slot_words(slot.slot)


def sheet(post: Seat, slot: Disclosure) -> Sheet:
    """Return one slot with everything its page shows."""
    language = get_language() or "zh"
    rule, step = rule_of(slot), step_of(slot)
    found = [version(one) for one in notice_slots.all_of(slot)]
    draft = next((one for one in found if one.notice.published_at is None), None)
    up = next((one for one in found if one.notice.published_at and one.notice.down_at is None), None)
    content = gate.content_of(draft.notice) if draft else {"fields": {}, "rows": []}
    built = {"fields": {}, "rows": content["rows"]}
    return Sheet(
        slot=slot,
        state=states.disclosure(slot.state, slot.kind),
        power=rulebook.powers().names[slot.item].say(language),
        step=step.name.say(language),
        what=rule.what.say(language),
        audience=notices.AUDIENCES[slot.audience],
        overdue=days_overdue(slot.state, slot.due_on, post.on),
        who=placing.next_hand(slot, draft is not None and draft.notice.sent_at is not None, post.on),
        says_nothing=placing.says_nothing(slot),
        waits=slot.state in AT_UNIT,
        draft=draft,
        up=up,
        older=[one for one in found if one is not draft and one is not up],
        typed=typed_fields(rule, built),
        may=_may(post, slot, draft),
    )


def _may(post: Seat, slot: Disclosure, draft: Version | None) -> frozenset[str]:
    """Return the names of the steps this post may take now, drawn from the machine, and what hangs on a draft."""
    held = {
        capacity
        for action, capacity in (
            (Action.NOTICE_PREPARE, HANDLER),
            (Action.NOTICE_APPROVE, APPROVER),
            (Action.NOTICE_OVERSEE, UPPER),
        )
        if policy.holds(post, action) and policy.may(post, action, slot)
    }
    open_to = {step.name for step in DISCLOSURE.steps_from(slot.state, held)}
    sent = draft is not None and draft.notice.sent_at is not None
    mine = draft is not None and post.person_id in (
        *draft.notice.hands,
        draft.notice.prepared_by_id,
        draft.notice.sent_by_id,
    )
    if not sent or mine:
        open_to -= {"approve", "correct", "send_back"}
    if sent and slot.state in ("published", "corrected", "paused") and APPROVER in held and not mine:
        open_to.add("send_back")
    if HANDLER in held and slot.state in ("published", "corrected", "paused"):
        open_to.add("prepare")
    if HANDLER in held and draft is not None and draft.passed and not sent:
        open_to.add("send")
    if slot.state == "overdue" and HANDLER in held and slot.nothing_at is None:
        open_to.add("declare_nothing")
    if slot.state == "overdue" and UPPER in held and (slot.nothing_at is None or slot.nothing_by_id == post.person_id):
        open_to.discard("declare_nothing")
    return frozenset(open_to | {f"is_{capacity}" for capacity in held} - {PREPARER})


def version(notice: NoticeVersion) -> Version:
    """Return one version in words. Its files are loaded already."""
    words, language = powers.notice_words().fields, get_language() or "zh"
    content = gate.content_of(notice) if notice.erased_at is None and bytes(notice.content) else {}

    def label(key: str) -> str:
        return words[key].say(language) if key in words else key

    rows = content.get("rows", [])
    order = {key: place for place, key in enumerate(rule_of(notice.disclosure).fields)}
    keys = sorted({key for row in rows for key in row}, key=lambda key: order.get(key, len(order)))
    return Version(
        notice=notice,
        lines=[(label(key), text) for key, text in _in_order(content.get("fields", {}), order)],
        heads=[label(key) for key in keys],
        rows=[[str(row.get(key, "")) for key in keys] for row in rows[:ROWS_SHOWN]],
        more=max(len(rows) - ROWS_SHOWN, 0),
        files=files_of(notice),
        found=[told(one) for one in gate.findings_of(notice)],
        passed=notice.erased_at is None and gate.passed(notice),
        no_names=notice.verdict.get("names") == 0,
    )


def _in_order(fields: dict[str, str], order: dict[str, int]) -> list[tuple[str, str]]:
    """Return fields in the order of the rule: the bytes that are hashed sort them by id."""
    return sorted(fields.items(), key=lambda pair: order.get(pair[0], len(order)))


def told(one: Finding) -> Told:
    """Return a finding in words: what it is and where; never the thing itself."""
    words, language = powers.notice_words().fields, get_language() or "zh"
    parts = []
    for key, place in one.place.items():
        said = words[str(place)].say(language) if key == "field" and str(place) in words else place
        parts.append(str(notices.PLACES.get(key, "%s")) % said)
    return Told(str(notices.FINDINGS[one.code]), ", ".join(parts))


def _named(row: Disclosure) -> str:
    """Return what is made public in a line: the power's number and the step's own name."""
    language = get_language() or "zh"
    listed = rulebook.powers()
    words = listed.steps.get((row.item, row.step)) or listed.names[row.item]
    return f"{row.item} {words.say(language)}"


def _address(row: Disclosure) -> str:
    return reverse("notices:slot", args=[row.pk])


def _badge(row: Disclosure) -> Any:
    return badge(*states.disclosure(row.state, row.kind))
