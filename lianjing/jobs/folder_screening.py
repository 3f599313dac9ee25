"""Every model asked of a directory's rows, without an installation's database: nothing is stored."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lianjing.access import modelbook
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.screening import Outcome, screen
from lianjing.engines.screening.examples import Engine
from lianjing.engines.screening.sources import Sources
from lianjing.jobs.ledger_folder import Folder, Told, read

Opened = Callable[[Sources], Engine]


@dataclass
class Screened:
    """A directory, the models asked of it, what rose, and how long reading took (seconds)."""

    folder: Folder
    models: list[SupervisionModel]
    outcome: Outcome
    reading: float

    def figures(self) -> dict[str, Any]:
        """Return plain figures: rows, models, seconds (screening alone), flags per model, what failed, was not read."""
        raised = Counter(flag.model for flag in self.outcome.flags)
        return {
            "rows": self.folder.rows,
            "models": len(self.models),
            "seconds": round(self.outcome.seconds, 3),
            "reading_seconds": round(self.reading, 3),
            "schools": len(self.folder.schools),
            "flags": {model.id: raised[model.id] for model in self.models},
            "grey": {asked.model: asked.grey for asked in self.outcome.asked if asked.grey},
            "failed": self.outcome.failed,
            "refused": {name: refusal.code for name, refusal in self.folder.refused.items()},
            "left_out": {name: dict(codes) for name, codes in self.folder.unread.items()},
        }


def run(
    folder: Path,
    keys: Any,
    on: date,
    told: Told | None = None,
    opened: Opened | None = None,
    only: str = "",
    *,
    experimental: bool = False,
) -> Screened:
    """Read DIR/tables and ask every model that runs on the day `on`; `only`: this one model, whatever its status.

    experimental: ask those on which evidence is still gathered, too. opened: opens another engine than DuckDB over
    the rows. Raises RuleBroken: tables_missing, model_unknown, and what screening raises.
    """
    models = [
        model
        for model in modelbook.chosen(only)
        if (model.evaluated_on(on) if experimental or only else model.runs_on(on))
    ]
    begun = time.perf_counter()
    found = read(folder, keys, on, told)
    reading = time.perf_counter() - begun
    outcome = screen(
        models,
        found.sources,
        modelbook.calendar(),
        modelbook.parameters(),
        found.schools,
        on,
        engine=opened(found.sources) if opened else None,
        told=(lambda model, done, total: told(done, total, model.id)) if told else None,
        clock=time.perf_counter,
    )
    return Screened(found, models, outcome, reading)
