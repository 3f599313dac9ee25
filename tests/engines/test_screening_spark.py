"""Apache Spark answers as DuckDB does, flag for flag, for every supervision model, or it says that it cannot."""

import random
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from queue import Queue

import pyarrow as pa
import pytest

from lianjing.access import modelbook
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.lake import Lake
from lianjing.engines.screening.duck import duck
from lianjing.engines.screening.examples import sources_of
from lianjing.engines.screening.figures import bind
from lianjing.engines.screening.flags import flags_of
from lianjing.engines.screening.sources import OWN, Sources
from lianjing.engines.screening.spark import spark
from tests.engines.screening_copies import Copies, apart

MODELS = modelbook.models()
FLAGS, COPIES, DISTURBED = 20, 20, 8
# Tiny tables are answered sooner when no Java is written for them and no plan is changed half-way. It changes no
# answer: some models, others in every run, are asked below as Spark comes.
QUICK = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
AS_IT_COMES = 4  # models


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


def compared(model, seed, sessions):
    """Return (question, what Spark raises) of every set of tables of a model."""
    there = sessions.get()
    try:
        return [(one, asked(there.over(one.sources), model, one.on)) for one in questions(model, seed)]
    finally:
        sessions.put(there)


def set_to(engine, settings):
    for name, value in settings.items():
        engine.session.conf.set(name, value)


@pytest.fixture(scope="module")
def seed(request):
    number = int(request.config.getoption("hypothesis_seed"))
    print(f"gaps and doubles: --hypothesis-seed={number}")
    return number


@pytest.fixture(scope="module")
def answers(request, seed, spark_address):
    """The answers of the models that this run asks about, two at a time."""
    wanted = [item.callspec.params["name"] for item in request.session.items if "answers" in item.fixturenames]
    sessions = Queue()
    with ExitStack() as stack:
        for _ in range(2):
            sessions.put(stack.enter_context(spark(spark_address, Sources({}), modelbook.calendar())))
            set_to(sessions.queue[-1], QUICK)
        pool = stack.enter_context(ThreadPoolExecutor(2))
        found: dict[str, Future] = {name: pool.submit(compared, MODELS[name], seed, sessions) for name in wanted}
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


def test_models_are_answered_alike_by_spark_as_it_comes(seed, spark_address):
    """With code written, compiled and changed while it runs; rows of all the models together, as in a county."""
    names = random.Random(seed).sample(sorted(MODELS), AS_IT_COMES)
    print(f"asked as it comes: {names}")
    with spark(spark_address, Sources({}), modelbook.calendar()) as there:
        for name in names:
            large = questions(MODELS[name], seed)[0]
            assert asked(there.over(large.sources), MODELS[name], large.on) == large.flags


def test_rows_of_a_pinned_version_of_the_lake_are_answered_as_rows_in_memory(tmp_path, spark_address):
    """Files of two deliveries, the older without a column, and a third that came after the version was pinned."""
    lake, layouts = Lake(tmp_path), modelbook.layouts()
    for name in ("M-ST-16", "M-CW-02", "M-RS-11", "M-GK-06"):  # money, days, moments, keys of persons
        model = MODELS[name]
        copies = Copies(model)
        for number in range(FLAGS):
            copies.add(next(example for example in model.examples if example.expect), random.Random(number), 0.1, 0.2)
        held, on = copies.sources().arrow, copies.of[0].today
        files = {table: _delivered(lake, f"{name}_{table}".lower().replace("-", "_"), held[table]) for table in held}
        in_memory = Sources(layouts, arrow={table: rows for table, (rows, _) in files.items()})
        in_files = Sources(layouts, files={table: paths for table, (_, paths) in files.items()})
        wanted = here(model, in_memory, on)
        assert wanted
        assert here(model, in_files, on) == wanted
        with spark(spark_address, in_files, modelbook.calendar()) as there:
            set_to(there, QUICK)
            assert asked(there, model, on) == wanted
            assert asked(there.over(in_memory), model, on) == wanted


def _delivered(lake, table, rows):
    """Write rows as two deliveries and more later; return the rows as the first two hold them, and their files."""
    half = rows.num_rows // 2
    lacking = [name for name in rows.column_names if name not in OWN][-1:]
    older, newer = rows.slice(0, half).drop_columns(lacking), rows.slice(half)
    version = lake.write(table, older, slot="a", named_version=None)
    version = lake.write(table, newer, slot="b", named_version=version)
    lake.write(table, newer, slot="c", named_version=version)
    return pa.concat_tables([older, newer], promote_options="default").select(rows.column_names), lake.files(
        table, version
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("max(greatest(", "mode(greatest(", "function"),  # outside the profile: not even sent
        ("WHERE p.unknown = 0", "WHERE p.unknown = 0 AND k.month LIKE e.school_code", "pattern"),
        ("sum(a.present) AS present", "sum(a.present) * 9223372036854775807 AS present", "ARITHMETIC_OVERFLOW"),
        ("e.on_date, e.diners", "e.on_day, e.diners", "UNRESOLVED_COLUMN"),
        ("p.unknown = 0", "p.unknown = p.on_date", "DATATYPE_MISMATCH"),
    ],
)
def test_what_cannot_be_answered_fails_and_never_gives_fewer_rows(old, new, fault, spark_address):
    model = MODELS["M-ST-10"]
    assert old in model.sql
    broken = replace(model, sql=model.sql.replace(old, new))
    example = model.examples[0]
    sources = sources_of(model, example, modelbook.layouts())
    with spark(spark_address, sources, modelbook.calendar()) as there:
        with pytest.raises(RuleBroken) as refused:
            asked(there, broken, example.today)
        assert asked(there, model, example.today) == here(model, sources, example.today) != []
    assert refused.value.code == "model_failed"
    assert fault in refused.value.facts["fault"]


@pytest.mark.parametrize("code", ["UNAVAILABLE", "UNKNOWN"])
def test_a_server_that_has_gone_is_no_fault_of_the_model(code, spark_address, monkeypatch):
    """The line's fault ends a run, for nothing more can be asked; any other is the model's, and the rest is asked."""
    from grpc import StatusCode
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    model = MODELS["M-ST-10"]
    example = model.examples[0]

    def gone(written):
        raise SparkConnectGrpcException(message="socket closed", grpc_status_code=getattr(StatusCode, code))

    with spark(spark_address, sources_of(model, example, modelbook.layouts()), modelbook.calendar()) as there:
        monkeypatch.setattr(there, "_answer", gone)
        with pytest.raises(RuleBroken) as refused:
            asked(there, model, example.today)
    assert refused.value.code == ("engine_not_reached" if code == "UNAVAILABLE" else "model_failed")


def test_where_nobody_listens_is_said_within_seconds(monkeypatch):
    monkeypatch.setattr("lianjing.engines.screening.spark.REACH_SECONDS", 2)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and never listening: nobody else can answer there meanwhile
        with (
            pytest.raises(RuleBroken) as refused,
            spark(f"sc://127.0.0.1:{held.getsockname()[1]}", Sources({}), modelbook.calendar()),
        ):
            pass
    assert refused.value.code == "engine_not_reached"
