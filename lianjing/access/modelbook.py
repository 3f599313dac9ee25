"""The supervision models of this installation, and what screening them needs: tables, calendar, figures."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianjing.access.rulebook import library, powers
from lianjing.domain.parameters import Parameters
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.content import CATALOGUE
from lianjing.engines.content.models import FOLDER, read_models
from lianjing.engines.intake import formats

if TYPE_CHECKING:
    import pyarrow as pa

    from lianjing.engines.screening import Layout

LOCK = CATALOGUE / FOLDER / "models.lock.json"
_ARROW = {"timestamp[us]": "timestamp"}


@cache
def models() -> Mapping[str, SupervisionModel]:
    """Return every model by id, in order of area and id. Raises RuleBroken("content_wrong")."""
    return read_models(library(), [item.id for item in powers().items])


def elsewhere(folder: Path) -> dict[str, SupervisionModel]:
    """Return the models of a folder with one folder for each area, as `model new --folder` begins them.

    Raises RuleBroken: content_wrong, models_not_found.
    """
    known, found = [item.id for item in powers().items], dict[str, SupervisionModel]()
    for path in sorted(folder.glob("*/*.yaml")):
        found |= read_models(library(), known, only=path)
    if not found:
        raise RuleBroken("models_not_found", folder=str(folder))
    return found


def locked() -> dict[str, dict[str, Any]]:
    """Return the lock: model → version and hash of the logic whose examples were run and found right."""
    return dict(json.loads(LOCK.read_text(encoding="utf-8"))) if LOCK.exists() else {}


def unproven(models: Iterable[SupervisionModel]) -> list[str]:
    """Return the ids of models that are not as they were when their examples were last run."""
    lock = locked()
    return [one.id for one in models if lock.get(one.id) != {"version": one.version, "sha256": one.logic_hash()}]


def chosen(only: str = "") -> list[SupervisionModel]:
    """Return every model, or the one called `only`. Raises RuleBroken("model_unknown")."""
    if only and only not in models():
        raise RuleBroken("model_unknown", model=only)
    return [model for model in models().values() if only in ("", model.id)]


@cache
def layouts() -> "Mapping[str, Layout]":
    """Return the columns of every ledger table as models see them: of a sealed column its key and its tail."""
    return {name: _layout(formats.load(name)) for name in formats.names() if formats.load(name).holder}


@cache
def calendar() -> "pa.Table":
    """Return the calendar with its terms, one row a day."""
    from lianjing.engines.screening import calendar_table

    return calendar_table(library().calendar, library().terms)


def parameters() -> Parameters:
    """Return the dated figures."""
    return library().parameters


def _layout(table: formats.Format) -> "Layout":
    from lianjing.engines.lake import sealed_names
    from lianjing.engines.screening import Layout

    columns: dict[str, str] = {}
    for name, kind, person in formats.lake_columns(table):
        if person is None:
            columns[name] = _ARROW.get(kind, kind)
        else:
            key, tail, _ = sealed_names(name)
            columns |= {key: "int64", tail: "string"}
    return Layout(columns, table.holder)
