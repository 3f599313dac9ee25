"""Questions that a flowchart raises: what was done otherwise, by step and kind, once a unit and half year."""

from datetime import datetime

from lianjing.access import flow_flags
from lianjing.access.acts import act_of
from lianjing.access.flow_flags import FLOW
from lianjing.domain.answers import alike
from lianjing.records.models import LightCell, RedFlag
from lianjing.rooms.network.usecases import recusals

MOST_ROWS = 200


def ask_about_flows(now: datetime) -> int:
    """Raise what counted cells show and nobody was asked yet; note what is gone. Return how many were raised.

    Cases that went alike are one question, so that a school answers it once (product C5).
    """
    known, seen, raised = flow_flags.open_or_closed(), set(), 0
    for cell in flow_flags.deviating_cells():
        for kind, cases in cell.kinds.items():
            key = flow_flags.key_of(cell, kind)
            seen.add(key)
            if key not in known:
                raise_deviation(cell=cell, kind=kind, cases=cases, key=key, now=now)
                raised += 1
    for key, flag in known.items():
        _note(flag, key in seen, now)
    return raised


@act_of("clock", on="result")
def raise_deviation(*, cell: LightCell, kind: str, cases: int, key: str, now: datetime) -> RedFlag:
    """Keep the rows as they stand before anybody is told; the question waits its turn like every other."""
    rows = flow_flags.rows_of(cell, kind, MOST_ROWS)
    facts = {"item": cell.run.item, "step": cell.step, "kind": kind, "period": cell.half, "cases": cases}
    flag = RedFlag(
        org=cell.org,
        code=FLOW,
        facts={**facts, "subject": f"{cell.run.item}/{cell.step}/{kind}", "passed": cell.passed, "evidence": len(rows)},
        rows=rows,
        dedup_key=key,
        alike=alike(FLOW, cell.run.item, cell.step),
        strength=min(1.0, cases / max(cell.passed, cases, 1)),
        raised_at=now,
        last_seen_on=now.date(),
    )
    flag.save()
    recusals.detect(record=flag, now=now)
    return flag


def still_there(flag: RedFlag) -> bool:
    """Return whether counted cells still show what a question was put about."""
    return any(
        flow_flags.key_of(cell, kind) == flag.dedup_key for cell in flow_flags.deviating_cells() for kind in cell.kinds
    )


def _note(flag: RedFlag, here: bool, now: datetime) -> None:
    gone = None if here else flag.gone_on or now.date()
    if flag.gone_on != gone or (here and flag.last_seen_on != now.date()):
        flag.gone_on, flag.last_seen_on = gone, now.date() if here else flag.last_seen_on
        flag.save(update_fields=["gone_on", "last_seen_on"])
