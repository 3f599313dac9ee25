"""What the pages for askers show: what can be asked about, who reads it, what is answered already."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lianjing.access import asking, asking_text, notices, public, public_answers, question_routes, rulebook
from lianjing.access.asking import DISCLOSURE, Asked
from lianjing.access.masking import Masked
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Org, PublicQuestion
from lianjing.ui.wording import asking as words
from lianjing.ui.wording.network import AREAS
from lianjing.ui.wording.notices import slot_words

LETTERS = 600
POWER, SLOT, OTHER = "p", "d", "o"
_WAITING = ("filed", "answering", "reviewing", "upheld")  # somebody else must act by a day


@dataclass(frozen=True)
class Subject:
    """What a question is about. value: as the form sends it. makers: people who may not answer it."""

    value: str
    power: str = ""
    slot: int | None = None
    makers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Readers:
    """Who reads a question, in order, by unit and post; said before anybody types."""

    first: str
    then: str


def school_of(code: str, on: date) -> Org | None:
    """Return the school with a code, None when there is none in force."""
    return public.school_record(code, on)


def choices(school: Org, kind: str, on: date, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can be asked about, by heading: what hangs now first, then the powers by field."""
    named = rulebook.powers()
    hanging = [
        (f"{SLOT}:{one.id}", f"{named.names[one.item].say(language)} {slot_words(one.slot)}")
        for one in notices.of_school(school.code, on)
        if one.audience != "staff"
        and one.newest
        and one.newest.down_at is None
        and (kind != "objection" or notices.is_objectable(one, on))
    ]
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in named.items:
        area = str(AREAS.get(named.areas[item.id], named.areas[item.id]))
        groups.setdefault(area, []).append((f"{POWER}:{item.id}", named.names[item.id].say(language)))
    first = [(_("What hangs now"), hanging)] if hanging else []
    other = [] if kind == "objection" else [(_("Something else"), [(OTHER, _("None of these"))])]
    return [*first, *groups.items(), *other]


def subject(school: Org, value: str, kind: str, on: date) -> Subject:
    """Return what a value of the form names at a school.

    A list left as it opens names nothing: OTHER says that a question is about nothing of it. What hangs among the staff
    only does not exist here; an objection is to a notice that runs its days, or to a power.
    Raises RuleBroken("question_power_unknown").
    """
    head, _colon, rest = value.partition(":")
    if value == OTHER and kind != "objection":
        return Subject(OTHER)
    if head == POWER and rest in rulebook.powers().names:
        return Subject(value, rest, makers=notices.publishers_lately(school.code, rest, on))
    slot = notices.one(int(rest), on) if head == SLOT and rest.isdecimal() and len(rest) < 18 else None
    if slot is None or slot.unit_code != school.code or slot.audience == "staff":
        raise RuleBroken("question_power_unknown", field="about")
    if kind == "objection" and not notices.is_objectable(slot, on):
        raise RuleBroken("question_power_unknown", field="about")
    return Subject(value, slot.item, slot.id, notices.publishers(slot.id))


def readers(school: Org, about: Subject, on: date) -> Readers:
    """Return who reads a question about something first, and who when the time is over."""
    post = question_routes.answerer_at(school, about.makers, on)
    above = question_routes.reviewers_of(PublicQuestion(org=school), question_routes.GROUP, on)
    then = f"{above[0].org.name} {above[0].title}" if above else ""
    return Readers(f"{post.org.name} {post.title}" if post else then, then)


def checked(school: Org, text: str) -> Masked:
    """Return a text as it may be kept. Raises RuleBroken: question_empty, question_long (length, limit)."""
    if len(text.strip()) < 4:
        raise RuleBroken("question_empty", field="text")
    if len(text) > LETTERS:
        raise RuleBroken("question_long", field="text", length=len(text), limit=LETTERS)
    return asking_text.as_kept(text, school.code)


def asked(kind: str, about: Subject, text: Masked, follows: PublicQuestion | None) -> Asked:
    """Return a question ready to be kept."""
    return Asked(
        kind=kind,
        text=text,
        power=about.power,
        item_table=DISCLOSURE if about.slot else "",
        item_id=about.slot,
        makers=about.makers,
        follows=follows,
    )


def followed(school: Org, value: str) -> PublicQuestion | None:
    """Return the answered question of a school that a new one follows, None when there is none."""
    return asking.answered_record(school, int(value)) if value.isdecimal() and len(value) < 18 else None


def mask_words(text: Masked) -> list[str]:
    """Return what was masked in a text, each kind once, in words."""
    return [str(words.MASKS[kind]) for kind in dict.fromkeys(mask.kind for mask in text.masks)]


def about_words(about: Subject, on: date, language: str) -> str:
    """Return what a question is about in words, "" when it is about nothing of the list."""
    named = rulebook.powers().names
    slot = notices.one(about.slot, on) if about.slot else None
    name = named[about.power].say(language) if about.power in named else ""
    return f"{name} {slot_words(slot.slot)}" if slot else name


def state_page(question: PublicQuestion, on: date, language: str) -> dict[str, Any]:
    """Return what the asker sees of a question by its number."""
    shown = public_answers.as_exchange(question, on)
    named = rulebook.powers().names
    return {
        "one": shown,
        "power": named[shown.power].say(language) if shown.power in named else "",
        "school": question.org,
        "masks": [words.MASKS[kind] for kind in shown.masks],
        "due_on": question.due_on if shown.state in _WAITING else None,
        "moves": [(day, words.step(step, shown.kind), by or words.by(step)) for day, step, by in shown.moves],
        "moved_up": words.MOVED_UP.get(shown.moved_up_by, ""),
        "contents": list(words.CONTENT.items()) if shown.state == "answered" else [],
        "same": question.same_as if question.state == "closed" else None,
        "look_back": shown.state == "closed" and not question.followed_up and on >= asking.look_back_from(question),
        "look_back_on": asking.look_back_from(question) if shown.state == "closed" else None,
        "followed_up": question.followed_up,
    }
