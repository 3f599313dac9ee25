"""Whether a school has delivered what a question needs. Missing rows are grey, never clean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.screening.duck import Duck
from lianjing.engines.screening.sources import Sources


@dataclass(frozen=True, order=True)
class Gap:
    """One thing that is missing. why: no_rows, or mostly_empty with the column."""

    table: str
    why: str
    column: str = ""


@dataclass(frozen=True)
class Readiness:
    """What each school lacks: (model, school) → gaps, for grey answers only; whoever is not named is ready."""

    gaps: Mapping[tuple[str, str], tuple[Gap, ...]]

    def ready(self, model: str, school: str) -> bool:
        """Return whether the question can be asked of the school."""
        return (model, school) not in self.gaps


def look(
    engine: Duck, models: Iterable[SupervisionModel], sources: Sources, schools: Iterable[str], most_empty: float
) -> Readiness:
    """Return what each of `schools` lacks for each of `models`; one query per table.

    most_empty: share of empty cells of a `filled` column beyond which the answer means nothing (parameter
    screening.most_empty). A county-wide table that has no row makes every school grey.
    """
    asked = tuple(models)
    wanted: dict[str, set[str]] = {}
    for model in asked:
        for table in model.needed:
            wanted.setdefault(table, set()).update(model.filled.get(table, ()))
    seen = {table: _seen(engine, table, sorted(columns)) for table, columns in wanted.items()}
    known = tuple(schools)
    gaps: dict[tuple[str, str], tuple[Gap, ...]] = {}
    for model in asked:
        for school in known:
            found = tuple(
                gap for table in model.needed for gap in _gaps(model, table, school, seen, sources, most_empty)
            )
            if found:
                gaps[model.id, school] = found
    return Readiness(gaps)


_Seen = dict[str, dict[str, int]]


def _seen(engine: Duck, table: str, columns: list[str]) -> _Seen:
    return {row.pop("school_code"): row for row in engine.filled(table, columns).to_pylist()}


def _gaps(
    model: SupervisionModel, table: str, school: str, seen: Mapping[str, _Seen], sources: Sources, most_empty: float
) -> list[Gap]:
    rows = seen[table]
    if table in sources.layouts and sources.layouts[table].holder == "school":
        counts = rows.get(school)
    else:
        counts = {name: sum(row[name] for row in rows.values()) for name in next(iter(rows.values()), {})}
    if not counts or not counts["rows"]:
        return [Gap(table, "no_rows")]
    return [
        Gap(table, "mostly_empty", column)
        for column in model.filled.get(table, ())
        if 1 - counts[column] / counts["rows"] > most_empty
    ]
