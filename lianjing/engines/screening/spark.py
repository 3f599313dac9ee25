"""Apache Spark by Spark Connect: a province's engine. The same models; their text is written for Spark (spark_words).

pyspark is not among the packages of a county's box; whoever runs Spark installs `pyspark[connect]`.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from typing import Any

import pyarrow as pa
import sqlglot

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.screening.duck import RESULT
from lianjing.engines.screening.figures import Bound, parameters_table
from lianjing.engines.screening.profile import TODAY, faults
from lianjing.engines.screening.sources import ARROW, LINKS, OWN, Layout, Sources
from lianjing.engines.screening.spark_words import written_for_spark

_TYPES = {
    "string": "STRING",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "date32": "DATE",
    "timestamp": "TIMESTAMP_NTZ",
}
_RESULT_TYPES = {
    one.name: {pa.string(): "STRING", pa.float64(): "DOUBLE", pa.int64(): "BIGINT"}[one.type] for one in RESULT
}
# Wrong arithmetic must fail, times have no zone, and what a run reads is small enough for few partitions.
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}
REACH_SECONDS = 15


class Spark:
    """One run's session on a server. Files must lie where the server's workers read them under the same path.

    session: the server's, for settings of one's own.
    """

    name = "spark"

    def __init__(self, session: Any, sources: Sources, calendar: pa.Table) -> None:
        """Open the views of a run; nothing is read yet."""
        self.session, self._sources = session, sources
        self._made: set[str] = set()
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        self._kept(self._sent(calendar)).createOrReplaceTempView("calendar")

    def over(self, sources: Sources) -> "Spark":
        """Return an engine over other rows in the same session; from now on this one must not be asked."""
        other = copy(self)
        other._sources, other._made = sources, set()
        return other

    def ask(self, model: SupervisionModel, bound: Bound, today: date) -> pa.Table:
        """Return the evidence rows of one model, columns of RESULT, in no order.

        Raises RuleBroken("model_failed", model, engine, fault) when its text leaves the portable profile, cannot be
        written for Spark or fails there: a clause is never dropped. Raises RuleBroken("engine_not_reached") when the
        server has gone: then no other model can be asked either.
        """
        from pyspark.errors import PySparkException

        outside = faults(model.sql, model.reads, model.parameters)
        if outside:
            raise self._failed(model, str(outside[0]))
        values = {name: value for name, value in {**bound.today, TODAY: today}.items() if name in bound.placeholders}
        try:
            for table in model.reads:
                self._make(table)
            self._sent(parameters_table(bound)).createOrReplaceTempView("parameters")
            return self._answer(written_for_spark(model.sql, values))
        except PySparkException as wrong:
            if _gone(wrong):
                raise RuleBroken("engine_not_reached", engine=self.name) from None
            raise self._failed(model, f"{type(wrong).__name__}: {wrong.getCondition() or ''}") from None
        except sqlglot.errors.SqlglotError as wrong:
            raise self._failed(model, type(wrong).__name__) from None

    def _answer(self, written: list[tuple[str, str]]) -> pa.Table:
        *before, (_, answer) = written
        cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in _RESULT_TYPES.items())
        try:
            for view, query in before:
                self._kept(self.session.sql(query)).createOrReplaceTempView(view)
            return self.session.sql(f"SELECT {cast} FROM (\n{answer}\n) AS asked").toArrow().cast(RESULT)
        finally:
            for view, _ in before:
                self.session.catalog.dropTempView(view)

    def _failed(self, model: SupervisionModel, fault: str) -> RuleBroken:
        return RuleBroken("model_failed", model=model.id, engine=self.name, fault=fault)

    def _make(self, table: str) -> None:
        if table in self._made:
            return
        if table != "links" and table not in self._sources.layouts:
            raise RuleBroken("table_unknown", table=table)
        layout = Layout(LINKS, "county") if table == "links" else self._sources.layouts[table]
        self._frame(table, layout).createOrReplaceTempView(table)
        self._made.add(table)

    def _frame(self, table: str, layout: Layout) -> Any:
        if table in self._sources.arrow:
            sent = self._sent(_fitted(self._sources.arrow[table], layout.schema()))
            return self._kept(sent) if self._sources.has(table) else sent
        files = list(self._sources.files.get(table, ()))
        if not files:
            return self._sent(layout.schema().empty_table())
        found = self.session.read.option("mergeSchema", "true").parquet(*files)
        cells = [
            f"CAST({f'`{name}`' if name in found.columns else 'NULL'} AS {_TYPES[kind]}) AS `{name}`"
            for name, kind in _kinds(layout).items()
        ]
        return found.selectExpr(*cells)

    def _kept(self, frame: Any) -> Any:
        """Return a frame whose rows stay with the workers, cut off from how they came about: made and planned once."""
        kept = frame.localCheckpoint(eager=False)
        # pyspark 4.2 takes what was kept for the property of the session that this thread opened first.
        kept._session = kept._plan._spark_session = self.session
        return kept

    def _sent(self, rows: pa.Table) -> Any:
        if rows.num_rows:
            return self.session.createDataFrame(rows)
        # Spark Connect makes no frame of an Arrow table without rows: it asks the rows for their types.
        kinds = {kind: word for word, kind in ARROW.items()}
        cells = ", ".join(f"CAST(NULL AS {_TYPES[kinds[one.type]]}) AS `{one.name}`" for one in rows.schema)
        return self.session.sql(f"SELECT {cells} WHERE false")


def _gone(wrong: Any) -> bool:
    """Return whether a fault is of the line to the server, and not of what was asked of it."""
    from grpc import StatusCode
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    lost = (StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED)
    return isinstance(wrong, SparkConnectGrpcException) and wrong.getGrpcStatusCode() in lost


def _kinds(layout: Layout) -> dict[str, str]:
    return {**OWN, **{name: kind for name, kind in layout.columns.items() if name not in OWN}}


def _fitted(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    cells = [
        rows[one.name].cast(one.type) if one.name in rows.column_names else pa.nulls(rows.num_rows, one.type)
        for one in schema
    ]
    return pa.table(cells, schema=schema)


@contextmanager
def _without_pandas() -> Iterator[None]:
    """Keep pyspark from warning of a version of pandas: rows come and go as Arrow, never as its frames."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


@contextmanager
def spark(address: str, sources: Sources, calendar: pa.Table) -> Iterator[Spark]:
    """Open a session on the Spark Connect server at `address` (sc://host:port) for one run.

    Raises RuleBroken: engine_not_installed (no pyspark here), engine_not_reached.
    """
    try:
        with _without_pandas():
            import grpc
            from pyspark.sql.connect.client import DefaultChannelBuilder
            from pyspark.sql.connect.session import SparkSession
    except ImportError:
        raise RuleBroken("engine_not_installed", engine=address[:60]) from None
    try:
        # Left to itself, a session goes on trying for ten minutes.
        channel = DefaultChannelBuilder(address).toChannel()
        grpc.channel_ready_future(channel).result(timeout=REACH_SECONDS)
        channel.close()
        session = SparkSession.builder.remote(address).create()
        session.sql("SELECT 1").toArrow()
    except Exception:  # grpc raises its own kinds; none of them says more than that nobody answers there
        raise RuleBroken("engine_not_reached", engine=address[:60]) from None
    try:
        yield Spark(session, sources, calendar)
    finally:
        session.stop()
