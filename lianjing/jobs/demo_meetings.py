"""The demo's joint meetings: last quarter's, filed, with three resolutions; this quarter's, gathering its agenda."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lianjing.access import meetings
from lianjing.access.posts import current_holders, seat_for
from lianjing.access.rulebook import library
from lianjing.domain.authority import Role, Seat
from lianjing.domain.quarters import Quarter
from lianjing.domain.worktime import CHINA, china_day
from lianjing.records.doors import unscoped
from lianjing.records.models import AgendaLine, Directive, Matter, Meeting, Org, Resolution
from lianjing.rooms.directives.usecases import deciding, receiving
from lianjing.rooms.meetings.usecases import planning, resolutions, session

_WHY = "the demo acts as its own people"
_DAY = timedelta(days=1)


@transaction.atomic  # killed half-way, the next start would find a meeting and leave the rest out
def run(now: datetime) -> int:
    """Hold last quarter's meeting, with what became of it; return how many. Doing it again changes nothing."""
    if unscoped(Meeting, reason=_WHY).exists():
        return 0
    _held(Quarter.of(china_day(now)).before)
    _carry_on(now)
    return 1


def _held(quarter: Quarter) -> Meeting:
    """Hold a quarter's meeting with its own people, two weeks before the quarter ends."""
    day = _working(quarter.period.last - 9 * _DAY)
    meeting = planning.plan(quarter=quarter, now=_at(quarter.period.first))
    office, team, chief = (_seat(role, day) for role in (Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR, Role.BUREAU_CHIEF))
    fixed = _at(day - 21 * _DAY)
    place = _("Meeting room of the education bureau, third floor")
    planning.set_day(post=office, meeting=meeting, day=day, place=place, now=fixed)
    before = _at(day - 5 * _DAY)
    for seat, said in zip((team, office), _views(), strict=True):
        planning.write_view(post=seat, meeting=_fresh(meeting), words=said, now=before)
    planning.prepare(post=office, meeting=_fresh(meeting), now=before)
    chair = team if meeting.host == meetings.COMMISSION else chief
    here = [seat.post_id for seat in (team, office, chief)]
    session.open_session(post=chair, meeting=_fresh(meeting), present=here, excused=[], now=_at(day))
    _enter(_fresh(meeting), office, day)
    session.draft(post=office, meeting=_fresh(meeting), now=_at(day, 17))
    for seat in (team, chief):
        session.sign(post=seat, meeting=_fresh(meeting), now=_at(_working(day + _DAY)))
    return _fresh(meeting)


def _views() -> Iterator[str]:
    yield _("Canteen vouchers are the weak point: three groups book deliveries late. We ask for one check a term.")
    yield _("We agree, and propose to begin with the schools that buy from one supplier only.")


def _enter(meeting: Meeting, office: Seat, day: date) -> None:
    tasks = [
        ("flags", "gs-cw", 20, _("Check canteen vouchers against deliveries at every school once this term")),
        ("undisclosed", "gs-zz", 95, _("Publish the aid lists of the new school year at all schools, without names")),
        ("grey", "gs-aq", 40, _("Have the missing deliveries tables handed in by the schools that are still grey")),
    ]
    for code, lead, days, said in tasks:
        body = unscoped(Org, reason=_WHY).filter(path__endswith=f"/{lead}/").first()
        if body is not None:
            due = _working(day + days * _DAY)
            _record(meeting, code, office, day, kind="task", words=said, lead=body, due_on=due)
    decided = _("From next quarter the two sides exchange their views five days before the meeting")
    _record(meeting, "views", office, day, kind="decision", words=decided)
    for code in ("problems", "rectifications", "powers", "overdue", "quarter"):
        _record(meeting, code, office, day, kind="inform", words="")


def _record(meeting: Meeting, code: str, seat: Seat, day: date, **said: object) -> None:
    rows = unscoped(AgendaLine, reason=_WHY).select_related("meeting")
    line = rows.get(meeting=meeting, code=code)
    session.record(post=seat, line=line, now=_at(day, 15), **said)  # type: ignore[arg-type]


def _carry_on(now: datetime) -> None:
    """Let the first task be done and verified; the others run on."""
    first = unscoped(Resolution, reason=_WHY).order_by("id").first()
    record = unscoped(Matter, reason=_WHY).order_by("id").first()
    if first is None or record is None or first.directive_id is None:
        return
    directive = unscoped(Directive, reason=_WHY).get(pk=first.directive_id)
    day = _working(first.due_on - 5 * _DAY)
    if day >= china_day(now) or directive.receiver is None:
        return
    lead, team = _holder(directive.receiver, day), _seat(Role.TEAM_INSPECTOR, day)
    said = _("Checked at all schools; 14 vouchers were booked in the wrong month and put right")
    receiving.sign(post=lead, directive=directive, now=_at(_working(day - 8 * _DAY)))
    receiving.reply(post=lead, directive=directive, record=record, words=said, now=_at(day))
    deciding.accept(post=team, directive=directive, now=_at(_working(day + _DAY)))
    proof = [("directive", directive.pk)]
    resolutions.report_done(post=lead, resolution=first, words=said, evidence=proof, now=_at(_working(day + _DAY), 11))
    resolutions.verify(post=team, resolution=first, now=_at(_working(day + 3 * _DAY)))


@transaction.atomic
def fix_day(now: datetime) -> None:
    """Fix the day of this quarter's meeting where there is still time to read; the bureau has written its view."""
    quarter = Quarter.of(china_day(now))
    meeting = unscoped(Meeting, reason=_WHY).filter(quarter=str(quarter), state="planned").first()
    if meeting is None:
        return
    day = _working(max(quarter.period.last - 15 * _DAY, china_day(now) + 4 * _DAY))
    if day > quarter.period.last:
        return
    office = _seat(Role.BUREAU_OFFICER, china_day(now))
    place = _("Meeting room of the education bureau, third floor")
    planning.set_day(post=office, meeting=meeting, day=day, place=place, now=now)
    said = _("Deliveries are handed in on time now. We ask to talk about schools that still publish late.")
    planning.write_view(post=office, meeting=_fresh(meeting), words=said, now=now)


def _seat(role: Role, on: date) -> Seat:
    post = meetings.head_of([role], on)
    if post is None:
        raise LookupError(f"the demo county has no {role}")
    return _holder(post, on)


def _holder(post: object, on: date) -> Seat:
    return seat_for(current_holders(post, on)[0], post, on)  # type: ignore[arg-type]


def _fresh(meeting: Meeting) -> Meeting:
    return unscoped(Meeting, reason=_WHY).get(pk=meeting.pk)


def _working(day: date) -> date:
    return library().calendar.next_working_day(day)


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), CHINA)
