"""Questions that a flowchart raises: what was done otherwise, by step and kind, once a unit and half year."""

from datetime import datetime
from typing import Any

from lianjing.access import flow_flags
from lianjing.access.acts import act_of
from lianjing.access.flow_flags import FLOW, Deviating
from lianjing.domain.answers import alike
from lianjing.records.models import RedFlag
from lianjing.rooms.network.usecases import recusals

MOST_ROWS = 200


def ask_about_flows(now: datetime) -> int:
    """Raise what counted cells show and nobody was asked yet; note what is gone. Return how many were raised.

    Cases that went alike are one question, so that a school answers it once (product C5). As long as nobody was asked,
    a question follows what the cells show: whoever is asked is shown what stands then.
    """
    known, shown, raised = flow_flags.open_or_closed(), flow_flags.deviations(), 0
    for key, found in shown.items():
        flag = known.get(key)
        if flag is None:
            raise_deviation(found=found, key=key, now=now)
            raised += 1
        elif flag.asked_at is None and _counted(found) != flag.facts.get("counted"):
            _follow(flag, found, now)
    for key, flag in known.items():
        _note(flag, key in shown, now)
    return raised


@act_of("clock", on="result")
def raise_deviation(*, found: Deviating, key: str, now: datetime) -> RedFlag:
    """Keep the rows as they stand before anybody is told; the question waits its turn like every other."""
    cell = found.cells[0]
    flag = RedFlag(
        org=cell.org,
        code=FLOW,
        dedup_key=key,
        alike=alike(FLOW, cell.run.item, cell.step),
        raised_at=now,
        last_seen_on=now.date(),
        **_shown(found),
    )
    flag.save()
    recusals.detect(record=flag, now=now)
    return flag


def still_there(flag: RedFlag) -> bool:
    """Return whether counted cells still show what a question was put about."""
    return flag.dedup_key in flow_flags.deviations()


def _shown(found: Deviating) -> dict[str, Any]:
    """Return what a question says and shows: its facts, its rows, how strong it is."""
    cell, rows, cases = found.cells[0], found.rows(MOST_ROWS), found.cases
    facts = {"item": cell.run.item, "step": cell.step, "kind": found.kind, "period": cell.half, "cases": cases}
    said = {"subject": f"{cell.run.item}/{cell.step}/{found.kind}", "passed": found.passed, "evidence": len(rows)}
    strength = min(1.0, cases / max(found.passed, cases, 1))
    return {"facts": {**facts, **said, "counted": _counted(found)}, "rows": rows, "strength": strength}


def _counted(found: Deviating) -> list[int]:
    """Return the countings that show it."""
    return sorted({cell.run_id for cell in found.cells})


def _follow(flag: RedFlag, found: Deviating, now: datetime) -> None:
    """Bring a question that was put to nobody up to what the cells show now; the journal is told if it differs."""
    before = (flag.rows, {**flag.facts, "counted": None})
    for name, value in _shown(found).items():
        setattr(flag, name, value)
    if before == (flag.rows, {**flag.facts, "counted": None}):
        flag.save(update_fields=["facts"])
    else:
        show_anew(flag=flag, now=now)


@act_of("clock", on="flag")
def show_anew(*, flag: RedFlag, now: datetime) -> RedFlag:
    """Keep what a question that was put to nobody shows now."""
    flag.save(update_fields=["facts", "rows", "strength"])
    return flag


def _note(flag: RedFlag, here: bool, now: datetime) -> None:
    gone = None if here else flag.gone_on or now.date()
    if flag.gone_on != gone or (here and flag.last_seen_on != now.date()):
        flag.gone_on, flag.last_seen_on = gone, now.date() if here else flag.last_seen_on
        flag.save(update_fields=["gone_on", "last_seen_on"])
