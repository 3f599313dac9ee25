"""DuckDB in this process: the engine of one county's box. The model's text runs as it is written, never translated."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.screening.figures import Bound, parameters_table
from lianjing.engines.screening.profile import TODAY
from lianjing.engines.screening.sources import LINKS, OWN, Layout, Sources

RESULT = pa.schema(
    [
        ("school_code", pa.string()),
        ("subject", pa.string()),
        ("period", pa.string()),
        ("observed", pa.float64()),
        ("baseline", pa.float64()),
        ("threshold", pa.float64()),
        ("peers", pa.int64()),
        ("amount", pa.int64()),
        ("source", pa.string()),
        ("row_id", pa.int64()),
    ]
)
SQL_TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "bool": "BOOLEAN",
    "date32": "DATE",
    "timestamp": "TIMESTAMP",
}
_RESULT_TYPES = {
    field.name: {pa.string(): "VARCHAR", pa.float64(): "DOUBLE", pa.int64(): "BIGINT"}[field.type] for field in RESULT
}


class Duck:
    """One run's connection. Close it; `with duck(...)` does."""

    name = "duckdb"

    def __init__(self, sources: Sources, calendar: pa.Table, school: str | None, threads: int) -> None:
        """Open a connection in memory; nothing is read yet. school: see only this school's rows of school tables."""
        self._sources, self._school = sources, school
        self._con = duckdb.connect(
            ":memory:", config={"threads": threads, "memory_limit": "4GB", "enable_external_access": True}
        )
        self._con.execute("SET TimeZone = 'UTC'")
        self._con.register("calendar_arrow", calendar)
        self._con.execute("CREATE TABLE calendar AS SELECT * FROM calendar_arrow")
        self._made: set[str] = set()
        self._counted: dict[str, int] = {}

    def ask(self, model: SupervisionModel, bound: Bound, today: date) -> pa.Table:
        """Return the evidence rows of one model, columns of RESULT, in no order.

        Raises RuleBroken("model_failed", model, engine, fault) when the engine cannot run it.
        """
        for table in model.reads:
            self._make(table)
        self._con.register("parameters", parameters_table(bound))
        values = {name: value for name, value in {**bound.today, TODAY: today}.items() if name in bound.placeholders}
        cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in _RESULT_TYPES.items())
        try:
            found = self._con.sql(f"SELECT {cast} FROM (\n{model.sql}\n) AS asked", params=values)
            return found.to_arrow_table().cast(RESULT)
        except duckdb.Error as wrong:
            raise RuleBroken("model_failed", model=model.id, engine=self.name, fault=safe_words(wrong)) from None
        finally:
            self._con.unregister("parameters")

    def beside(self, model: SupervisionModel, bound: Bound, today: date) -> list[tuple[str, str, str, float]]:
        """Return (school, subject, period, value) of every school, by the model's `peers_sql`; none without one.

        Raises RuleBroken("model_failed", model, engine, fault).
        """
        if not model.peers_sql:
            return []
        for table in model.reads:
            self._make(table)
        values = {name: value for name, value in {**bound.today, TODAY: today}.items() if f"${name}" in model.peers_sql}
        asked = "SELECT school_code, CAST(subject AS VARCHAR), CAST(period AS VARCHAR), CAST(value AS DOUBLE)"
        try:
            found = self._con.execute(f"{asked} FROM (\n{model.peers_sql}\n) AS beside", values).fetchall()
        except duckdb.Error as wrong:
            raise RuleBroken("model_failed", model=model.id, engine=self.name, fault=safe_words(wrong)) from None
        return [row for row in found if row[0] is not None and row[3] is not None]

    def filled(self, table: str, columns: Sequence[str]) -> pa.Table:
        """Return one row per school: school_code, `rows`, and for each column how many of its cells are filled."""
        self._make(table)
        counts = "".join(f', count("{name}") AS "{name}"' for name in columns)
        query = f'SELECT school_code, count(*) AS rows{counts} FROM "{table}" GROUP BY school_code ORDER BY school_code'
        found = self._con.sql(query).to_arrow_table()
        self._counted[table] = pc.sum(found["rows"]).as_py() or 0
        return found

    def between(self, table: str, column: str, first: date, last: date) -> set[str]:
        """Return the schools with a row of these days."""
        self._make(table)
        query = f'SELECT DISTINCT school_code FROM "{table}" WHERE CAST("{column}" AS DATE) BETWEEN ? AND ?'
        return {school for (school,) in self._con.execute(query, [first, last]).fetchall()}

    def rows(self, table: str) -> int:
        """Return how many rows the table has."""
        if table not in self._counted:
            self._make(table)
            ((self._counted[table],),) = self._con.execute(f'SELECT count(*) FROM "{table}"').fetchall()
        return self._counted[table]

    def _make(self, table: str) -> None:
        if table in self._made:
            return
        if table == "links":
            layout = Layout(LINKS, "county")
        elif table in self._sources.layouts:
            layout = self._sources.layouts[table]
        else:
            raise RuleBroken("table_unknown", table=table)
        self._con.execute(f'CREATE VIEW "{table}" AS {self._select(table, layout)}')
        self._made.add(table)

    def _select(self, table: str, layout: Layout) -> str:
        where = ""
        if self._school is not None and layout.holder == "school":
            where = f" WHERE school_code = '{self._school.replace(chr(39), chr(39) * 2)}'"
        every = {**OWN, **layout.columns}
        if table in self._sources.arrow:
            self._con.register(f"{table}_rows", self._sources.arrow[table])
            return f'SELECT * FROM "{table}_rows"{where}'
        files = list(self._sources.files.get(table, ()))
        if not files:
            return f"SELECT {_columns(every, ())} WHERE false"
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
        held = Counter(name for path in files for name in pq.read_schema(path).names)
        # Files read as a union of different columns lose what a join could tell the scan: twice the time.
        union = "" if set(held.values()) == {len(files)} else ", union_by_name = true"
        return f"SELECT {_columns(every, held)} FROM read_parquet([{listed}]{union}){where}"

    def close(self) -> None:
        """Close the connection and give its memory back."""
        self._con.close()


def _columns(every: Mapping[str, str], held: Collection[str]) -> str:
    """Return the select list of a table: a column that no file has is null."""
    return ", ".join(
        f'"{name}"' if name in held else f'CAST(NULL AS {SQL_TYPES[kind]}) AS "{name}"' for name, kind in every.items()
    )


@contextmanager
def duck(sources: Sources, calendar: pa.Table, school: str | None = None, threads: int = 2) -> Iterator[Duck]:
    """Open the engine for one run."""
    engine = Duck(sources, calendar, school, threads)
    try:
        yield engine
    finally:
        engine.close()


def safe_words(wrong: Exception) -> str:
    """Return what an engine says is wrong with a query; of what it says about a value only the kind of error."""
    kind, first = type(wrong).__name__, str(wrong).splitlines()[0][:200]
    telling = isinstance(wrong, (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException))
    return f"{kind}: {first}" if telling else kind
