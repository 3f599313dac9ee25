"""What the questions of part 1 read of the whole county: who holds which post where today. A named door."""

from collections.abc import Iterable, Set
from datetime import date, datetime

from django.db.models import Case, IntegerField, When

from lianjing.access.posts import current_holders, in_force
from lianjing.access.rulebook import due
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Org, Post, RedFlag

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


def first_free(role: str, paths: Iterable[str], away: Set[int], on: date) -> list[Post]:
    """Return the first held post of a role along `paths` that not only people `away` hold, as a list of at most one."""
    for path in paths:
        for post in posts_with_role(role, path, on):
            if set(current_holders(post, on)) - away:
                return [post]
    return []


def due_flags(state: str, on: date) -> list[RedFlag]:
    """Return the flags of one state whose day has passed."""
    rows = unscoped(RedFlag, reason="the clock acts for nobody").filter(state=state, due_on__lt=on)
    return list(rows.order_by("id"))


def moved(flag: RedFlag, state: str, now: datetime) -> None:
    """Note that a flag comes to stand in `state`, which a machine allowed: the clocks of the state begin. Not saved."""
    flag.state, flag.moved_at, flag.called = state, now, 0


def called_once(flag: RedFlag) -> bool:
    """Count the room's own clock of the flag's state as run; False where somebody just did, or the flag moved on."""
    rows = unscoped(RedFlag, reason="each clock acts once").filter(pk=flag.pk, state=flag.state, called=flag.called)
    flag.called += 1
    return bool(rows.update(called=flag.called))


def sealed_too_long(now: datetime) -> list[RedFlag]:
    """Return the sealed flags whose days for weighing are over, and on which nobody of the next level is named yet."""
    rows = unscoped(RedFlag, reason="the clock acts for nobody").filter(state="sealed", called=0)
    flags = rows.select_related("org").order_by("id")
    return [flag for flag in flags if due("redflag.sealed", flag.moved_at or flag.raised_at) <= now]


def handed_over() -> list[RedFlag]:
    """Return the flags that were handed over and not emptied yet."""
    rows = unscoped(RedFlag, reason="what was handed over does not stay").filter(state="transferred", called=0)
    return list(rows.order_by("id"))
