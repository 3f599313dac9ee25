"""What the questions of part 1 read of the whole county: who holds which post where today. A named door."""

from datetime import date, datetime

from django.db.models import Case, IntegerField, When

from lianjing.access.posts import in_force
from lianjing.access.rulebook import due
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Org, Post, Recusal, RedFlag

_REASON = "a question is put to every unit alike"


def held_posts(on: date) -> list[tuple[int, int, str]]:
    """Return (unit id, person id, post code) of every holding in force."""
    rows = unscoped(Holding, reason=_REASON).filter(in_force(on), in_force(on, "post__"))
    return list(rows.values_list("post__org_id", "person_id", "post__code"))


def waived_units() -> frozenset[int]:
    """Return the units too small to keep posts apart: the central school's people check them instead (class C)."""
    return frozenset(unscoped(Org, reason=_REASON).filter(size_class="C").values_list("pk", flat=True))


def known_keys(code: str) -> set[str]:
    """Return the keys of flags of this question that were ever raised: the same rows ask only once."""
    return set(unscoped(RedFlag, reason=_REASON).filter(code=code).values_list("dedup_key", flat=True))


def unit(key: int) -> Org:
    """Return a unit by key."""
    return unscoped(Org, reason=_REASON).get(pk=key)


def holdings_of_pair(unit_id: int, person_id: int, codes: tuple[str, str], on: date) -> list[Holding]:
    """Return the holdings that raised a clash, with person and post loaded."""
    rows = unscoped(Holding, reason=_REASON).filter(in_force(on), person=person_id, post__org=unit_id)
    return list(rows.filter(post__code__in=codes).select_related("person", "post").order_by("post__code"))


def posts_with_role(role: str, path: str, on: date) -> list[Post]:
    """Return the held posts of a role at the unit with `path`: heads first, then whoever does the accounts."""
    accounts = Case(When(code="BZY", then=0), default=1, output_field=IntegerField())
    rows = unscoped(Post, reason="work goes to whoever holds the post").filter(role=role, org__path=path)
    return list(rows.filter(in_force(on), in_force(on, "holdings__")).order_by("rank", accounts, "id").distinct())


def due_flags(state: str, on: date) -> list[RedFlag]:
    """Return the flags of one state whose day has passed."""
    rows = unscoped(RedFlag, reason="the clock acts for nobody").filter(state=state, due_on__lt=on)
    return list(rows.order_by("id"))


def moved(flag: RedFlag, state: str, now: datetime) -> None:
    """Note that a flag comes to stand in `state`, which a machine allowed: the clocks of the state begin. Not saved."""
    flag.state, flag.moved_at, flag.called = state, now, 0


def called_once(flag: RedFlag) -> bool:
    """Count one clock of the flag's state as run; False where somebody else just did, or the flag has moved on."""
    rows = unscoped(RedFlag, reason="each clock calls once").filter(pk=flag.pk, state=flag.state, called=flag.called)
    flag.called += 1
    return bool(rows.update(called=flag.called))


def clocks_run_out(now: datetime) -> list[RedFlag]:
    """Return the flags whose next clock, of those that call somebody, has run out.

    Clocks of a state run one after the other. A recusal asked for meanwhile stops the reviewers' clocks for a day.
    """
    calling = [state for state, clocks in RED_FLAG.clocks.items() if state != "raised" and clocks[0].calls]
    rows = unscoped(RedFlag, reason="the clock acts for nobody").filter(state__in=calling)
    flags = list(rows.select_related("org__parent").order_by("id"))
    asked = unscoped(Recusal, reason="the clock acts for nobody").filter(table="redflag")
    paused = dict(asked.order_by("raised_at").values_list("record_id", "raised_at"))
    return [flag for flag in flags if (end := _next_end(flag, paused.get(flag.pk))) is not None and end <= now]


def _next_end(flag: RedFlag, recusal: datetime | None) -> datetime | None:
    """Return when the next clock of a flag runs out, None where none is left."""
    clocks, end = RED_FLAG.clocks_of(flag.state), flag.moved_at or flag.raised_at
    if flag.called >= len(clocks):
        return None
    if recusal is not None and recusal >= end and flag.state in ("answered", "overdue"):
        end = due("recusal.pause", end)
    for clock in clocks[: flag.called + 1]:
        end = due(clock.parameter, end)
    return end


def handed_over() -> list[RedFlag]:
    """Return the flags that were handed over and not emptied yet."""
    rows = unscoped(RedFlag, reason="what was handed over does not stay").filter(state="transferred", called=0)
    return list(rows.order_by("id"))
