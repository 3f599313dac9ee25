"""A roster at the console: checked as one of the county's people would, and handed in for them by the operator."""

from pathlib import Path
from typing import Any

from lianjing.access import clock, journal, policy
from lianjing.access.posts import seats_of_account
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import mark_file
from lianjing.rooms.uploads import queries, reading
from lianjing.rooms.uploads.usecases import batches
from lianjing.ui.wording import uploads as words


def take(file: Path, username: str, *, hand_in: bool, marked: Path | None) -> dict[str, Any]:
    """Return what a roster holds and what is wrong in it; hand it in when asked.

    Checking writes nothing. Handing in is journalled twice: as the person's act, and as the operator's.
    Raises RuleBroken: nobody_of_that_name, and what reading and handing in refuse.
    """
    now = clock.now()
    seat = _seat(username)
    found = reading.read(seat, file.read_bytes(), file.name, columns=None, on=now.date())
    result: dict[str, Any] = {
        "rows": len(found.result.rows),
        **{kind: len(found.plan.of(kind)) for kind in ("new", "changed", "same")},
        "problems": [{"where": _where(one), "words": words.problem(one)} for one in found.problems],
    }
    if marked is not None:
        notes = queries.notes(found.problems)
        marked.write_bytes(mark_file(found.data, file.name, notes, labels=words.mark_labels()))
    if hand_in:
        batch = batches.hand_in(post=seat, org=queries.own_unit(seat), file=found, columns=None, now=now)
        journal.write(kind="act", action="operator.hand_in", post=None, record=batch, now=now, facts={"as": username})
        result["batch"] = batch.pk
    return result


def _seat(username: str) -> Seat:
    for seat in seats_of_account(username, clock.now().date()):
        if policy.holds(seat, Action.STAFF_IMPORT):
            return seat
    raise RuleBroken("nobody_of_that_name", username=username)


def _where(problem: Any) -> str:
    return f"{problem.sheet}!{problem.column or ''}{problem.row or ''}"
