"""What a quarter's figures are counted from: cases one by one, of every unit. Only counts and shares leave here.

A case belongs to a figure, a power, a unit and a quarter, and is counted or not. Sealed flags, flags that wait their
turn, problems and letters are no cases of anything (the presumption firewall). Source: product A8; design decision 8.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import OuterRef, Subquery

from lianjing.access import modelbook, quarter_meetings
from lianjing.access.once import once
from lianjing.access.policy import RECUSED_STATES
from lianjing.access.rulebook import due_day, powers
from lianjing.domain.authority import Action, Seat
from lianjing.domain.directives import LOOKED_AT, reply_kept, review_kept
from lianjing.domain.quarters import Quarter
from lianjing.domain.shares import Share
from lianjing.domain.supervision_models import RUNNING
from lianjing.domain.worktime import CHINA, china_day
from lianjing.records.doors import unscoped
from lianjing.records.models import (
    Directive,
    Disclosure,
    LedgerBatch,
    Org,
    Rectification,
    RectificationMove,
    Recusal,
    RedFlag,
)

_WHY = "a figure counts every unit alike; its rows are asked of the policy, one by one"
PUBLIC = ("published", "corrected", "paused", "expired", "archived", "nothing")
ACROSS = ""  # a case of no single power
# Records whose recusals may be counted: that there is a problem, a letter or a verification is told to nobody.
_TOLD = ("redflag", "matter", "powerversion", "directive", "disclosure", "rectification", "publicquestion", "handover")


class Figure(StrEnum):
    """The figures: the supervisors' own timeliness first, then what is asked of schools."""

    REVIEWED = "reviewed"
    DIRECTED = "directed"
    RECUSED = "recused"
    MET = "met"
    CONFIRMED = "confirmed"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    FLAGGED = "flagged"
    ANSWERED = "answered"
    RECTIFIED = "rectified"
    UNDISCLOSED = "undisclosed"
    OVERDUE = "overdue"
    STANDING = "standing"  # of the records of a kind, those that stand in one state: only where a state is asked for


OWN = (
    Figure.REVIEWED, Figure.DIRECTED, Figure.RECUSED, Figure.MET, Figure.CONFIRMED, Figure.RESOLVED, Figure.VERIFIED,
)  # fmt: skip
ASKED = (Figure.FLAGGED, Figure.ANSWERED, Figure.RECTIFIED, Figure.UNDISCLOSED, Figure.OVERDUE)


@dataclass(frozen=True)
class Counted:
    """One case. table, key: the record it is read from, ("", 0) where there is none to open."""

    figure: Figure
    power: str
    org: int
    quarter: Quarter
    counted: bool
    table: str = ""
    key: int = 0


class Counts:
    """Shares of figures by power and by unit, of a few quarters."""

    def __init__(self, cases: Iterable[Counted]) -> None:
        self._kept: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
        for case in cases:
            for scope in (("power", case.power), ("unit", case.org), ("all", "")):
                kept = self._kept[case.figure, case.quarter, *scope]
                kept[0] += case.counted
                kept[1] += 1

    def of_power(self, figure: Figure, quarter: Quarter, power: str) -> Share:
        """Return the share of one power."""
        return self._share(figure, quarter, "power", power)

    def of_unit(self, figure: Figure, quarter: Quarter, org: int) -> Share:
        """Return the share of one unit."""
        return self._share(figure, quarter, "unit", org)

    def whole(self, figure: Figure, quarter: Quarter) -> Share:
        """Return the share of all cases: for the supervisors' own timeliness."""
        return self._share(figure, quarter, "all", "")

    def powers(self, quarter: Quarter) -> frozenset[str]:
        """Return the powers of which a quarter has a case that is asked of schools."""
        return frozenset(key[3] for key in self._kept if key[1] == quarter and key[2] == "power" and key[0] in ASKED)

    def _share(self, *key: object) -> Share:
        part, whole = self._kept.get(key, (0, 0))
        return Share(part, whole)


Kept = frozenset[tuple[str, int]]  # records by (table, key)
_Row = tuple[str, int, date, str, int]  # power, unit, day, state, key


