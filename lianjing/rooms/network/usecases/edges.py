"""Lines of supervision change by two people (D9): one proposes, another confirms, and then the edge is written."""

from dataclasses import replace
from datetime import date, datetime

from django.urls import reverse

from lianjing.access import network, posts, rulebook, work
from lianjing.access.acts import act, act_of
from lianjing.domain import orgtree
from lianjing.domain.authority import GRANTS, Action, Role, Seat
from lianjing.domain.machine import THE_CLOCK, Hand
from lianjing.domain.machines.edge_change import EDGE_CHANGE, EDITOR, PROPOSER
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import Edge, EdgeChange, Org
from lianjing.rooms.network.staleness import mark_stale


@act(Action.NETWORK_EDIT, on="object")
def propose_edge(
    *, post: Seat, object: Org, subject: Org, kind: str, counts_from: date, reason: str, now: datetime
) -> EdgeChange:
    """Propose that `subject` supervise `object` from a day on. Nothing counts before another person confirms it."""
    _refuse_own(post, object)
    _tried(subject, object, kind, counts_from)
    return _proposed(post, "add", subject, object, kind, counts_from, reason, now)


@act(Action.NETWORK_EDIT, on="edge")
def propose_end(*, post: Seat, edge: Edge, last_day: date, reason: str, now: datetime) -> EdgeChange:
    """Propose the last day of an edge. The row stays, with its dates."""
    _refuse_own(post, edge.object)
    _refuse_backwards(edge, last_day)
    return _proposed(post, "end", edge.subject, edge.object, edge.kind, last_day, reason, now, edge)


@act(Action.NETWORK_EDIT, on="change")
def confirm_edge(*, post: Seat, change: EdgeChange, now: datetime) -> EdgeChange:
    """Confirm a proposal of somebody else: the edge is written, and the proof is made anew."""
    change = network.locked_change(change)
    step = EDGE_CHANGE.take(change.state, "confirm", Hand.of(post.person_id, EDITOR), people=_people(change))
    _refuse_own(post, change.object)
    if change.what == "add":
        _tried(change.subject, change.object, change.kind, change.counts_from)
        Edge(subject=change.subject, object=change.object, kind=change.kind, valid_from=change.counts_from).save()
    elif change.edge:
        _refuse_backwards(change.edge, change.counts_from)
        change.edge.valid_to = change.counts_from
        change.edge.save(update_fields=["valid_to"])
    mark_stale(now=now)
    return _decided(change, step.dst, post.person_id, "", now)


@act(Action.NETWORK_EDIT, on="change")
def decline_edge(*, post: Seat, change: EdgeChange, reason: str, now: datetime) -> EdgeChange:
    """Turn down a proposal of somebody else, saying why."""
    change = network.locked_change(change)
    facts = {"reason"} if reason.strip() else set()
    hand = Hand.of(post.person_id, EDITOR)
    step = EDGE_CHANGE.take(change.state, "decline", hand, facts=facts, people=_people(change))
    return _decided(change, step.dst, post.person_id, reason.strip(), now)


@act(Action.NETWORK_EDIT, on="change")
def withdraw_edge(*, post: Seat, change: EdgeChange, now: datetime) -> EdgeChange:
    """Take back one's own proposal."""
    change = network.locked_change(change)
    capacities = (PROPOSER,) if change.proposed_by_id == post.person_id else ()
    step = EDGE_CHANGE.take(change.state, "withdraw", Hand.of(post.person_id, *capacities))
    return _decided(change, step.dst, post.person_id, "", now)


def lapse_edges(*, now: datetime) -> int:
    """Let proposals lapse that nobody confirmed in time; return how many."""
    found = network.overdue_changes(now)
    for change in found:
        _lapse(change=change, now=now)
    return len(found)


@act_of("clock", on="change")
def _lapse(*, change: EdgeChange, now: datetime) -> None:
    change = network.locked_change(change)
    if change.state == EDGE_CHANGE.start:
        _decided(change, EDGE_CHANGE.take(change.state, "lapse", THE_CLOCK).dst, None, "", now)


def _proposed(
    post: Seat,
    what: str,
    subject: Org,
    object_: Org,
    kind: str,
    counts_from: date,
    reason: str,
    now: datetime,
    edge: Edge | None = None,
) -> EdgeChange:
    if not reason.strip():
        raise RuleBroken("edge_reason_missing", field="reason")
    change = EdgeChange(
        what=what,
        subject=subject,
        object=object_,
        kind=kind,
        edge=edge,
        counts_from=counts_from,
        reason=reason.strip(),
        proposed_by_id=post.person_id,
        proposed_at=now,
        due_at=rulebook.due("network.edge_confirm", now),
    )
    change.save()
    _ask_to_confirm(post, change, now)
    return change


def _ask_to_confirm(post: Seat, change: EdgeChange, now: datetime) -> None:
    """Put the proposal on the lists of the colleagues who may confirm it."""
    for other in posts.colleagues_of(post):
        if (Role(other.role), Action.NETWORK_EDIT) in GRANTS:
            work.assign(
                code="edge_to_confirm",
                about=change,
                post=other,
                url=reverse("network:change_confirm", args=[change.pk]),
                now=now,
                due_on=china_day(change.due_at),
                facts={"unit": change.object.name},
            )


def _decided(change: EdgeChange, state: str, person_id: int | None, reason: str, now: datetime) -> EdgeChange:
    change.state, change.decided_by_id, change.decided_at, change.decided_reason = state, person_id, now, reason
    change.save()
    work.overtake(about=change, now=now)
    return change


def _people(change: EdgeChange) -> dict[str, set[int]]:
    return {"proposer": {change.proposed_by_id}}


def _refuse_own(post: Seat, watched: Org) -> None:
    """Refuse to let anybody choose who stands above the editor's own unit."""
    if post.own_path.startswith(watched.path):
        raise RuleBroken("edge_over_yourself", unit=watched.name)


def _refuse_backwards(edge: Edge, last_day: date) -> None:
    if last_day < edge.valid_from:
        raise RuleBroken("ends_before_start", fact="edge", starts=edge.valid_from, ends=last_day)
    if edge.valid_to is not None and edge.valid_to <= last_day:
        raise RuleBroken("edge_ended_before", ended=edge.valid_to, asked=last_day)


def _tried(subject: Org, object_: Org, kind: str, day: date) -> None:
    """Refuse an edge that exists already, makes a circle, or joins a unit to itself."""
    facts = network.history()
    row = orgtree.Edge(subject.pk, object_.pk, orgtree.EdgeKind(kind), day)
    same = [one for one in facts.edges if (one.subject_id, one.object_id, one.kind) == (subject.pk, object_.pk, kind)]
    if any(one.valid_to is None or one.valid_to >= day for one in same):
        raise RuleBroken("edge_exists", subject=subject.name, object=object_.name)
    facts.refuse_new(replace(facts, edges=(*facts.edges, row)), day)
