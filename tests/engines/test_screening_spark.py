"""Apache Spark answers as DuckDB does, flag for flag, for every supervision model, or it says that it cannot."""

import random
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from lianjing.access import modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.screening.duck import duck
from lianjing.engines.screening.examples import sources_of
from lianjing.engines.screening.figures import bind
from lianjing.engines.screening.flags import flags_of
from lianjing.engines.screening.sources import Sources
from lianjing.engines.screening.spark import spark
from tests.engines.screening_copies import Copies, apart

MODELS = modelbook.models()
FLAGS, COPIES, DISTURBED = 20, 20, 8
# Tiny tables are answered sooner when no Java is written and compiled for them; it changes no answer, and what
# Spark does without these settings is asked of some models below.
QUICK = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}


def asked(engine, model, on):
    return flags_of(model, engine.ask(model, bind(model, modelbook.parameters(), on), on))


def here(model, sources, on):
    with duck(sources, modelbook.calendar(), threads=1) as engine:
        return asked(engine, model, on)


@dataclass
class Question:
    """Tables, the day, and what DuckDB raises; examples: those that do not meet in the tables, as their flags show."""

    sources: Sources
    on: object
    flags: list
    examples: tuple = ()


def many_copies(model, alone, seed):
    """Every example of the day on which most raise flags, 20 more copies of those, and 8 with gaps and doubles.

    Where a county's own spread decides (M-OC-R024, M-OC-R038), copies move it: there it takes more of them.
    """
    days = [example.today for example, raised in alone.values() if raised]
    on = max(sorted(set(days)), key=days.count)
    first = [name for name, (example, _) in alone.items() if example.today == on]
    raising = [alone[name][0] for name in first if alone[name][1]]
    for often in (1, 2, 4):
        chance = random.Random(f"{seed} {model.id}")
        copies = Copies(model)
        for name in first:
            copies.add(alone[name][0])
        for number in range(COPIES * often):
            copies.add(raising[number % len(raising)])
        for number in range(DISTURBED):
            copies.add(raising[number % len(raising)], chance, gaps=0.15, doubles=0.3)
        sources = copies.sources()
        flags = here(model, sources, on)
        if len(flags) >= FLAGS:
            break
    kept = apart(flags)
    whole = all(kept.get(copy, []) == alone[name][1] for copy, name in enumerate(first))
    return Question(sources, on, flags, tuple(first) if whole else ())


def together(model, alone, names):
    """As few sets of tables as hold all these examples so that each raises what it raises alone."""
    sets = []
    for name in names:
        for number, known in enumerate(sets):
            if (more := _whole(model, alone, [*known.examples, name])) is not None:
                sets[number] = more
                break
        else:
            sets.append(_whole(model, alone, [name]))
    return sets


def _whole(model, alone, names):
    days = {alone[name][0].today for name in names}
    if len(days) > 1:
        return None
    copies = Copies(model)
    for name in names:
        copies.add(alone[name][0])
    sources = copies.sources()
    flags = here(model, sources, min(days))
    kept = apart(flags)
    whole = all(kept.get(copy, []) == alone[name][1] for copy, name in enumerate(names))
    return Question(sources, min(days), flags, tuple(names)) if whole or len(names) == 1 else None


def questions(model, seed):
    alone = {}
    for number, example in enumerate(model.examples):
        flags = here(model, sources_of(model, example, modelbook.layouts()), example.today)
        alone[number] = (example, apart(flags).get(0, []))
    large = many_copies(model, alone, seed)
    return [large, *together(model, alone, [number for number in alone if number not in large.examples])]


def compared(model, seed, address):
    """Return (question, what Spark raises) of every set of tables of a model."""
    found = []
    for question in questions(model, seed):
        with spark(address, question.sources, modelbook.calendar()) as there:
            for name, value in QUICK.items():
                there.session.conf.set(name, value)
            found.append((question, asked(there, model, question.on)))
    return found


@pytest.fixture(scope="module")
def seed(request):
    number = int(request.config.getoption("hypothesis_seed"))
    print(f"gaps and doubles: --hypothesis-seed={number}")
    return number


@pytest.fixture(scope="module")
def answers(request, seed, spark_address):
    """The answers of the models that this run asks about, two at a time."""
    wanted = [item.callspec.params["name"] for item in request.session.items if "answers" in item.fixturenames]
    with ThreadPoolExecutor(2) as pool:
        found: dict[str, Future] = {name: pool.submit(compared, MODELS[name], seed, spark_address) for name in wanted}
        yield found
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", MODELS)
def test_a_model_raises_the_same_flags_on_both_engines(name, answers):
    """School, subject, period, every figure and every row of evidence; of each example, and of many copies."""
    found = answers[name].result()
    for question, raised in found:
        assert raised == question.flags
    large = found[0][0]
    assert len(large.flags) >= FLAGS
    assert {number for question, _ in found for number in question.examples} == set(range(len(MODELS[name].examples)))


def test_where_nobody_listens_is_said_within_seconds():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and never listening: nobody else can answer there meanwhile
        with (
            pytest.raises(RuleBroken) as refused,
            spark(f"sc://127.0.0.1:{held.getsockname()[1]}", Sources({}), modelbook.calendar()),
        ):
            pass
    assert refused.value.code == "engine_not_reached"
