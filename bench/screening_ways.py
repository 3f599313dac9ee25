"""The ways that bench.screening compares. Each returns what it found as evidence rows: COLUMNS, a row for each."""

import gc
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TWELVE = {
    "M-CW-01": "split purchases",
    "M-ST-01": "price outliers",
    "M-ST-05": "suppliers tied to buyers",
    "M-ZZ-03": "aid drawn twice",
    "M-ZZ-04": "aid after leaving",
    "M-CW-24": "first digits",
    "M-CW-04": "invoices",
    "M-GK-02": "notices cut short",
    "M-ST-03": "one supplier for years",
    "M-CW-25": "vouchers on days off",
    "M-CW-26": "crowds below a limit",
    "M-RS-11": "shared accounts",
}
ON = date(2026, 8, 31)
THREADS = 2
FIGURES, LIMITS = "figures.json", "limits.parquet"
HAND = Path(__file__).with_name("screening_by_hand.sql")
COLUMNS = ("model", "school_code", "subject", "period", "observed", "threshold", "amount", "source", "row_id")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in COLUMNS[:4]),
        *((name, pa.float64()) for name in COLUMNS[4:6]),
        ("amount", pa.int64()),
        ("source", pa.string()),
        ("row_id", pa.int64()),
    ]
)


@dataclass
class Done:
    """What a way took and found. before, peak: MB of the process when it began, and the most it ever had."""

    seconds: float
    cpu: float
    before: float
    peak: float
    models: dict[str, float]
    found: Callable[[], pa.Table]
    asked: int = 0


class Clock:
    """Counts from its making to `stop`: seconds and processor seconds, with the memory of the process."""

    def __init__(self) -> None:
        gc.collect()  # what loading left behind is no way's own work
        self.before = memory("VmRSS")
        self.begun, self.used = time.perf_counter(), time.process_time()

    def stop(self, found: Callable[[], pa.Table], models: dict[str, float], asked: int = 0) -> Done:
        """Return the figures."""
        seconds, cpu = time.perf_counter() - self.begun, time.process_time() - self.used
        return Done(seconds, cpu, self.before, memory("VmHWM"), models, found, asked)


def memory(which: str) -> float:
    """Return a figure of this process's memory in MB. Not ru_maxrss: that begins with what the parent had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1024


def files(folder: Path) -> dict[str, list[str]]:
    """Return the Parquet files of each table."""
    tables = [one for one in folder.iterdir() if one.is_dir() and one.name not in ("lake", "csv")]
    return {one.name: sorted(str(path) for path in one.glob("*.parquet")) for one in tables}


def ours(folder: Path, only: str = "twelve") -> Done:
    """Ask the models by engines/screening: readiness, figures of the day, evidence joined to flags.

    only: `twelve`, `every` model, or `school`: those of one school that read its food, from its rows alone.
    """
    from lianjing.access.modelbook import layouts
    from lianjing.engines.screening import Sources, calendar_table, screen

    library, models = book()
    calendar = calendar_table(library.calendar, library.terms)
    schools = sorted(pq.read_table(folder / "schools", columns=["school_code"])["school_code"].to_pylist())
    chosen = [models[name] for name in TWELVE]
    one = None
    if only != "twelve":
        chosen = [model for model in models.values() if model.runs_on(ON)]
    if only == "school":
        chosen = [model for model in chosen if model.grain == "school" and "food_in" in model.reads]
        one = _fullest(folder)
    sources = Sources(layouts(), files=files(folder))
    clock = Clock()
    outcome = screen(
        chosen,
        sources,
        calendar,
        library.parameters,
        [one] if one else schools,
        ON,
        school=one,
        threads=THREADS,
        clock=time.perf_counter,
    )
    seconds = {asked.model: asked.seconds for asked in outcome.asked}
    return clock.stop(lambda: _of_flags(outcome.flags), seconds, len(chosen))


def by_hand(folder: Path) -> Done:
    """Ask the twelve by SQL written for DuckDB alone; nothing is checked, the evidence is fetched."""
    import duckdb

    figures = json.loads((folder / FIGURES).read_text())
    places = {name: f"read_parquet({paths})" for name, paths in files(folder).items()}
    places |= {name: f"read_parquet('{folder}/{name}.parquet')" for name in ("calendar", "limits")}
    texts = {name: re.sub(r"\{(\w+)\}", lambda at: places[at[1]], text) for name, text in hand_written()}
    clock, found, seconds = Clock(), {}, {}
    with duckdb.connect(config={"threads": THREADS}) as con:
        for name, text in texts.items():
            begun = time.perf_counter()
            values = {key: value for key, value in figures[name].items() if re.search(rf"\${key}\b", text)}
            found[name] = con.sql(text, params=values).to_arrow_table()
            seconds[name] = time.perf_counter() - begun
    return clock.stop(lambda: _together(found), seconds)


def scan(folder: Path) -> Done:
    """Read every column that one of the twelve reads, once, and add up a hash of each row."""
    import duckdb

    _, models = book()
    wanted: dict[str, set[str]] = {}
    for name in TWELVE:
        for table, columns in models[name].reads.items():
            own = set() if table == "links" else {"row_id"}
            wanted.setdefault(table, own).update(columns)
            if table not in ("links", "suppliers", "supplier_people"):
                wanted[table].add("school_code")
    paths = files(folder)
    clock = Clock()
    with duckdb.connect(config={"threads": THREADS}) as con:
        for table, columns in wanted.items():
            listed = ", ".join(f'"{column}"' for column in sorted(columns))
            con.execute(f"SELECT sum(hash({listed})) FROM read_parquet({paths[table]})").fetchall()
    return clock.stop(SCHEMA.empty_table, {})


def pandas_rows(folder: Path, exports: bool = False) -> Done:
    """Ask the twelve by the analyst's script; `exports`: of csv files, as an analyst has them."""
    import pandas as pd  # noqa: F401 - each run loads only what it measures

    from bench import screening_pandas

    figures = json.loads((folder / FIGURES).read_text())
    clock, seconds = Clock(), {}
    found = screening_pandas.run(folder, figures, seconds, exports)
    return clock.stop(
        lambda: _together({name: pa.Table.from_pandas(one, preserve_index=False) for name, one in found.items()}),
        seconds,
    )


