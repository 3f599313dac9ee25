"""The picture beside a question: the same figure at other schools, as it stood when the question was raised."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from lianjing.domain.parameters import Parameters
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.screening.duck import duck
from lianjing.engines.screening.figures import bind
from lianjing.engines.screening.sources import Sources

Beside = dict[tuple[str, str, str], dict[str, float]]  # (model, subject, period) -> school -> value


def beside(
    models: Sequence[SupervisionModel],
    sources: Sources,
    calendar: pa.Table,
    parameters: Parameters,
    on: date,
    threads: int = 2,
) -> Beside:
    """Return the figures of every school for each subject and period of the models that show peers.

    Raises RuleBroken: model_failed, table_unknown.
    """
    shown = [model for model in models if model.peers_sql]
    found: Beside = {}
    if not shown:
        return found
    with duck(sources, calendar, None, threads) as engine:
        for model in shown:
            for school, subject, period, value in engine.beside(model, bind(model, parameters, on), on):
                found.setdefault((model.id, subject, period), {})[school] = value
    return found
