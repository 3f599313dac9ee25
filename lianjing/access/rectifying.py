"""What rectification needs past the policy: what waits to be opened, who takes which part, what is due."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from lianjing.access.above import stands_above
from lianjing.access.facts import facts_of
from lianjing.access.levels import Levels
from lianjing.access.posts import current_holders, in_force, seat_for
from lianjing.access.recusals import tied_people
from lianjing.domain.authority import Action, Role
from lianjing.domain.machines.rectification import RECTIFICATION
from lianjing.domain.orgpaths import ancestors
from lianjing.domain.pauses import SAFETY, TOUCHED_BY_AREA
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import (
    Directive,
    Edge,
    LedgerBatch,
    Org,
    Post,
    PublicCheckpoint,
    Rectification,
    RectificationMove,
    RedFlag,
    WorkItem,
)

_WHY = "what was verified is put right whoever looks"
LEVELS = (Role.GROUP_LEADER, Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR)  # level 1, 2, 3
UNOPENED = "rectification_unopened"
_ANSWER_FOR_A_UNIT = (Role.PRINCIPAL, Role.GROUP_LEADER, Role.SECTION_OFFICER, Role.BUREAU_OFFICER, Role.CLERK)


@dataclass(frozen=True)
class Hands:
    """The three posts of a rectification. Whoever accepts holds neither of the other two."""

    responsible: Post
    issuer: Post
    acceptor: Post


def flags_to_open() -> list[RedFlag]:
    """Return the flags handed over to rectification, or with danger to a child, that opened none yet."""
    opened = unscoped(Rectification, reason=_WHY).filter(about_table="redflag").values("about_id")
    rows = unscoped(RedFlag, reason=_WHY).filter(Q(state="to_rectify") | Q(state="danger"), sealed=False)
    return list(rows.exclude(pk__in=opened).select_related("org__parent").order_by("id"))


def told_of_unopened(flag: RedFlag, on: date) -> Post | None:
    """Return whom to tell that nobody may accept what a flag asks to put right: the lowest above its unit who may read
    it and is neither recused nor concerned; None where there is nobody, or somebody was told.
    """
    told = unscoped(WorkItem, reason=_WHY).filter(subject_table="redflag", subject_id=flag.pk, code=UNOPENED)
    if told.filter(closed_at=None).exists():
        return None
    levels = Levels(on)
    above_it = levels.above(flag.org.path, away_from(flag, on))
    return next((post for post in above_it if levels.may(post, Action.FLAG_READ, flag)), None)


def opened_for(about: Table) -> Rectification | None:
    """Return the rectification that a record opened, if any."""
    table, key = key_of(about)
    rows = unscoped(Rectification, reason="a record opens one once").filter(about_table=table, about_id=key)
    return rows.select_related("org").first()


def people_about(about: Table) -> set[int]:
    """Return whom a record is about."""
    return set(facts_of(about).about)


def hands_for(org: Org, level: int, away: Collection[int], on: date, *, issuer: int | None = None) -> Hands:
    """Return who puts right, who issued it and who accepts it at a level and above it, nobody of `away`.

    issuer: the person who decided it, where somebody did. Raises RuleBroken("rectification_hands_missing").
    """
    responsible = responsible_at(org, away, on)
    if responsible is None:
        raise RuleBroken("rectification_hands_missing", unit=org.name)
    out = {*away, *current_holders(responsible, on)}
    found = list(above(org, level, out, on))
    first = next((one for one in found if one[1] == issuer), found[0] if found else None)
    second = next((one for one in found if first and one[1] != first[1] and one[0].pk != first[0].pk), None)
    if first is None or second is None:
        raise RuleBroken("rectification_hands_missing", unit=org.name)
    return Hands(responsible, first[0], second[0])


def responsible_at(org: Org, away: Collection[int], on: date) -> Post | None:
    """Return the post that answers for a unit, held by nobody of `away`; a unit without one is its parent's."""
    here: Org | None = org
    while here is not None:
        for role in _ANSWER_FOR_A_UNIT:
            rows = unscoped(Post, reason="whoever answers for the unit puts it right").filter(role=role, org=here)
            held = rows.filter(in_force(on), in_force(on, "holdings__")).order_by("rank", "id").distinct()
            for post in held:
                if not set(current_holders(post, on)) & set(away):
                    return post
        here = here.parent
    return None


def above(org: Org, level: int, away: Collection[int], on: date) -> Iterator[tuple[Post, int]]:
    """Yield (post, person) of those who stand above a unit: from `level` upwards, then the lower levels, by rank."""
    paths = [*ancestors(org.path), org.path]
    named = unscoped(Edge, reason=_WHY).filter(in_force(on), kind="line", object__path__in=paths).values("subject")
    near = Q(org__path__in=paths) | Q(org__in=named) | Q(role=Role.TEAM_INSPECTOR)
    rows = unscoped(Post, reason=_WHY).filter(near, in_force(on), in_force(on, "holdings__")).select_related("org")
    for role in (*LEVELS[level - 1 :], *reversed(LEVELS[: level - 1])):
        for post in rows.filter(role=role).order_by("rank", "id").distinct():
            free = sorted(set(current_holders(post, on)) - set(away))
            if free and stands_above(seat_for(free[0], post, on), Action.MATTER_READ, org):
                yield post, free[0]


def away_from(record: Table, on: date) -> set[int]:
    """Return who may not judge a record: whom it is about, who is tied to them, who is recused."""
    facts = facts_of(record)
    return {*facts.about, *facts.recused, *tied_people(record, on)}


