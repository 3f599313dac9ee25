"""What the health of models needs past the policy: how every weighed flag ended, and what stopped itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianjing.access import modelbook, proof
from lianjing.domain.machines.redflags import RED_FLAG
from lianjing.domain.model_health import Bar, Standing, Tally, standing, tally
from lianjing.domain.supervision_models import RUNNING, SupervisionModel
from lianjing.records.doors import unscoped
from lianjing.records.models import ModelSuspension, RedFlag

_WHOLE = "a question is judged by every flag it raised in the county; only counts leave here"
STOPPED = frozenset({Standing.SUSPENDED, Standing.RETIRED})


@dataclass(frozen=True)
class Health:
    """Where a model stands today, by how many weighed flags; `asleep`: what stopped it and was not undone."""

    standing: Standing
    seen: Tally
    asleep: ModelSuspension | None
    before: tuple[ModelSuspension, ...]  # of this version, each of them woken


def bar(on: date) -> Bar:
    """Return the figures by which models are judged on a day."""
    book = modelbook.parameters()
    least, precision, innocent = (book[f"redflag.health_{name}"].on(on) for name in ("least", "precision", "innocent"))
    return Bar(int(least), float(precision), float(innocent))


def healths(on: date) -> Mapping[str, Health]:
    """Return the health of every model by id, as its version of today stands."""
    measure, stops = bar(on), suspensions()
    ends = _ends([model.id for model in modelbook.models().values() if model.status in RUNNING])
    return {
        name: _health(model, ends.get((name, model.version), []), stops.get((name, model.version), []), measure)
        for name, model in modelbook.models().items()
    }


def stopped(on: date) -> frozenset[str]:
    """Return the models that their own evidence stopped: they run by their file, and are not asked."""
    return frozenset(
        name
        for name, one in healths(on).items()
        if one.standing in STOPPED and modelbook.models()[name].status in RUNNING
    )


def suspensions() -> dict[tuple[str, int], list[ModelSuspension]]:
    """Return every suspension by model and version, newest first."""
    found: dict[tuple[str, int], list[ModelSuspension]] = {}
    for one in unscoped(ModelSuspension, reason=_WHOLE).select_related("woken_by").order_by("-id"):
        found.setdefault((one.code, one.version), []).append(one)
    return found


def county_path() -> str:
    """Return the path of the county, "/" before there is a network."""
    return next((org.path for org in proof.roots()), "/")


def _ends(names: list[str]) -> dict[tuple[str, int], list[tuple[str, datetime]]]:
    """Return, by model and version, the states in which flags were closed, and when."""
    rows = unscoped(RedFlag, reason=_WHOLE).filter(state__in=RED_FLAG.ends, code__in=names, closed_at__isnull=False)
    found: dict[tuple[str, int], list[tuple[str, datetime]]] = {}
    row: Any
    for row in rows.order_by().values_list("code", "facts__version", "state", "closed_at"):
        found.setdefault((row[0], row[1]), []).append((row[2], row[3]))
    return found


def _health(
    model: SupervisionModel, ends: list[tuple[str, datetime]], stops: list[ModelSuspension], measure: Bar
) -> Health:
    woken = tuple(one for one in stops if one.woken_at is not None)
    asleep = next((one for one in stops if one.woken_at is None), None)
    since = max((one.woken_at for one in woken if one.woken_at is not None), default=None)
    seen = tally([state for state, closed in ends if since is None or closed > since])
    stands = standing(model.status, seen, measure, suspended=asleep is not None, woken=bool(woken))
    return Health(stands, seen, asleep, woken)
