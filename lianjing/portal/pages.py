"""What each public page of a school shows, as plain values: the same for the running portal and the published files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lianjing.access import figures, notices, powers, public, public_answers, public_entries, rulebook
from lianjing.access.canteen import canteen_of
from lianjing.engines.flowcharts.geometry import PHONE
from lianjing.engines.flowcharts.svg import svg_of
from lianjing.engines.flowcharts.telling import Teller
from lianjing.portal import figure_pages, notice_words, queries
from lianjing.portal.canteen_words import CanteenPage, canteen_page
from lianjing.records.models import Org
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import asking, states
from lianjing.ui.wording import notices as notices_words

ANSWERS_SHOWN = 5
_AID = "ZZ"  # the area of aid in the list of powers


@dataclass(frozen=True)
class Hung:
    """One line of what hangs or is owed."""

    id: int
    power: str
    name: str
    slot: str
    badge: SafeString
    due_on: date
    ends_on: date | None
    overdue: int


@dataclass(frozen=True)
class WalkStep:
    """One step of a power for the public: who does it, limits, its risk, what is made public."""

    name: str
    who: str
    limits: list[str]
    risk: tuple[str, str, str, str] | None
    shown: str


def school_record(code: str, on: date) -> Org | None:
    """Return the school with a code, None when there is none in force."""
    return public.school_record(code, on)


def school_page(code: str, on: date, language: str) -> dict[str, Any] | None:
    """Return a school's page, None when there is no such school."""
    sheet = queries.sheet(code, on, language)
    if sheet is None:
        return None
    slots = _slots(code, on, language)
    answered, up = public_answers.answered(code), _up(code, on)
    return {
        **sheet,
        "title": sheet["school"].name,
        "owed": sorted((one for one in slots if one.overdue), key=lambda one: -one.overdue),
        "hanging": [one for one in reversed(slots) if one.id in up],
        "canteen": _canteen(code, language),
        "behind": _canteen_behind(code, on),
        "figures": figure_pages.briefs(code, language),
        "answers": answered[:ANSWERS_SHOWN],
        "more_answers": len(answered) > ANSWERS_SHOWN,
        "waiting": public_answers.waiting(code, on),
    }


def power_page(code: str, item_id: str, on: date, language: str) -> dict[str, Any] | None:
    """Return the page of a power at a school, None when either is not in force."""
    return next(iter(power_pages(code, on, language, item_id)), None)


def power_pages(code: str, on: date, language: str, only: str = "") -> Iterator[dict[str, Any]]:
    """Yield the pages of the powers in force at a school, or of the one named `only`."""
    school, record = public.school(code, on), public.school_record(code, on)
    if school is None or record is None:
        return
    if only:
        one = powers.in_force(only, record, on)
        found = {only: one} if one else {}
    else:
        found = powers.all_in_force(record, on)
    watch = public.watch(code, found, on).powers
    slots, up = _slots(code, on, language), _up(code, on)
    answered = public_answers.answered(code)
    marks = public_entries.marks_of("powerversion", [version.pk for version in found.values()])
    for item, version in found.items():
        words = _power_words(version.text, item, version.number, on, language)
        yield {
            **words,
            "school": school,
            "version": version,
            "entry": marks.get(version.pk),
            "watch": watch[item],
            "hanging": [one for one in slots if one.id in up and one.power == item],
            "answers": [one for one in answered if one.power == item][:ANSWERS_SHOWN],
            "about_query": f"?about=p:{item}",
        }


@lru_cache(maxsize=256)
def _power_words(text: str, item_id: str, number: int, on: date, language: str) -> dict[str, Any]:
    """Return what a version of a power says to the public, worked out once for all schools that work by it."""
    item, legend = powers.item_of(text, f"{item_id}/{number}"), powers.legend(on)
    teller = Teller(item, legend, language)
    return {
        "title": teller.words(item.name),
        "guide": teller.words(item.guide),
        "deciders": [
            (teller.words(step.name), teller.decision(decision)) for step in item.steps for decision in step.decisions
        ],
        "steps": [_walk(step, teller) for step in item.steps],
        "drawing": mark_safe(svg_of(item, PHONE, legend, language)),
    }


def name_of(slot: notices.PublicDisclosure, language: str) -> str:
    """Return what a slot of the calendar is called: its power and its period."""
    line = _line(slot, language)
    return f"{line.name} {line.slot}"


def notice_page(code: str, slot_id: int, on: date, language: str) -> dict[str, Any] | None:
    """Return the page of one slot of a school's calendar with every version that hung, None when there is none."""
    slot, school = notices.one(slot_id, on), public.school(code, on)
    if slot is None or school is None or slot.unit_code != code or slot.audience == "staff":
        return None
    return _notice(school, slot, _marks([slot]), on, language)


