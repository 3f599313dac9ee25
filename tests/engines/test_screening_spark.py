"""Apache Spark answers as DuckDB does, flag for flag, for every supervision model, or it says that it cannot."""

import socket

import pytest

from lianjing.access import modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.screening.duck import duck
from lianjing.engines.screening.examples import sources_of
from lianjing.engines.screening.figures import bind
from lianjing.engines.screening.flags import flags_of
from lianjing.engines.screening.sources import Sources
from lianjing.engines.screening.spark import spark

MODELS = modelbook.models()


def asked(engine, model, on):
    return flags_of(model, engine.ask(model, bind(model, modelbook.parameters(), on), on))


@pytest.mark.parametrize("name", [next(iter(MODELS)), "M-ST-10"])
def test_the_first_example_of_a_model_is_answered_alike(name, spark_address):
    model = MODELS[name]
    example = model.examples[0]
    sources = sources_of(model, example, modelbook.layouts())
    with duck(sources, modelbook.calendar()) as here, spark(spark_address, sources, modelbook.calendar()) as there:
        assert asked(there, model, example.today) == asked(here, model, example.today) != []


def test_where_nobody_listens_is_said_within_seconds():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and never listening: nobody else can answer there meanwhile
        with (
            pytest.raises(RuleBroken) as refused,
            spark(f"sc://127.0.0.1:{held.getsockname()[1]}", Sources({}), modelbook.calendar()),
        ):
            pass
    assert refused.value.code == "engine_not_reached"
