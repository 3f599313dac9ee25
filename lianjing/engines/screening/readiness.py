"""Whether a school has delivered what a question needs. Missing rows are grey, never clean."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lianjing.domain.parameters import Parameters
from lianjing.domain.supervision_models import FIGURE_UNKNOWN, SupervisionModel
from lianjing.engines.screening.duck import Duck
from lianjing.engines.screening.figures import unknown_days
from lianjing.engines.screening.sources import Sources


@dataclass(frozen=True, order=True)
class Gap:
    """One thing that is missing. why: no_rows; mostly_empty with the column; figure_unknown with the figure's name."""

    table: str
    why: str
    column: str = ""


@dataclass(frozen=True)
class Readiness:
    """What each school lacks: (model, school) → gaps, for grey answers only; whoever is not named is clean.

    Where only the figure of some days is not known, rows of those days are grey and the others are asked about.
    """

    gaps: Mapping[tuple[str, str], tuple[Gap, ...]]

    def ready(self, model: str, school: str) -> bool:
        """Return whether the question can be asked of the school, of some days at least."""
        return all(gap.why == FIGURE_UNKNOWN for gap in self.gaps.get((model, school), ()))

    def grey(self, model: str, school: str) -> bool:
        """Return whether something is missing, so that finding nothing is not all clean."""
        return (model, school) in self.gaps


def look(
    engine: Duck,
    models: Iterable[SupervisionModel],
    sources: Sources,
    schools: Iterable[str],
    parameters: Parameters,
    on: date,
) -> Readiness:
    """Return what each of `schools` lacks on a day for each of `models`; one query per table.

    A column of `filled` that is emptier than the parameter screening.most_empty means nothing. A county-wide table
    that has no row makes every school grey.
    """
    most_empty = float(parameters["screening.most_empty"].on(on))
    asked = tuple(models)
    wanted: dict[str, set[str]] = {}
    for model in asked:
        for table in model.needed:
            wanted.setdefault(table, set()).update(model.filled.get(table, ()))
    seen = {table: _seen(engine, table, sorted(columns)) for table, columns in wanted.items()}
    known = tuple(schools)
    gaps: dict[tuple[str, str], tuple[Gap, ...]] = {}
    for model in asked:
        found: dict[str, list[Gap]] = defaultdict(list)
        for table in model.needed:
            county = table not in sources.layouts or sources.layouts[table].holder != "school"
            for school, lacking in _lacking(model, table, known, seen[table], most_empty, county=county):
                found[school] += lacking
        for gap, schools in _unjudged(engine, model, parameters, on).items():
            for school in schools.intersection(known):
                found[school].append(gap)
        gaps |= {(model.id, school): tuple(found[school]) for school in known if school in found}
    return Readiness(gaps)


def _unjudged(engine: Duck, model: SupervisionModel, parameters: Parameters, on: date) -> dict[Gap, set[str]]:
    """Return the schools with rows of days of which a figure is not known."""
    found: dict[Gap, set[str]] = {}
    for figure, first, last in unknown_days(model, parameters, on):
        for table, column in model.judged_on.items():
            schools = found.setdefault(Gap(table, FIGURE_UNKNOWN, figure), set())
            schools |= engine.between(table, column, first, last)
    return found


_Seen = dict[str, dict[str, int]]


def _seen(engine: Duck, table: str, columns: list[str]) -> _Seen:
    return {row.pop("school_code"): row for row in engine.filled(table, columns).to_pylist()}


def _lacking(
    model: SupervisionModel, table: str, schools: Iterable[str], rows: _Seen, most_empty: float, *, county: bool
) -> Iterator[tuple[str, list[Gap]]]:
    """Yield the schools that lack something of one table; of the county's own table all lack the same."""
    columns = model.filled.get(table, ())
    if county:
        whole = {name: sum(row[name] for row in rows.values()) for name in next(iter(rows.values()), {})}
        rows = dict.fromkeys(schools, whole)
    for school in schools:
        counts = rows.get(school)
        if not counts or not counts["rows"]:
            yield school, [Gap(table, "no_rows")]
        elif empty := [one for one in columns if 1 - counts[one] / counts["rows"] > most_empty]:
            yield school, [Gap(table, "mostly_empty", column) for column in empty]
