"""Edits of the network: dated, never deleted; each is tried on the pure history before anything is saved."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from lianjing.access import handing, network, policy, rulebook
from lianjing.access.acts import act
from lianjing.access.sought import sought
from lianjing.domain import orgtree
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.desks import opens_desk, roles_at
from lianjing.domain.orgpaths import check_path
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Holding, Org, OrgPlace, Person, Post
from lianjing.rooms.network.staleness import mark_stale

_NEW = 0  # the id of a row that has none yet


@act(Action.NETWORK_EDIT, on="parent")
def add_unit(
    *, post: Seat, parent: Org, code: str, name: str, kind: str, charge: str, valid_from: date, now: datetime
) -> Org:
    """Add a unit below `parent` from a day on. Its code becomes the last part of its path."""
    if network.code_taken(code):
        raise RuleBroken("path_taken", field="code")
    path = check_path(f"{parent.path}{code}/")
    facts = network.history()
    unit = orgtree.Unit(_NEW, orgtree.OrgKind(kind), path, name, parent_id=parent.pk, valid_from=valid_from)
    facts.refuse_new(replace(facts, units=(*facts.units, unit)), valid_from)
    org = Org(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        path=path,
        charge=charge,
        township=parent.township,
        valid_from=valid_from,
        sought=sought(name),
    )
    org.save()
    mark_stale(now=now)
    return org


@act(Action.NETWORK_EDIT, on="unit")
def describe_unit(
    *, post: Seat, unit: Org, name: str, alias: str, charge: str, term_ends: date | None, now: datetime
) -> Org:
    """Change what a unit is called, what it is in charge of, when its term ends."""
    unit.name, unit.alias, unit.charge, unit.term_ends = name, alias, charge, term_ends
    unit.sought = sought(name, alias)
    unit.save(update_fields=["name", "alias", "charge", "term_ends", "sought"])
    return unit


@act(Action.NETWORK_EDIT, on="unit")
def end_unit(*, post: Seat, unit: Org, last_day: date, now: datetime) -> Org:
    """End a unit. Its units and posts must have ended before, so that nobody is left without a place."""
    facts = network.history()
    after = last_day + timedelta(days=1)
    left = [one.name for one in facts.units if one.parent_id == unit.pk and _counts(one, after)]
    left += [one.title for one in facts.posts if one.unit_id == unit.pk and _counts(one, after)]
    if left:
        raise RuleBroken("unit_not_empty", unit=unit.name, left=len(left), first=left[0])
    unit.valid_to = _ended(unit.valid_from, last_day)
    unit.save(update_fields=["valid_to"])
    mark_stale(now=now)
    return unit


@act(Action.NETWORK_EDIT, on="unit")
def move_unit(*, post: Seat, unit: Org, parent: Org, valid_from: date, now: datetime) -> Org:
    """Put a unit with all below it under another one from a day on; where it stood before stays on record."""
    policy.require(post, Action.NETWORK_EDIT, parent)
    if unit.valid_to is not None and unit.valid_to < valid_from:
        raise RuleBroken("unit_unknown", unit=unit.name, on=valid_from)
    if valid_from > now.date():
        raise RuleBroken("move_in_the_future", on=valid_from, today=now.date())
    network.history().moved(unit.pk, parent.pk, valid_from)  # refuses what would contradict
    old, new = unit.path, f"{parent.path}{unit.code}/"
    below = policy.visible(post, Action.NETWORK_EDIT, Org).filter(path__startswith=old)
    for org in below.exclude(valid_to__lt=valid_from).order_by("path"):  # what had ended by then stays where it was
        _leave_place(org, valid_from)
        org.path = new + org.path[len(old) :]
        if org.pk == unit.pk:
            org.parent = parent
        org.save(update_fields=["path", "parent"])
    network.take_along(old, new)
    mark_stale(now=now)
    unit.path, unit.parent = new, parent
    return unit


def _leave_place(org: Org, moved_on: date) -> None:
    """Write down where a unit stood until the day before; a unit moved on its first day leaves nothing behind.

    Raises RuleBroken("move_before_last"): a move is not written before an earlier one, whose place would be lost.
    """
    places = [place.valid_to + timedelta(days=1) for place in network.places_of(org)]
    since = max([org.valid_from, *places])
    if places and moved_on < since:
        raise RuleBroken("move_before_last", unit=org.name, moved=since, asked=moved_on)
    if since < moved_on:
        last = moved_on - timedelta(days=1)
        OrgPlace(org=org, parent_id=org.parent_id, path=org.path, valid_from=since, valid_to=last).save()


@act(Action.NETWORK_EDIT, on="unit")
def add_post(
    *,
    post: Seat,
    unit: Org,
    code: str,
    title: str,
    role: str,
    many: bool,
    serves: Iterable[Org],
    valid_from: date,
    now: datetime,
) -> Post:
    """Add a post. Without a holder it stands as a vacancy. Rank comes from the code, role is what it may do here."""
    codes = rulebook.powers().codes
    if code not in codes or codes[code].kind.value != "post":
        raise RuleBroken("post_code_unknown", asked=code, field="code")
    if role and role not in set(Role):
        raise RuleBroken("role_unknown", role=role, field="role")
    if role and role not in roles_at(orgtree.OrgKind(unit.kind)):
        raise RuleBroken("role_not_here", unit=unit.name, field="role")
    served = list(serves)
    for other in served:
        policy.require(post, Action.NETWORK_EDIT, other)
    facts = network.history()
    tried = orgtree.Post(_NEW, unit.pk, code, title, valid_from=valid_from)
    facts.refuse_new(replace(facts, posts=(*facts.posts, tried)), valid_from)
    seats = None if many else 1
    made = Post(org=unit, code=code, title=title, role=role, rank=codes[code].rank, seats=seats, valid_from=valid_from)
    made.save()
    _serve(made, served)
    mark_stale(now=now)
    return made


@act(Action.NETWORK_EDIT, on="record")
def share_post(*, post: Seat, record: Post, serves: Iterable[Org], now: datetime) -> Post:
    """Let a post work for further units too: how tiny schools get a second pair of eyes."""
    served = list(serves)
    for other in served:
        policy.require(post, Action.NETWORK_EDIT, other)
    _serve(record, [org for org in served if org.pk != record.org_id])
    mark_stale(now=now)
    return record


def _serve(record: Post, served: Iterable[Org]) -> None:
    through = Post.serves.through
    already = set(network.served_by(record))
    for org in served:
        if org.pk not in already:
            through(post_id=record.pk, org_id=org.pk).save()


@act(Action.NETWORK_EDIT, on="record")
def end_post(*, post: Seat, record: Post, last_day: date, now: datetime) -> Post:
    """End a post; its holders must have left it by that day, and nothing may wait there: nobody would take it up."""
    held = [row for row in network.history().holdings if row.post_id == record.pk]
    if any(row.valid_to is None or row.valid_to > last_day for row in held):
        raise RuleBroken("post_still_held", post=record.title, last_day=last_day)
    if waiting := handing.waiting_at(record):
        raise RuleBroken("post_has_work", post=record.title, count=waiting)
    record.valid_to = _ended(record.valid_from, last_day)
    record.save(update_fields=["valid_to"])
    mark_stale(now=now)
    return record


@act(Action.NETWORK_EDIT, on="record")
def add_holding(*, post: Seat, record: Post, person: Person, since: date, now: datetime) -> Holding:
    """Let a person hold a post from a day on; a post with one seat holds one person at a time.

    Nobody takes a post by their own hand, and none that opens a desk is filled by one hand: a roster is accepted by a
    second person from above, a hand-over is signed by two (D9).
    """
    policy.require(post, Action.PERSON_READ, person)
    if person.pk == post.person_id:
        raise RuleBroken("post_by_own_hand", post=record.title, field="person")
    if opens_desk(record.role):
        raise RuleBroken("post_opens_desk", post=record.title)
    facts = network.history()
    row = orgtree.Holding(record.pk, person.pk, since, record.valid_to)
    facts.refuse_new(replace(facts, holdings=(*facts.holdings, row)), since)
    held = Holding(post=record, person=person, valid_from=since, valid_to=record.valid_to)
    held.save()
    mark_stale(now=now)
    return held


@act(Action.NETWORK_EDIT, on="holding")
def end_holding(*, post: Seat, holding: Holding, last_day: date, now: datetime) -> Holding:
    """Write down a holder's last day in a post; the row stays."""
    if holding.valid_to is not None and holding.valid_to <= last_day:
        raise RuleBroken("holding_ended_before", ended=holding.valid_to, asked=last_day)
    holding.valid_to = _ended(holding.valid_from, last_day)
    holding.save(update_fields=["valid_to"])
    mark_stale(now=now)
    return holding


def _counts(fact: orgtree.Unit | orgtree.Post, day: date) -> bool:
    return fact.valid_to is None or fact.valid_to >= day


def _ended(start: date, last_day: date) -> date:
    if last_day < start:
        raise RuleBroken("ends_before_start", fact="row", starts=start, ends=last_day)
    return last_day
