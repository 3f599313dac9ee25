"""Putting a disclosure on the list of whoever deals with it next."""

from datetime import date, datetime

from django.urls import reverse

from lianjing.access import notice_slots, questions, work
from lianjing.domain.authority import Role
from lianjing.domain.machines.disclosure import AT_UNIT
from lianjing.records.models import Disclosure, Org
from lianjing.rooms.notices.rules import item_of

TOP = 3  # levels above the clerk: principal, group, bureau


def next_hand(slot: Disclosure, sent: bool, on: date) -> str:
    """Return who must act on a slot now, by unit and post: "" where it hangs or goes on by itself.

    sent: whether a draft waits for approval. A late "nothing this period" waits for the group leader.
    """
    if sent:
        role, org = Role.PRINCIPAL, slot.org
    elif says_nothing(slot) and slot.org.parent is not None:
        role, org = Role.GROUP_LEADER, slot.org.parent
    elif slot.state in AT_UNIT:
        role, org = Role.CLERK, slot.org
    else:
        return ""
    return " ".join((org.name, *(post.title for post in questions.posts_with_role(role, org.path, on)[:1])))


def says_nothing(slot: Disclosure) -> bool:
    """Return whether a late "nothing this period" waits for its confirmation."""
    return slot.state == "overdue" and slot.nothing_at is not None and not slot.corrected_nothing


def call(slot: Disclosure, role: Role, org: Org, code: str, now: datetime, due_on: date | None = None) -> None:
    """Put the slot on the list of the first post of a role at a unit; nobody there: it stays on the calendar."""
    for post in questions.posts_with_role(role, org.path, now.date())[:1]:
        name = item_of(slot.version).name
        facts = {"unit": slot.org.name, "power": name.zh, "power_en": name.en, "slot": slot.slot}
        url = reverse("notices:slot", args=[slot.pk])
        work.assign(code=code, about=slot, post=post, url=url, now=now, due_on=due_on or slot.due_on, facts=facts)


def call_clerk(slot: Disclosure, code: str, now: datetime, due_on: date | None = None) -> None:
    """Put the slot on the clerk's list."""
    call(slot, Role.CLERK, slot.org, code, now, due_on)


def call_principal(slot: Disclosure, code: str, now: datetime, due_on: date | None = None) -> None:
    """Put the slot on the principal's list."""
    call(slot, Role.PRINCIPAL, slot.org, code, now, due_on)


def call_above(slot: Disclosure, level: int, code: str, now: datetime) -> None:
    """Put the slot on the list so many levels above the clerk: 1 the principal, 2 the group, 3 and more the bureau."""
    above = slot.org.parent
    if level <= 1:
        call(slot, Role.PRINCIPAL, slot.org, code, now)
    elif level < TOP and above is not None:
        call(slot, Role.GROUP_LEADER, above, code, now)
    elif above is not None:
        for office in notice_slots.offices(now.date()):
            call(slot, Role.BUREAU_OFFICER, office, code, now)