def kept_from(post: Seat) -> Kept:
    """Return the records that are about a person or that the person is recused from: no figure of theirs counts them.

    To the recused an item does not exist, in a figure as little as in a list (D4).
    """
    recused = unscoped(Recusal, reason=_WHY).filter(person=post.person_id, state__in=RECUSED_STATES)
    about = unscoped(RedFlag, reason=_WHY).filter(about=post.person_id).values_list("pk", flat=True)
    return frozenset(recused.values_list("table", "record_id")) | frozenset(("redflag", key) for key in about)


def cases(
    quarters: Iterable[Quarter], orgs: frozenset[int] | None, now: datetime, without: Kept = frozenset()
) -> Iterator[Counted]:
    """Yield every case of these quarters at some units (None: at all), in a fixed order. Nine queries, whatever grows.

    What is due is a case from the day after its last day in time, or once it is done. without: records left out.
    """
    wanted = frozenset(quarters)
    flags = [flag for flag in _flags(orgs) if ("redflag", flag.key) not in without]
    found = chain(
        _of_flags(flags, now),
        _looked_at(wanted, flags, orgs),
        _of_disclosures(orgs, now),
        _of_rectifications(orgs, now),
        _of_directives(orgs, now),
        _of_recusals(orgs),
        _of_meetings(orgs, now),
    )
    yield from (case for case in found if case.quarter in wanted and (case.table, case.key) not in without)


def standing(table: str, state: str, quarters: Iterable[Quarter], without: Kept = frozenset()) -> Iterator[Counted]:
    """Yield a case for each red flag put, disclosure due or rectification opened in these quarters; counted in `state`.

    Raises KeyError for another table. One query.
    """
    wanted, rows = frozenset(quarters), _STANDING[table]
    for power, org, day, now, key in rows():
        if Quarter.of(day) in wanted and (table, key) not in without:
            yield Counted(Figure.STANDING, power, org, Quarter.of(day), now == state, table, key)


def _flags_standing() -> Iterator[_Row]:
    return ((flag.power, flag.org, flag.put, flag.state, flag.key) for flag in _flags(None))


def _disclosures_standing() -> Iterator[_Row]:
    rows = unscoped(Disclosure, reason=_WHY).order_by("id")
    yield from rows.values_list("item", "org_id", "due_on", "state", "pk")


def _rectifications_standing() -> Iterator[_Row]:
    rows = unscoped(Rectification, reason=_WHY).exclude(about_table="problem").exclude(state="void").order_by("id")
    for origin, org, opened, state, key in rows.values_list("origin", "org_id", "opened_at", "state", "pk"):
        power = power_of(origin.get("code", ""), origin.get("facts", {}))
        yield power, org, china_day(opened), state, key


READ = {  # the grant by which the reader is told how many records stand in a state
    "redflag": Action.FLAG_READ,
    "disclosure": Action.NOTICE_READ,
    "rectification": Action.RECTIFY_READ,
}
_STANDING: dict[str, Callable[[], Iterator[_Row]]] = {
    "redflag": _flags_standing,
    "disclosure": _disclosures_standing,
    "rectification": _rectifications_standing,
}


def power_of(code: str, facts: Mapping[str, Any]) -> str:
    """Return the power a flag asks about: of a model the first it guards, of a chart its own, else none."""
    model = modelbook.models().get(code)
    if model is not None:
        return model.powers[0] if model.powers else ACROSS
    named = facts.get("item") or next(iter(facts.get("items", ())), ACROSS)
    return str(named) if named in powers().names else ACROSS


@once
def schools() -> list[Org]:
    """Return every unit with the size class of a school, along the network: the one order there is."""
    return list(unscoped(Org, reason=_WHY).exclude(size_class="").order_by("path"))


def schools_of(quarter: Quarter) -> list[Org]:
    """Return the schools there were in a quarter, a day of it at least."""
    days = quarter.period
    return [
        org for org in schools() if org.valid_from <= days.last and (org.valid_to is None or org.valid_to >= days.first)
    ]


_FLAG = ("pk", "org_id", "code", "facts", "state", "raised_at", "asked_at", "answered_at", "returned_at", "closed_at")


@dataclass(frozen=True)
class _Flag:
    key: int
    org: int
    power: str
    state: str
    put: date
    answered: date | None  # the last answer
    returned: date | None  # an answer was sent back: another is owed
    returned_last: bool  # and nothing was answered since
    closed: date | None


