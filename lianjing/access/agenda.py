"""What an agenda is gathered from: counts of the days a meeting hears, over the whole county, whoever asks.

Only counts and names of units, powers and models leave here. What is sealed, and what is open about a person, is not
read at all: a test plants both and compares agenda, paper and minutes byte by byte.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from lianjing.access import meetings, modelbook
from lianjing.access.model_health import suspensions
from lianjing.access.quarter import PUBLIC, power_of
from lianjing.access.rulebook import powers, whole
from lianjing.domain.agenda import Counts
from lianjing.domain.machines.rectification import RECTIFICATION
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.values import Period
from lianjing.domain.worktime import china_day
from lianjing.records.doors import unscoped
from lianjing.records.models import (
    AgendaLine,
    Directive,
    DirectiveCall,
    Disclosure,
    Meeting,
    Outcome,
    PowerVersion,
    Problem,
    Readiness,
    Rectification,
    RedFlag,
)

_WHY = "an agenda counts the whole county alike; its rows are asked of the policy, one by one"
_ENDED = {"closed_false": "explained", "closed_corrected": "corrected", "to_rectify": "rectify"}
_LAST_LEVEL = 4  # of a directive: the next joint meeting


def counts(meeting: Meeting, now: datetime) -> Counts:
    """Return what happened in the days that a meeting hears, until `now`."""
    days = Period(meeting.covers_from, max(meeting.covers_from, china_day(now)))
    earlier = Period.between(meeting.covers_from - (days.last - days.first), meeting.covers_from)
    flags = {**_flags(days), "overdue": _overdue(now)}
    return Counts(
        least=whole("meeting.merge_least", now),
        flags=flags,
        flags_before=_flags(earlier)["put"],
        problems=_problems(days),
        rectifications=_rectifications(days, now),
        relapsed=_relapsed(),
        powers=_powers(days),
        consulting=unscoped(PowerVersion, reason=_WHY).filter(state="consulting").count(),
        grey=_grey(),
        suspended=_suspended(),
        disclosures=_undisclosed(now),
        unanswered=_unanswered().count(),
        resolutions=[(one.pk, _resolution(one)) for one in meetings.open_resolutions()],
    )


def put_in(days: Period) -> "Iterator[tuple[Any, ...]]":
    """Yield (asked at, raised at, state, answered at) of each ordinary flag put to somebody then."""
    for row in _asked().values_list("asked_at", "raised_at", "state", "answered_at"):
        if china_day(row[0] or row[1]) in days:
            yield row


def _asked() -> Any:
    return unscoped(RedFlag, reason=_WHY).filter(sealed=False).exclude(state__in=("raised", "sealed"))


def _flags(days: Period) -> dict[str, int]:
    found = Counter({"put": 0, "answered": 0, "explained": 0, "corrected": 0, "rectify": 0})
    for _asked, _raised, state, answered in put_in(days):
        found["put"] += 1
        found["answered"] += answered is not None
        if state in _ENDED:
            found[_ENDED[state]] += 1
    return dict(found)


def _overdue(now: datetime) -> int:
    """Return how many questions are overdue, whenever they were put: the oldest are the worst."""
    rows = _asked().exclude(state__in=RED_FLAG.ends).filter(due_on__lt=china_day(now))
    return int(rows.count())


def _problems(days: Period) -> Counter[str]:
    """Return how many problems ended with a measure, by area: none that is open, cleared or transferred is counted."""
    ended = unscoped(Problem, reason=_WHY).filter(state__in=("settled", "lapsed"), about_table="redflag")
    about = [key for key, closed in ended.values_list("about_id", "closed_at") if closed and china_day(closed) in days]
    known = {
        key: (code, facts) for key, code, facts in _asked().filter(pk__in=about).values_list("pk", "code", "facts")
    }
    return areas_of([known[key] for key in about if key in known])


def _rectifications(days: Period, now: datetime) -> dict[str, int]:
    found = Counter({"opened": 0, "closed": 0, "late": 0})
    for state, opened, closed, due in _told().values_list("state", "opened_at", "closed_at", "due_on"):
        found["opened"] += china_day(opened) in days
        found["closed"] += state == "closed" and closed is not None and china_day(closed) in days
        found["late"] += state not in RECTIFICATION.ends and due is not None and due < china_day(now)
    return dict(found)


def _relapsed() -> list[tuple[int, str, int]]:
    rows = _told().filter(round__gt=1).exclude(state__in=RECTIFICATION.ends).order_by("org__path", "pk")
    return [(key, unit, times - 1) for key, unit, times in rows.values_list("pk", "org__name", "round")]


def _told() -> Any:
    """Return the rectifications an agenda may tell of: not those of a problem, which is about a person."""
    return unscoped(Rectification, reason=_WHY).exclude(about_table="problem").exclude(state="void")


def _powers(days: Period) -> list[str]:
    rows = unscoped(PowerVersion, reason=_WHY).filter(state="effective", based_on__isnull=False)
    changed = rows.filter(first_day__range=(days.first, days.last)).values_list("item", flat=True)
    return sorted(set(changed))


def _grey() -> tuple[int, int]:
    rows = unscoped(Readiness, reason=_WHY)
    return rows.exclude(gaps={}).count(), rows.count()


def _suspended() -> list[str]:
    asleep = {code for (code, _version), stops in suspensions().items() if any(one.woken_at is None for one in stops)}
    return sorted(asleep & set(modelbook.models()))


def _undisclosed(now: datetime) -> tuple[int, int]:
    rows = unscoped(Disclosure, reason=_WHY).filter(due_on__lt=china_day(now)).exclude(state__in=PUBLIC)
    return rows.count(), rows.values("org").distinct().count()


def _unanswered() -> Any:
    """Return the directives that went through every level unanswered: they come to the next meeting (SM6)."""
    called = unscoped(DirectiveCall, reason=_WHY).filter(level=_LAST_LEVEL, acted_at=None)
    return unscoped(Directive, reason=_WHY).filter(state="doing", pk__in=called.values("directive"))


def _resolution(one: Any) -> dict[str, Any]:
    meeting = one.outcome.line.meeting
    return {
        "words": one.words,
        "lead": one.lead.name,
        "due": one.due_on.isoformat(),
        "quarter": meeting.quarter,
        "state": one.state,
    }


def unheard_before(meeting: Meeting) -> list[AgendaLine]:
    """Return what people added to the last meeting that sat and to those missed since, and nobody heard: each once."""
    rows, last = unscoped(AgendaLine, reason=_WHY), meetings.held_before(meeting)
    carried = rows.exclude(carried_from=None).values("carried_from")
    rows = rows.filter(code="", struck_at=None, meeting__quarter__lt=meeting.quarter)
    rows = rows.filter(meeting__quarter__gte=last.quarter) if last else rows
    heard = unscoped(Outcome, reason=_WHY).values("line")
    return list(rows.exclude(pk__in=heard).exclude(pk__in=carried).order_by("meeting__quarter", "place", "id"))


def areas_of(codes: "list[tuple[str, dict[str, Any]]]") -> Counter[str]:
    """Return how many of these flags ask about each area of powers."""
    known = powers().areas
    return Counter(known.get(power_of(code, facts), "") for code, facts in codes)


def days_of(meeting: Meeting, on: date) -> Period:
    """Return the days a meeting hears, as they stand on a day."""
    last = meeting.covers_to or max(meeting.covers_from, on)
    return Period(meeting.covers_from, last)
