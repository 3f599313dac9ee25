"""What happens when nobody acts: the reviewer is reminded, then the next level is told. The flag stays where it is."""

from datetime import datetime

from lianjing.access import questions, reviewing, sealed, states, work
from lianjing.access.acts import act_of
from lianjing.access.rulebook import due_day
from lianjing.domain.machines.redflags import RED_FLAG, UPPER
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import RedFlag
from lianjing.rooms.redflags.asking import ask_reviewer, put_on_list, put_sealed_on_list


def call_all(now: datetime) -> int:
    """Let each clock that has run out call whom its machine names, one after the other; return how many called."""
    return states.each(questions.clocks_run_out(now), lambda flag: call_next(flag=flag, now=now))


@act_of("clock", on="flag")
def call_next(*, flag: RedFlag, now: datetime) -> RedFlag:
    """Call whom the flag's next clock names: remind the reviewer, or put it before the next level as well."""
    clock = RED_FLAG.clocks_of(flag.state)[flag.called]
    if not questions.called_once(flag):
        raise RuleBroken("somebody_was_faster")
    following = RED_FLAG.clocks_of(flag.state)[flag.called :]
    if following:
        flag.due_on = due_day(following[0].parameter, now)
        flag.save(update_fields=["due_on"])
    if clock.calls != UPPER:
        _remind(flag, now)
    elif flag.sealed:
        _name_above(flag, now)
    else:
        _tell_above(flag, now)
    return flag


def _remind(flag: RedFlag, now: datetime) -> None:
    """Remind whoever has the review; nobody has it: ask whoever is free by now."""
    if not work.remind(about=flag, now=now):
        ask_reviewer(flag, now)


def _tell_above(flag: RedFlag, now: datetime) -> None:
    """Put it before the next level too. Whoever had it keeps it: the first to act wins."""
    asked = work.roles_asked(about=flag)
    found = reviewing.level_above(flag, now.date(), above=asked)
    code = "flag_danger_late" if flag.state == "danger" else "flag_escalated"
    if found:
        put_on_list(flag, found[0], code, now)


def _name_above(flag: RedFlag, now: datetime) -> None:
    """Name one person more, of the next level, on a sealed flag; nobody else hears of it."""
    found = sealed.name_above(flag, now)
    if found:
        put_sealed_on_list(flag, found, now)