def _flags(orgs: frozenset[int] | None) -> list[_Flag]:
    rows = unscoped(RedFlag, reason=_WHY).filter(sealed=False).exclude(state__in=("raised", "sealed"))
    rows = rows if orgs is None else rows.filter(org__in=orgs)
    found: list[_Flag] = []
    row: Any
    for row in rows.order_by("id").values_list(*_FLAG):
        key, org, code, facts, state, raised, asked, answered, returned, closed = row
        last = returned is not None and (answered is None or answered <= returned)
        days = (china_day(asked or raised), _day(answered), _day(returned), last, _day(closed))
        found.append(_Flag(key, org, power_of(code, facts), state, *days))
    return found


def _of_flags(flags: list[_Flag], now: datetime) -> Iterator[Counted]:
    today = china_day(now)
    for flag in flags:
        due = _due("redflag.self_check", flag.returned or flag.put)
        answered = None if flag.returned_last else flag.answered
        if answered or due < today:
            told = (flag.power, flag.org, Quarter.of(due))
            in_time = answered is not None and answered <= due
            yield Counted(Figure.ANSWERED, *told, in_time, "redflag", flag.key)
            yield Counted(Figure.OVERDUE, *told, answered is None and flag.closed is None, "redflag", flag.key)
        if flag.answered:
            yield from _review(flag, flag.answered, today)


def _review(flag: _Flag, answered: date, today: date) -> Iterator[Counted]:
    due, looked = _due("redflag.review", answered), flag.returned if flag.returned_last else flag.closed
    if looked or due < today:
        in_time = looked is not None and looked <= due
        yield Counted(Figure.REVIEWED, flag.power, flag.org, Quarter.of(due), in_time, "redflag", flag.key)


def _looked_at(quarters: Iterable[Quarter], flags: list[_Flag], orgs: frozenset[int] | None) -> Iterator[Counted]:
    """Yield one case for each school and power whose rows were there to be asked; counted where a question was put."""
    first = _first_handed_in(org.code for org in schools() if orgs is None or org.pk in orgs)
    for quarter in sorted(quarters):
        known = {org.code: org.pk for org in schools_of(quarter) if orgs is None or org.pk in orgs}
        put: dict[tuple[int, str], int] = {}
        for flag in flags:
            if Quarter.of(flag.put) == quarter:
                put.setdefault((flag.org, flag.power), flag.key)
        last = quarter.period.last
        asked = {(org, power) for code, org in known.items() for power in _asked_of(_tables(first.get(code, {}), last))}
        for org, power in sorted(asked | set(put)):
            key = put.get((org, power), 0)
            yield Counted(Figure.FLAGGED, power, org, quarter, bool(key), "redflag" if key else "", key)


def _first_handed_in(codes: Iterable[str]) -> dict[str, dict[str, date]]:
    """Return school -> table -> the first day on which rows of it were taken in."""
    wanted, found = frozenset(codes), dict[str, dict[str, date]]()
    rows = (
        unscoped(LedgerBatch, reason=_WHY).order_by("-taken_in_at").values_list("schools", "table__name", "taken_in_at")
    )
    for named, table, taken in rows:
        for code in wanted.intersection(named):
            found.setdefault(code, {})[table] = china_day(taken)
    return found


def _tables(first: Mapping[str, date], until: date) -> frozenset[str]:
    return frozenset(table for table, day in first.items() if day <= until)


@cache
def _asked_of(tables: frozenset[str]) -> frozenset[str]:
    """Return the powers of which some model can be asked of a school with these tables."""
    models = (model for model in modelbook.models().values() if model.status in RUNNING and model.powers)
    return frozenset(model.powers[0] for model in models if tables.issuperset(model.needed)) if tables else frozenset()


def _of_disclosures(orgs: frozenset[int] | None, now: datetime) -> Iterator[Counted]:
    rows = unscoped(Disclosure, reason=_WHY).filter(due_on__lt=china_day(now))
    rows = rows if orgs is None else rows.filter(org__in=orgs)
    for key, org, power, due, state in rows.order_by("id").values_list("pk", "org_id", "item", "due_on", "state"):
        told = (power, org, Quarter.of(due), state not in PUBLIC, "disclosure", key)
        yield Counted(Figure.UNDISCLOSED, *told)
        yield Counted(Figure.OVERDUE, *told)


