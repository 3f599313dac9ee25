"""The calendar fills itself: what every school owes, by the powers' rules and by running matters. Acts of the clock.

A slot's day is the rules' and the system's, never a person's: no step takes a day. Doing it twice changes nothing.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, timedelta

from lianjing.access import notice_slots, pausing, powers, states, work
from lianjing.access.acts import act_of
from lianjing.access.notice_rows import running_matters, schools_in_force
from lianjing.access.rulebook import whole
from lianjing.domain.machine import THE_CLOCK
from lianjing.domain.machines.disclosure import DISCLOSURE
from lianjing.domain.notices import Slot, matter_slot, slots
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.domain.power.courses import Course, Happened
from lianjing.domain.power.steps import Step
from lianjing.domain.worktime import CHINA
from lianjing.records.models import Disclosure, Matter, Org, PowerVersion
from lianjing.rooms.notices import contents, placing
from lianjing.rooms.notices.rules import audience_of, item_of, owed_steps

_NOON = timedelta(hours=12)


def put_on_calendar(now: datetime) -> int:
    """Foresee what comes up: every period that has begun, every matter whose step is due; return how many are new."""
    keeper = powers.bureau()
    if keeper is None:
        return 0
    new = list(_foreseen(now, notice_slots.known()))
    return len(foresee(keeper=keeper, rows=new, now=now)) if new else 0


@act_of("clock", on="keeper")
def foresee(*, keeper: Org, rows: list[Disclosure], now: datetime) -> list[Disclosure]:
    """Keep slots that are new; one that somebody else has just kept is left as it is."""
    return notice_slots.keep(rows)


def _foreseen(now: datetime, known: Container[tuple[int, str, str, str]]) -> Iterator[Disclosure]:
    """Yield every slot of today that is not known. What a version owes is worked out once for all its schools."""
    today, began = now.date(), notice_slots.began(now)
    owed: dict[tuple[int, str], list[tuple[Step, Slot]]] = {}
    for org, versions in notice_slots.versions_by_school(schools_in_force(today, _kinds()), today):
        for version in versions:
            if (version.pk, org.kind) not in owed:
                owed[version.pk, org.kind] = list(_periods(version, org.kind, began, today))
            for step, slot in owed[version.pk, org.kind]:
                if (org.pk, version.item, step.no, slot.key) not in known:
                    yield _slot(org, version, step, slot, None, today)
    for matter, events in running_matters():
        for one in _of_matter(matter, [(event.step, event.happened_at) for event in events], now):
            if (one.org_id, one.item, one.step, one.slot) not in known:
                yield one


def _kinds() -> Iterable[str]:
    return [kind.value for kind in SCHOOL_KINDS]


def _periods(version: PowerVersion, kind: str, began: date, today: date) -> Iterator[tuple[Step, Slot]]:
    """Yield the periods of rules that come again; what was due before the calendar began is nobody's fault."""
    for step in owed_steps(item_of(version)):
        if step.notice is not None and step.notice.every:
            at_start = (version.item, step.no) in contents.STARTS
            for slot in slots(step.notice.every, max(began, version.first_day or began), today, at_start=at_start):
                if _due_on(slot, kind, version.item) >= began:
                    yield step, slot


def _of_matter(matter: Matter, events: list[tuple[str, datetime]], now: datetime) -> Iterator[Disclosure]:
    """Yield the single notices a matter owes: of steps that were taken, and of the one that must come next."""
    compiled = powers.compiled(matter.version)
    owed = {step.no: step for step in owed_steps(compiled.item) if step.notice and not step.notice.every}
    if not owed:
        return
    taken = dict(events)
    course = Course(tuple(Happened(no, moment) for no, moment in events), matter.amount)
    following = compiled.judge.next_steps(course)[0] if matter.state == "running" else ()
    for no, step in owed.items():
        if no in taken or tuple(following) == (no,):  # one of several ways is owed once it is taken
            last = events[-1][1] if events else matter.opened_at
            came_up = taken.get(no, last).astimezone(CHINA).date()
            yield _slot(matter.org, matter.version, step, matter_slot(matter.pk, came_up), matter, now.date())


def _due_on(slot: Slot, kind: str, item: str) -> date:
    noon = datetime.combine(slot.counts_from, datetime.min.time(), CHINA) + _NOON
    return pausing.owed_by(slot.parameter, noon, pausing.at_unit(kind, item))


def _slot(org: Org, version: PowerVersion, step: Step, slot: Slot, matter: Matter | None, today: date) -> Disclosure:
    assert step.notice is not None
    return Disclosure(
        org=org,
        item=version.item,
        step=step.no,
        slot=slot.key,
        kind=step.notice.kind.value,
        audience=audience_of(step.notice).value,
        version=version,
        matter=matter,
        first_day=slot.first,
        last_day=slot.last,
        due_on=_due_on(slot, org.kind, version.item),
        since=datetime.combine(today, datetime.min.time(), CHINA) + _NOON,
        made_at=datetime.combine(today, datetime.min.time(), CHINA) + _NOON,
    )


def lapse_due(now: datetime) -> int:
    """Mark what is owed and was not published in time; return how many. Its page says so from the next day on."""
    return states.each(notice_slots.past_due(now.date()), lambda slot: fall_due(disclosure=slot, now=now))


@act_of("clock", on="disclosure")
def fall_due(*, disclosure: Disclosure, now: datetime) -> Disclosure:
    """Let a slot's day pass, and put it on the clerk's list."""
    step = DISCLOSURE.take(disclosure.state, "lapse", THE_CLOCK)
    was, disclosure.state, disclosure.since = disclosure.state, step.dst, now
    states.swap(disclosure, was)
    work.overtake(about=disclosure, now=now)
    placing.call_clerk(disclosure, "notice_overdue", now)
    return disclosure


def escalate(now: datetime) -> int:
    """Take what stays overdue one level up every so many working days; return how many went up.

    Above the bureau there is none: what its office has on its list already is only counted on.
    """
    every = whole("disclosure.escalate", now)
    moved = 0
    for alike in notice_slots.overdue_alike():
        level = (
            pausing.working_days_late(alike.due_on, now.date(), pausing.at_unit(alike.kind, alike.items[0])) // every
        )
        if level > alike.levels:
            if alike.levels >= placing.TOP:
                notice_slots.leave_with_bureau(alike, level)
            for slot in notice_slots.in_state("overdue").filter(alike.rows):
                take_a_level_up(disclosure=slot, level=level, now=now)
                moved += 1
    return moved


@act_of("clock", on="disclosure")
def take_a_level_up(*, disclosure: Disclosure, level: int, now: datetime) -> Disclosure:
    """Put an overdue slot on the list one level up."""
    disclosure.levels = level
    disclosure.save(update_fields=["levels"])
    placing.call_above(disclosure, level, "notice_overdue", now)
    return disclosure
