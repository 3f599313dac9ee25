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
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.screening.examples import Engine
from lianjing.engines.screening.sources import Sources
from lianjing.jobs import folder_screening
from lianjing.jobs.ledger_folder import Told

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