_HANDED_IN = ("submitted", "observing", "closed")  # its last evidence stands; returned or come back, it is owed again
_RECTIFICATION = ("pk", "org_id", "origin", "state", "due_on", "finish_on", "handed_in")


def _of_rectifications(orgs: frozenset[int] | None, now: datetime) -> Iterator[Counted]:
    """Yield what was to be put right by an agreed day, and plans that were not made. None that is about a person.

    Put right is what was handed in and not returned: how long whoever accepts it takes is not the school's lateness.
    """
    rows = unscoped(Rectification, reason=_WHY).exclude(about_table="problem").exclude(state="void")
    rows = rows if orgs is None else rows.filter(org__in=orgs)
    moves = unscoped(RectificationMove, reason=_WHY).filter(rectification=OuterRef("pk"), step="submit")
    rows = rows.annotate(handed_in=Subquery(moves.order_by("-id").values("at")[:1])).order_by("id")
    row: Any
    for row in rows.values_list(*_RECTIFICATION):
        key, org, origin, state, due, finish, at = row
        last = {"opened": due, "planned": None}.get(state, finish)  # a plan that was made waits for whoever agrees
        handed = _day(at) if state in _HANDED_IN else None
        if last is None or not (handed or last < china_day(now)):
            continue
        told = (power_of(origin.get("code", ""), origin.get("facts", {})), org, Quarter.of(last))
        if state != "opened":
            in_time = handed is not None and handed <= last
            yield Counted(Figure.RECTIFIED, *told, in_time, "rectification", key)
        yield Counted(Figure.OVERDUE, *told, handed is None, "rectification", key)


def _of_directives(orgs: frozenset[int] | None, now: datetime) -> Iterator[Counted]:
    """Yield what directives owe: a reply from the school, a review from whoever issued it."""
    rows = unscoped(Directive, reason=_WHY).exclude(issued_at=None).exclude(state="withdrawn")
    rows = rows if orgs is None else rows.filter(org__in=orgs)
    names = ("pk", "org_id", "power", "state", "due_on", "replied_at", "closed_at", "accepted_by_silence")
    row: Any
    for row in rows.order_by("id").values_list(*names):
        key, org, power, state, due, reply, closed, silence = row
        named, replied, today = power if power in powers().names else ACROSS, _day(reply), china_day(now)
        if reply_kept(state, due, replied, today) is not None:
            owed = replied is None or state not in LOOKED_AT
            yield Counted(Figure.OVERDUE, named, org, Quarter.of(due), owed, "directive", key)
        last = _due("directive.review", replied or due)
        in_time = review_kept(state, replied, last, _day(closed), silence, today)
        if in_time is not None:
            yield Counted(Figure.DIRECTED, named, org, Quarter.of(last), in_time, "directive", key)


def _of_recusals(orgs: frozenset[int] | None) -> Iterator[Counted]:
    """Yield the recusals that somebody had to decide; silence is a decision too late. Of no unit and no power."""
    if orgs is not None:
        return
    rows = unscoped(Recusal, reason=_WHY).exclude(raised_by="own").exclude(state="raised").filter(table__in=_TOLD)
    rows = rows.exclude(table="redflag", record_id__in=unscoped(RedFlag, reason=_WHY).filter(sealed=True).values("pk"))
    for key, raised, decided in rows.order_by("id").values_list("pk", "raised_at", "decided_by"):
        yield Counted(Figure.RECUSED, ACROSS, 0, Quarter.of(china_day(raised)), decided is not None, "recusal", key)


def _of_meetings(orgs: frozenset[int] | None, now: datetime) -> Iterator[Counted]:
    """Yield what the two sides of the joint meeting owe; a meeting itself is of no unit."""
    for figure, org, day, counted, table, key in quarter_meetings.owed(now):
        if orgs is None or org in orgs:
            yield Counted(Figure(figure), ACROSS, org, Quarter.of(day), counted, table, key)


@cache
def _due(parameter: str, since: date) -> date:
    return due_day(parameter, datetime(since.year, since.month, since.day, 12, tzinfo=CHINA))


def _day(moment: datetime | None) -> date | None:
    return china_day(moment) if moment else None