def holders(post: Post, on: date) -> set[int]:
    """Return who holds a post."""
    return set(current_holders(post, on))


def held_by_none(on: date) -> list[Rectification]:
    """Return the running rectifications one of whose three posts nobody may act in any more."""
    found = []
    for one in running():
        away = away_from(one, on)
        if any(not holders(post, on) - away for post in (one.responsible, one.issuer, one.acceptor)):
            found.append(one)
    return found


def handed_on(whose: Mapping[str, str], on: date) -> list[tuple[Rectification, WorkItem]]:
    """Return the rectifications whose open work was passed on in its unit, to nobody who has another part in them.

    whose: what a work is called -> whose it is.
    """
    rows = unscoped(WorkItem, reason="the clock acts for nobody").filter(subject_table="rectification", state="open")
    items = list(rows.filter(code__in=whose).select_related("post__org").order_by("id"))
    named = {one.pk: one for one in running()} if items else {}
    pairs = [(named[item.subject_id], item) for item in items if item.subject_id in named]
    return [(one, item) for one, item in pairs if _given(one, whose[item.code], item.post, on)]


def _given(record: Rectification, part: str, to: Post, on: date) -> bool:
    parts = {"responsible": record.responsible, "issuer": record.issuer, "acceptor": record.acceptor}
    was = parts.pop(part)
    if to.pk == was.pk or to.org_id != was.org_id:
        return False
    free = holders(to, on) - away_from(record, on)
    return bool(free) and not any(holders(other, on) & holders(to, on) for other in parts.values())


def running() -> list[Rectification]:
    """Return every rectification that has not ended, oldest first, its posts and unit loaded."""
    rows = unscoped(Rectification, reason="the clock acts for nobody").exclude(state__in=RECTIFICATION.ends)
    return list(rows.select_related("org__parent", "responsible__org", "issuer__org", "acceptor__org").order_by("id"))


def locked(record: Rectification) -> Rectification:
    """Return a rectification as it stands, held until this transaction ends."""
    rows = unscoped(Rectification, reason="exactly one of two hands wins").select_for_update(of=("self",))
    found: Rectification = rows.select_related("org__parent", "responsible", "issuer", "acceptor").get(pk=record.pk)
    return found


def flag_of(record: Rectification) -> RedFlag | None:
    """Return the flag that opened a rectification, None for one of another origin."""
    if record.about_table != "redflag":
        return None
    return unscoped(RedFlag, reason=_WHY).filter(pk=record.about_id).select_related("org").first()


def touches_of(record: Rectification) -> frozenset[str]:
    """Return what a rectification touches, of `domain.pauses.NEVER_PAUSED`: a child, or as its flag or order says."""
    if record.urgent:
        return frozenset({SAFETY})
    if record.about_table == "directive":
        rows = unscoped(Directive, reason=_WHY).filter(pk=record.about_id)
        return frozenset(rows.values_list("topic", flat=True))
    facts = record.origin.get("facts", {})
    items = [*facts.get("items", ()), facts.get("item", ""), record.origin.get("item", "")]
    return frozenset(TOUCHED_BY_AREA[item[:2]] for item in items if item and item[:2] in TOUCHED_BY_AREA)


def batches_covering(org: Org, most: int) -> list[LedgerBatch]:
    """Return the newest ledger files in force with rows of a unit, whoever handed them in: name, day and print."""
    rows = unscoped(LedgerBatch, reason="a unit may know which of its rows the county holds, not what others hold")
    newest = rows.filter(in_force=True).select_related("table").order_by("-id")[: 20 * most]
    return [batch for batch in newest if batch.org_id == org.pk or org.code in batch.schools][:most]


def seen_again(flag: RedFlag, since: datetime) -> bool:
    """Return whether the nights since a moment found the same again: this question, or a later one alike."""
    if flag.last_seen_on is not None and flag.gone_on is None and flag.last_seen_on > china_day(since):
        return True
    later = unscoped(RedFlag, reason=_WHY).filter(org=flag.org, code=flag.code, raised_at__gt=since)
    later = later.exclude(state="closed_false").exclude(pk=flag.pk)
    return any(one.facts.get("subject") == flag.facts.get("subject") for one in later)


def moves_of(record: Rectification) -> list[RectificationMove]:
    """Return the history of a rectification that was reached through the policy, oldest first."""
    rows = unscoped(RectificationMove, reason="the history of a rectification that was reached through the policy")
    return list(rows.filter(rectification=record).select_related("by", "post__org").order_by("id"))


def times(record: Rectification, step: str) -> int:
    """Return how often a rectification took a step in this round."""
    rows = unscoped(RectificationMove, reason=_WHY).filter(rectification=record)
    last = rows.filter(step="relapse").order_by("-id").values_list("id", flat=True).first() or 0
    return rows.filter(step=step, id__gt=last).count()


def public_seed(now: datetime, own: str) -> tuple[str, str]:
    """Return (where the seed comes from, the seed): the newest head of the public log, else the day it is drawn on.

    own: what makes this draw differ from others of the same day, such as the table and key of its record.
    """
    head = unscoped(PublicCheckpoint, reason="the log's heads are public").order_by("-size").first()
    if head is None:
        return "day", f"{now.date().isoformat()} {own}"
    return f"log {head.size}", f"{bytes(head.root).hex()} {own}"
