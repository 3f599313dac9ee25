"""A file is handed in, accepted or thrown away. Checking one before is no use case: it leaves no trace anywhere."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse

from lianjing.access import above, network, states, uploading, work
from lianjing.access.acts import act, act_of
from lianjing.access.capacities import post_of
from lianjing.access.policy import visible
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM, Hand
from lianjing.domain.machines.intake_batch import INTAKE_BATCH, UPLOADER
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import ColumnChoice, ImportBatch, Org
from lianjing.rooms.network.staleness import mark_stale
from lianjing.rooms.uploads import assessing, capacities, reading
from lianjing.rooms.uploads.reading import Reading

Columns = Mapping[str, str | None]


@act(Action.STAFF_IMPORT, on="org", facts=lambda result, **_: {"batch": result.pk, "sha256": result.sha256})
def hand_in(*, post: Seat, org: Org, file: Reading, columns: Columns | None, now: datetime) -> ImportBatch:
    """Keep a file that its maker has looked through; it takes the place of the unit's file that still waits.

    columns: the mapping the person corrected, remembered for the next file; None when nothing was corrected.
    Raises RuleBroken: impact_not_signed, file_known, nothing_to_take.
    """
    assessing.require_in_force(now.date())
    mine = visible(post, Action.IMPORT_READ, ImportBatch).filter(org=org, table_format=file.table)
    if known := mine.filter(sha256=file.result.sha256, state__in=("checked", "accepted")).first():
        raise RuleBroken("file_known", batch=known.pk, day=china_day(known.received_at).isoformat())
    if not file.result.rows:
        raise RuleBroken("nothing_to_take", file=file.filename)
    step = INTAKE_BATCH.take("received", "check", THE_SYSTEM, facts={"rows_read"})
    older = list(mine.filter(state="checked").order_by("id"))
    batch = ImportBatch(
        org=org,
        state=step.dst,
        received_at=now,
        received_by=post_of(post),
        handed_in_by_id=post.person_id,
        replaces=older[-1] if older else mine.filter(state="accepted").first(),
        outcome=_outcome(file),
        **reading.kept(file),
    )
    batch.save()
    for one in older:
        _close(one, "replace", THE_SYSTEM, {"newer_batch"}, now)
    if columns is not None:
        _remember(post, batch, columns, now)
    _ask(batch, file, now)
    return batch


@act(Action.STAFF_IMPORT, on="batch", facts=lambda result, **_: {"sha256": result.sha256, **result.outcome})
def accept(
    *, post: Seat, batch: ImportBatch, leave_out: bool, ends: Collection[int], shown: str, now: datetime
) -> ImportBatch:
    """Write the batch's right rows to the network, whole or not at all.

    leave_out: the person says that wrong rows stay out. ends: keys of proposed ends that the person ticked.
    shown: digest of the plan on the person's screen. Raises RuleBroken: impact_not_signed, plan_moved_on,
    rows_wrong, desk_needs_second, step_refused.
    """
    assessing.require_in_force(now.date())
    file = _open(batch, now)
    if file.plan.digest != shown or not set(ends) <= {holding.pk for holding in file.plan.ends}:
        raise RuleBroken("plan_moved_on")
    if file.problems and not leave_out:
        raise RuleBroken("rows_wrong", wrong=len({(one.sheet, one.row) for one in file.problems}))
    facts, hand = {"all_rows_right", "real_rows_allowed"}, _hand(post, batch)
    if not file.plan.opens:
        facts.add("opens_no_desk")
    elif UPLOADER in hand.capacities:
        raise RuleBroken("desk_needs_second", posts=[each.title for _, each in file.plan.opens])
    name = "accept" if UPLOADER in hand.capacities else "accept_above"
    step = INTAKE_BATCH.take(batch.state, name, hand, facts=facts, people={"uploader": {batch.handed_in_by_id or 0}})
    was, batch.state = batch.state, step.dst
    states.swap(batch, was)  # before any row: the slower of two hands ends here, not at somebody's unique number
    outcome = _outcome(file)
    with network.tried(now.date()):  # a file must not write what would contradict on any day, of anybody
        written = reading.write(file, ends=ends, on=now.date())
    batch.outcome = outcome | written
    batch.accepted_at, batch.accepted_by_id = now, post.person_id
    batch.sealed_rows = b""
    if not file.problems:
        batch.sealed_file = b""
    else:
        batch.problems = [problem.as_dict() for problem in file.problems]
    batch.save()
    work.overtake(about=batch, now=now)
    mark_stale(now=now)
    return batch


@act(Action.STAFF_IMPORT, on="batch")
def reject(*, post: Seat, batch: ImportBatch, reason: str, now: datetime) -> ImportBatch:
    """Throw a batch away; its rows and its file are wiped."""
    batch.closed_reason = reason.strip()
    return _close(batch, "reject", _hand(post, batch), {"reason"} if reason.strip() else set(), now)


@act_of("clock", on="batch")
def lapse(*, batch: ImportBatch, now: datetime) -> ImportBatch:
    """Throw away a batch that nobody accepted in time: files with people in them do not stay."""
    return _close(batch, "expire", THE_CLOCK, set(), now)


def lapse_all(now: datetime) -> int:
    """Throw away every batch that nobody accepted in time; return how many."""
    return states.each(uploading.stale_batches(now), lambda batch: lapse(batch=batch, now=now))


def _hand(post: Seat, batch: ImportBatch) -> Hand:
    held = capacities.capacity(post, batch)
    return Hand.of(post.person_id, *([held] if held else []))


def _open(batch: ImportBatch, now: datetime) -> Reading:
    if not batch.sealed_rows:
        INTAKE_BATCH.take(batch.state, "accept", Hand.of(batch.handed_in_by_id or 0, UPLOADER))  # says why not
    return reading.reread(batch, now.date())


def _close(batch: ImportBatch, name: str, hand: Hand, facts: set[str], now: datetime) -> ImportBatch:
    step = INTAKE_BATCH.take(batch.state, name, hand, facts=facts)
    was, batch.state = batch.state, step.dst
    batch.sealed_file = batch.sealed_rows = b""
    states.swap(batch, was)
    work.overtake(about=batch, now=now)
    return batch


def _outcome(file: Reading) -> dict[str, int]:
    plan = file.plan
    counts = {kind: len(plan.of(kind)) for kind in ("new", "changed", "same")}
    return {**counts, "problems": len(file.problems), "opens": len(plan.opens), "proposed_ends": len(plan.ends)}


def _remember(post: Seat, batch: ImportBatch, columns: Columns, now: datetime) -> None:
    remembered = visible(post, Action.IMPORT_READ, ColumnChoice)
    choice = remembered.filter(org=batch.org, table_format=batch.table_format).first()
    choice = choice or ColumnChoice(org=batch.org, table_format=batch.table_format)
    choice.columns, choice.chosen_at = dict(columns), now
    choice.save()


def _ask(batch: ImportBatch, file: Reading, now: datetime) -> None:
    """Put the batch on the list of whoever has to do something: mend it, look through it, or agree one level up."""
    assert batch.received_by is not None  # set above
    job = {"about": batch, "url": reverse("uploads:batch", args=[batch.pk]), "now": now}
    job |= {"due_on": due_day("intake.accept", now), "facts": {"filename": batch.filename}}
    own = batch.received_by
    if file.problems or not file.plan.opens:
        work.assign(code="import_to_mend" if file.problems else "import_to_accept", post=own, raised_by=own, **job)
    if file.plan.opens:
        second = above.second_for(Action.STAFF_IMPORT, batch.org, now.date(), without=batch.handed_in_by_id)
        if second is not None:
            work.assign(code="import_to_accept", post=second, raised_by=own, **job)