def notice_pages(code: str, on: date, language: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield id and page of every slot of a school's calendar, what changed last first: somebody waits to see it.

    Asks as often for a hundred as for one.
    """
    school = public.school(code, on)
    slots = [one for one in notices.of_school(code, on) if one.audience != "staff"]
    slots.sort(key=lambda one: one.changed_at, reverse=True)
    marks = _marks(slots)
    for slot in slots if school else ():
        yield slot.id, _notice(school, slot, marks, on, language)


def _marks(slots: Iterable[notices.PublicDisclosure]) -> dict[int, public_entries.Mark]:
    return public_entries.marks_of("noticeversion", [slot.notices[0].id for slot in slots if slot.notices])


def _notice(
    school: Any, slot: notices.PublicDisclosure, marks: dict[int, public_entries.Mark], on: date, language: str
) -> dict[str, Any]:
    hung = _line(slot, language)
    return {
        "title": hung.name,
        "school": school,
        "hung": hung,
        "slot": slot,
        "versions": [notice_words.version_words(one, slot, language) for one in slot.notices],
        "entry": marks.get(slot.notices[0].id) if slot.notices else None,
        "about_query": f"?about=d:{slot.id}",
        "object_query": f"?about=d:{slot.id}" if notices.is_objectable(slot, on) else f"?about=p:{slot.item}",
    }


def calendar_page(code: str, on: date, language: str) -> dict[str, Any] | None:
    """Return a school's calendar of disclosures, None when there is no such school."""
    school = public.school(code, on)
    if school is None:
        return None
    return {"title": _("What is owed to the public"), "school": school, "slots": _slots(code, on, language)}


def figure_page(code: str, kind: str, on: date, language: str) -> dict[str, Any] | None:
    """Return the page of one figure of a school; of aid with the notices that list pupils, never with a name here."""
    page = figure_pages.figure_page(code, kind, on, language)
    if page is not None and kind == "aid":
        page["lists"] = [
            (_line(slot, language), notice_words.told(slot.newest, slot.kind))
            for slot in notices.of_school(code, on)
            if slot.kind == "notice" and slot.audience == "school" and slot.item.startswith(_AID) and slot.newest
        ]
    return page


def answers_page(code: str, on: date, language: str) -> dict[str, Any] | None:
    """Return a school's questions and answers, None when there is no such school."""
    school = public.school(code, on)
    if school is None:
        return None
    return {
        "title": _("Questions and answers"),
        "school": school,
        "answers": public_answers.answered(code),
        "waiting": public_answers.waiting(code, on),
    }


def answer_page(code: str, key: int, on: date, language: str) -> dict[str, Any] | None:
    """Return one answered question of a school, None when there is none."""
    school, one = public.school(code, on), public_answers.exchange(code, key)
    if school is None or one is None:
        return None
    return _answer(school, one, public_entries.mark_of("publicquestion", key), language)


def answer_pages(code: str, on: date, language: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield key and page of every answered question of a school, asking as often for a hundred as for one."""
    school, answered = public.school(code, on), public_answers.answered(code)
    marks = public_entries.marks_of("publicquestion", [one.key for one in answered])
    for one in answered if school else ():
        yield one.key, _answer(school, one, marks.get(one.key), language)


def _answer(
    school: Any, one: public_answers.Exchange, entry: public_entries.Mark | None, language: str
) -> dict[str, Any]:
    names = rulebook.powers().names
    return {
        "title": _("A question and its answer"),
        "school": school,
        "one": one,
        "power": names[one.power].say(language) if one.power in names else "",
        "masks": [str(asking.MASKS[kind]) for kind in one.masks],
        "moved_up": asking.MOVED_UP.get(one.moved_up_by, ""),
        "entry": entry,
    }


def _slots(code: str, on: date, language: str, item: str = "") -> list[Hung]:
    found = notices.of_school(code, on, item)
    return [_line(one, language) for one in found if one.audience != "staff" and one.state != "archived"]


def _up(code: str, on: date) -> set[int]:
    found = notices.of_school(code, on)
    return {one.id for one in found if one.state in notices.READABLE and one.audience != "staff"}


def _line(slot: notices.PublicDisclosure, language: str) -> Hung:
    names = rulebook.powers().names
    newest = slot.newest
    return Hung(
        id=slot.id,
        power=slot.item,
        name=names[slot.item].say(language) if slot.item in names else slot.item,
        slot=notices_words.slot_words(slot.slot),
        badge=badge(*states.disclosure(slot.state, slot.kind)),
        due_on=slot.due_on,
        ends_on=newest.ends_on if slot.kind == "notice" and newest and newest.down_at is None else None,
        overdue=slot.overdue,
    )


def _walk(step: Any, teller: Teller) -> WalkStep:
    risk, words = step.risk, teller.words
    return WalkStep(
        name=f"{step.no} {words(step.name)}",
        who=teller.who(step),
        limits=[teller.limit(one) for one in step.limits],
        risk=(risk.level.value, teller.level(risk.level), words(risk.what), words(risk.control)) if risk else None,
        shown=f"{teller.publication(step.notice)} {words(step.notice.what)}" if step.notice else "",
    )


def _canteen_behind(code: str, on: date) -> figure_pages.Behind | None:
    record = public.school_record(code, on)
    return figure_pages.behind("canteen", record, figures.figure("canteen", code)) if record else None


def _canteen(code: str, language: str) -> CanteenPage | None:
    return canteen_page(canteen_of(code), language)
