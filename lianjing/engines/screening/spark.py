"""Apache Spark by Spark Connect: a province's engine. The same models; the tree of the text is written for Spark.

pyspark is not among the packages of a county's box; whoever runs Spark installs `pyspark[connect]`.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.screening.duck import RESULT
from lianjing.engines.screening.figures import Bound, parameters_table
from lianjing.engines.screening.profile import TODAY, parse
from lianjing.engines.screening.sources import LINKS, OWN, Layout, Sources

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
    """One run's session on a server. Files must lie where the server's workers read them under the same path."""

    name = "spark"

    def __init__(self, session: Any, sources: Sources, calendar: pa.Table) -> None:
        """Open the views of a run; nothing is read yet."""
        self._session, self._sources = session, sources
        self._made: set[str] = set()
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        session.createDataFrame(calendar).createOrReplaceTempView("calendar")

    def ask(self, model: SupervisionModel, bound: Bound, today: date) -> pa.Table:
        """Return the evidence rows of one model, columns of RESULT, in no order.

        Raises RuleBroken("model_failed", model, engine, fault) when Spark cannot run it or the text cannot be written
        for it: a clause is never dropped.
        """
        from pyspark.errors import PySparkException

        values = {name: value for name, value in {**bound.today, TODAY: today}.items() if name in bound.placeholders}
        try:
            for table in model.reads:
                self._make(table)
            figures = parameters_table(bound)
            self._session.createDataFrame(figures).createOrReplaceTempView("parameters")
            cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in _RESULT_TYPES.items())
            query = f"SELECT {cast} FROM (\n{written_for_spark(model.sql, values)}\n) AS asked"
            return self._session.sql(query).toArrow().cast(RESULT)
        except PySparkException as wrong:
            fault = f"{type(wrong).__name__}: {wrong.getCondition() or ''}"
            raise RuleBroken("model_failed", model=model.id, engine=self.name, fault=fault) from None
        except sqlglot.errors.SqlglotError as wrong:
            raise RuleBroken("model_failed", model=model.id, engine=self.name, fault=type(wrong).__name__) from None

    def _make(self, table: str) -> None:
        if table in self._made:
            return
        if table != "links" and table not in self._sources.layouts:
            raise RuleBroken("table_unknown", table=table)
        layout = Layout(LINKS, "county") if table == "links" else self._sources.layouts[table]
        self._frame(table, layout).createOrReplaceTempView(table)
        self._made.add(table)

    def _frame(self, table: str, layout: Layout) -> Any:
        if not self._sources.has(table):
            return self._empty(layout)
        if table in self._sources.arrow:
            return self._session.createDataFrame(_fitted(self._sources.arrow[table], layout.schema()))
        files = list(self._sources.files[table])
        found = self._session.read.option("mergeSchema", "true").parquet(*files)
        cells = [
            f"CAST({f'`{name}`' if name in found.columns else 'NULL'} AS {_TYPES[kind]}) AS `{name}`"
            for name, kind in _kinds(layout).items()
        ]
        return found.selectExpr(*cells)

    def _empty(self, layout: Layout) -> Any:
        # Spark Connect makes no frame of an Arrow table without rows: it has no type for it.
        cells = ", ".join(f"CAST(NULL AS {_TYPES[kind]}) AS `{name}`" for name, kind in _kinds(layout).items())
        return self._session.sql(f"SELECT {cells} WHERE false")


def written_for_spark(sql: str, values: Mapping[str, Any]) -> str:
    """Return a model's text in Spark's words, its placeholders filled in as literals.

    Raises SqlglotError for what Spark cannot say (`unsupported_level`), never leaves it out.
    """
    tree = parse(sql).transform(lambda node: _filled(node, values))
    return tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def _filled(node: exp.Expr, values: Mapping[str, Any]) -> exp.Expr:
    if not isinstance(node, exp.Placeholder):
        return node
    value = values[str(node.this)]
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    # A bare 1.5 is a decimal in Spark and a double in DuckDB's parameters.
    return (
        exp.cast(exp.Literal.number(repr(value)), "double") if isinstance(value, float) else exp.Literal.number(value)
    )


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
