"""One screening: every model that is asked on a day, of every school that delivered what it needs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pyarrow as pa

from lianjing.domain.parameters import Parameters
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import ASKED, FAILED, FIGURE_UNKNOWN, Flag, SupervisionModel
from lianjing.engines.screening.duck import duck
from lianjing.engines.screening.examples import Engine
from lianjing.engines.screening.figures import bind
from lianjing.engines.screening.flags import flags_of
from lianjing.engines.screening.readiness import Readiness, look
from lianjing.engines.screening.sources import Sources

_NOT_ASKED = {
    "parameter_not_in_force": FIGURE_UNKNOWN,
    "parameter_unknown_value": FIGURE_UNKNOWN,
    "model_failed": FAILED,
    "model_output_wrong": FAILED,
}
# Called with the model that begins, how many are done, how many there are.
Told = Callable[[SupervisionModel, int, int], None]


@dataclass(frozen=True)
class Asked:
    """How one model fared. state: asked; figure_unknown or failed (then it raised nothing and every school is grey).

    flags: how many it raised; withheld: how many rose from rows of schools that have not delivered enough. grey: of
    how many schools it could not ask, or not of all days. fault: why it failed, without cells.
    """

    model: str
    state: str
    seconds: float
    flags: int = 0
    withheld: int = 0
    grey: int = 0
    fault: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a run found. rows: rows of the ledger tables that it could read; seconds: the whole run."""

    flags: tuple[Flag, ...]
    readiness: Readiness
    asked: tuple[Asked, ...]
    rows: int
    seconds: float

    def answered(self, model: str, school: str) -> bool:
        """Return whether the question was put to the school's rows, so that finding nothing says something."""
        return model in self.answering and self.readiness.ready(model, school)

    @cached_property
    def answering(self) -> frozenset[str]:
        """The models that were asked: neither failed nor short of a figure."""
        return frozenset(one.model for one in self.asked if one.state == ASKED)

    @property
    def failed(self) -> dict[str, str]:
        """The models that could not be run, each with its fault."""
        return {one.model: one.fault for one in self.asked if one.state == FAILED}


@dataclass
class _Tally:
    flags: list[Flag] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def screen(
    models: Sequence[SupervisionModel],
    sources: Sources,
    calendar: pa.Table,
    parameters: Parameters,
    schools: Iterable[str],
    on: date,
    school: str | None = None,
    engine: Engine | None = None,
    told: Told | None = None,
    threads: int = 2,
    clock: Callable[[], float] = lambda: 0.0,
) -> Outcome:
    """Ask `models` of `schools` on the day `on` and return what rose, in the order of the models.

    school: see only this school's rows of school tables: right for models of grain `school`, and only for them.
    engine: another engine than DuckDB for the models; readiness is always looked at by DuckDB.
    clock: seconds as the caller counts them, for the figures of Asked and Outcome. Nothing is stored. A model that
    fails, or breaks its contract, raises nothing and is named in `Outcome.failed`; the others are asked all the same.
    Raises RuleBroken: table_unknown, engine_not_reached.
    """
    begun = clock()
    tally = _Tally()
    known = tuple(schools)
    with duck(sources, calendar, school, threads) as own:
        readiness = look(own, models, sources, known, parameters, on)
        for done, model in enumerate(models):
            if told:
                told(model, done, len(models))
            _ask(model, engine or own, parameters, on, readiness, known, tally, clock)
        rows = sum(own.rows(table) for table in sorted({t for model in models for t in model.reads} - {"links"}))
    return Outcome(tuple(tally.flags), readiness, tuple(tally.asked), rows, clock() - begun)


def _ask(
    model: SupervisionModel,
    engine: Engine,
    parameters: Parameters,
    on: date,
    readiness: Readiness,
    schools: tuple[str, ...],
    tally: _Tally,
    clock: Callable[[], float],
) -> None:
    begun = clock()
    try:
        raised = flags_of(model, engine.ask(model, bind(model, parameters, on), on))
    except RuleBroken as broken:
        if (state := _NOT_ASKED.get(broken.code)) is None:
            raise
        fault = str(broken.facts.get("fault", ""))
        tally.asked.append(Asked(model.id, state, clock() - begun, grey=len(schools), fault=fault))
        return
    kept = [flag for flag in raised if readiness.ready(model.id, flag.school_code)]
    grey = sum(readiness.grey(model.id, school) for school in schools)
    spent = clock() - begun
    tally.flags += kept
    tally.asked.append(Asked(model.id, ASKED, spent, len(kept), len(raised) - len(kept), grey))