def write_exports(folder: Path, tables: frozenset[str]) -> None:
    """Write `folder`/csv/<table>.csv with what each column holds beside it, a table at a time."""
    from pyarrow import csv

    (folder / "csv").mkdir()
    for name in tables:
        rows = pq.read_table(folder / name)
        csv.write_csv(rows, folder / "csv" / f"{name}.csv")
        kinds = {field.name: str(field.type) for field in rows.schema}
        (folder / "csv" / f"{name}.json").write_text(json.dumps(kinds))


def hand_written() -> Iterator[tuple[str, str]]:
    """Yield the id and the text of each question of the file written by hand."""
    for part in re.split(r"^-- (?=M-)", HAND.read_text("utf-8"), flags=re.M)[1:]:
        yield part.split()[0], part.split("\n", 1)[1].strip().rstrip(";")


def book() -> tuple[Any, Mapping[str, Any]]:
    """Return the library and its models, read without an installation."""
    from lianjing.engines.content import read_library, read_power_files
    from lianjing.engines.content.models import read_models

    library = read_library()
    return library, read_models(library, [item.id for item in read_power_files()[0]])


def write_figures(folder: Path) -> frozenset[str]:
    """Write the day's figures of the twelve for the scripts that do not know the house; return the tables they read."""
    from lianjing.engines.screening import bind

    library, models = book()
    bound = {name: bind(models[name], library.parameters, ON) for name in TWELVE}
    (folder / FIGURES).write_text(json.dumps({name: one.today for name, one in bound.items()}))
    spans = [(name, *span) for name, one in bound.items() for span in one.through_time if span[3] is not None]
    fields = [("model", pa.string()), ("name", pa.string()), ("first_on", pa.date32()), ("last_on", pa.date32())]
    schema = pa.schema([*fields, ("value", pa.float64())])
    pq.write_table(
        pa.Table.from_pylist([dict(zip(schema.names, one, strict=True)) for one in spans], schema), folder / LIMITS
    )
    return frozenset(table for name in TWELVE for table in models[name].reads) - {"links"}


def _fullest(folder: Path) -> str:
    """Return the school with the most food rows: no school's increment takes longer."""
    codes = pq.read_table(folder / "food_in", columns=["school_code"])["school_code"].value_counts().to_pylist()
    return str(max(codes, key=lambda one: one["counts"])["values"])


def _of_flags(flags: Sequence[Any]) -> pa.Table:
    rows = [
        (flag.model, flag.school_code, flag.subject, flag.period, flag.figures.observed, flag.figures.threshold,
         flag.figures.amount, row.table, row.row_id)
        for flag in flags
        for row in flag.evidence
    ]  # fmt: skip
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    return pa.table(
        [pa.array(list(cells), one.type) for cells, one in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def _together(found: Mapping[str, pa.Table]) -> pa.Table:
    parts = []
    for name, rows in found.items():
        cells = {one.name: rows[one.name].cast(one.type) for one in SCHEMA if one.name != "model"}
        parts.append(pa.table({"model": pa.array([name] * rows.num_rows, pa.string()), **cells}, schema=SCHEMA))
    return pa.concat_tables(parts)


WAYS: dict[str, Callable[[Path], Done]] = {
    "ours": ours,
    "pandas": pandas_rows,
    "pandas, csv": lambda folder: pandas_rows(folder, exports=True),
    "by hand": by_hand,
    "scan": scan,
    "ours, every model": lambda folder: ours(folder, "every"),
    "ours, one school": lambda folder: ours(folder, "school"),
}
