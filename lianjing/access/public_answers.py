"""Questions and answers as anybody may read them: masked, by unit and post, never by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce, Greatest

from lianjing.access.asking_text import SHOWN
from lianjing.access.once import once
from lianjing.access.rulebook import library
from lianjing.domain.worktime import working_days_between
from lianjing.records.doors import unscoped
from lianjing.records.models import PublicMasking, PublicQuestion, PublicQuestionMove

_WHY = "question and answer are public"


@dataclass(frozen=True)
class Exchange:
    """One question with what was answered. masks: kinds of what was masked, each once. state: of the machine."""

    key: int
    school: str
    kind: str
    power: str
    state: str
    level: str
    asked: str
    masks: tuple[str, ...]
    asked_on: date
    due_on: date | None
    late_days: int
    answer: str
    answered_as: str
    answered_on: date | None
    review: str
    reviewed_as: str
    reviewed_on: date | None
    upheld: bool | None
    put_right: str
    put_right_on: date | None
    closed_on: date | None
    moved_up_by: str
    came_back: bool
    moves: tuple[tuple[date, str, str], ...] = ()


@dataclass(frozen=True)
class Waiting:
    """How many questions of a school wait for an answer, and how many working days the latest is over its time."""

    open: int
    late: int
    late_days: int


@once
def answered(school: str, power: str = "") -> list[Exchange]:
    """Return a school's answered questions, the newest first; of one power when it is named."""
    rows = _shown().filter(org__code=school)
    return _exchanges(rows.filter(power=power) if power else rows)


def all_answered() -> list[Exchange]:
    """Return the answered questions of every school, the newest first."""
    return _exchanges(_shown())


def newest_answered(count: int) -> list[Exchange]:
    """Return the questions of all schools that were answered or reviewed last."""
    rows = _shown().annotate(last=Greatest(Coalesce("reviewed_on", "asked_on"), Coalesce("answered_on", "asked_on")))
    return _exchanges(rows.order_by("-last", "-id")[:count])


def exchange(school: str, key: int) -> Exchange | None:
    """Return one answered question of a school, None when there is none."""
    rows = _exchanges(_shown().filter(org__code=school, pk=key))
    return rows[0] if rows else None


@once
def waiting(school: str, on: date) -> Waiting:
    """Return what of a school's questions waits, on a day."""
    rows = unscoped(PublicQuestion, reason=_WHY).filter(org__code=school, state__in=("filed", "answering", "reviewing"))
    late = [late_days(row, on) for row in rows]
    return Waiting(len(late), sum(days > 0 for days in late), max(late, default=0))


def late_days(question: PublicQuestion, on: date) -> int:
    """Return by how many working days a question is over its time on a day; 0 while in time."""
    if question.due_on is None or question.due_on >= on:
        return 0
    return working_days_between(question.due_on, on, library().calendar)


def as_exchange(question: PublicQuestion, on: date | None = None) -> Exchange:
    """Return a question as its asker or the public sees it, with its steps."""
    moves = unscoped(PublicQuestionMove, reason=_WHY).filter(question=question)
    later = unscoped(PublicMasking, reason=_WHY).filter(question=question).values_list("reason", flat=True)
    return _exchange(question, tuple((move.on, move.step, move.by_words) for move in moves), set(later), on)


def _shown():  # type: ignore[no-untyped-def]
    rows = unscoped(PublicQuestion, reason=_WHY).filter(state__in=SHOWN).exclude(answer="", review="")
    return rows.select_related("org").order_by("-asked_on", "-id")


def _exchanges(rows: Iterable[PublicQuestion]) -> list[Exchange]:
    found = list(rows)
    later: dict[int, set[str]] = {}
    maskings = unscoped(PublicMasking, reason=_WHY).filter(question__in=[row.pk for row in found])
    for key, reason in maskings.values_list("question", "reason"):
        later.setdefault(key, set()).add(reason)
    return [_exchange(row, (), later.get(row.pk, set()), None) for row in found]


def _exchange(
    row: PublicQuestion, moves: tuple[tuple[date, str, str], ...], later: set[str], on: date | None
) -> Exchange:
    kinds = dict.fromkeys([*(mask["kind"] for mask in row.masked), *sorted(later)])
    return Exchange(
        key=row.pk,
        school=row.org.code,
        kind=row.kind,
        power=row.power,
        state=row.state,
        level=row.level,
        asked=row.asked,
        masks=tuple(kinds),
        asked_on=row.asked_on,
        due_on=row.due_on,
        late_days=late_days(row, on) if on else 0,
        answer=row.answer,
        answered_as=row.answered_as,
        answered_on=row.answered_on,
        review=row.review,
        reviewed_as=row.reviewed_as,
        reviewed_on=row.reviewed_on,
        upheld=row.upheld,
        put_right=row.put_right,
        put_right_on=row.put_right_on,
        closed_on=row.closed_on,
        moved_up_by=row.moved_up_by,
        came_back=row.follows_id is not None,
        moves=moves,
    )
