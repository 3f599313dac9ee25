"""Screening at the console: a directory's rows, or the lake here, by DuckDB or by a province's Spark."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from lianjing.access import clock, modelbook
from lianjing.access.screening import last_run
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import FAILED
from lianjing.engines.screening.examples import Engine
from lianjing.engines.screening.sources import Sources
from lianjing.jobs import folder_screening
from lianjing.jobs.ledger_folder import Told
from lianjing.rooms.redflags import usecases_matching, usecases_screened

SPARK = "sc://"


def of_a_folder(
    folder: Path, on: date | None, told: Told | None, *, engine: str = "", only: str = "", out: Path | None = None
) -> dict[str, Any]:
    """Screen DIR/tables as on a day (today when None), and return the figures; write the flags to `out` if asked.

    Raises RuleBroken: tables_missing, model_unknown, engine_unknown and what the engines raise.
    """
    day = on or clock.now().date()
    with opened(engine) as make:
        found = folder_screening.run(folder, settings.COLUMN_KEYS, day, told, make, only)
    if out is not None:
        out.write_text("".join(json.dumps(asdict(flag), ensure_ascii=False) + "\n" for flag in found.outcome.flags))
    return found.figures()


def of_the_lake(on: date | None, told: Told | None, *, engine: str = "") -> dict[str, Any]:
    """Ask every model of the lake here, keep what is new, put it to people; return the run's figures.

    on: only today, for flags are put with today's clocks. Raises RuleBroken: day_not_today, engine_unknown, and what
    the engines raise.
    """
    now = clock.now()
    if on is not None and on != now.date():
        raise RuleBroken("day_not_today", day=on.isoformat())
    usecases_matching.match_if_changed(now)  # who is who, of rows that came a moment ago
    with opened(engine) as make:
        new = usecases_screened.screen(now, opened=make, told=_by_model(told))
    put = usecases_screened.put_waiting(now)
    run = last_run()
    assert run is not None  # it was just made
    return {
        "rows": run.row_count,
        "models": len(run.asked),
        "seconds": round(run.seconds, 3),
        "flags": {one["model"]: one["flags"] for one in run.asked},
        "grey": {one["model"]: one["grey"] for one in run.asked if one["grey"]},
        "failed": {one["model"]: one["fault"] for one in run.asked if one["state"] == FAILED},
        "new": len(new),
        "put": put,
    }


def _by_model(told: Told | None) -> Any:
    return None if told is None else lambda model, done, total: told(done, total, model.id)


@contextmanager
def opened(engine: str) -> Iterator[folder_screening.Opened | None]:
    """Give what opens the named engine over rows: None is DuckDB. Raises RuleBroken("engine_unknown")."""
    if not engine:
        yield None
        return
    if not engine.startswith(SPARK):
        raise RuleBroken("engine_unknown", engine=engine[:60])
    from contextlib import ExitStack

    from lianjing.engines.screening.spark import spark

    with ExitStack() as stack:

        def make(sources: Sources) -> Engine:
            return stack.enter_context(spark(engine, sources, modelbook.calendar()))

        yield make
