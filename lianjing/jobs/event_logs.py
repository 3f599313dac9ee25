"""An event log as columns: XES and tables of text through the fenced reader, Parquet straight from its columns."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts import columns
from lianjing.engines.flowcharts.columns import Events, events
from lianjing.engines.intake import LARGE
from lianjing.engines.intake.standards import read_events
from lianjing.jobs.ocel import read_ocel

NAMES = {  # what process-mining tools call the columns
    "case": ("case", "case_id", "case:concept:name"),
    "activity": ("activity", "concept:name"),
    "time": ("timestamp", "at", "time", "time:timestamp"),
}


def read_log(path: Path, objects: str = "") -> Events:
    """Return the events of a log: .parquet, .json (OCEL 2.0), or XES or a table of text, plain or .gz.

    In Parquet and in text a case's events are in the order of their times, then of their rows; in XES in the order of
    the file, as its standard has it. objects: for OCEL, the type of object whose cases these are. Raises RuleBroken:
    log_missing, log_not_readable, log_columns_missing, log_empty, and what read_ocel and read_events refuse.
    """
    if not path.is_file():
        raise RuleBroken("log_missing", file=path.name)
    if path.suffix == ".json":
        found = read_ocel(path.read_bytes(), objects)
    else:
        found = _parquet(path) if path.suffix == ".parquet" else _standard(path)
    if not len(found.cases):
        raise RuleBroken("log_empty", file=path.name)
    return found


def _parquet(path: Path) -> Events:
    try:
        schema = pq.read_schema(path)
        names = {use: next((n for n in known if n in schema.names), None) for use, known in NAMES.items()}
        lacking = [use for use in ("case", "activity") if names[use] is None]
        if lacking:
            raise RuleBroken("log_columns_missing", file=path.name, lacking=", ".join(lacking))
        return _read(path, schema, names)
    except (pa.ArrowInvalid, OSError) as broken:
        raise RuleBroken("log_not_readable", file=path.name) from broken


def _read(path: Path, schema: pa.Schema, names: dict[str, str | None]) -> Events:
    """Read one column after the other, for the columns of a long log take more room than what is kept of them."""
    few = [names["activity"]] if pa.types.is_string(schema.field(names["activity"]).type) else []
    file = pq.ParquetFile(path, read_dictionary=few, memory_map=True)
    cases, called = columns.case_numbers(file.read([names["case"]]).column(0))
    codes, labels = columns.label_codes(file.read([names["activity"]]).column(0))
    times = columns.moments(file.read([names["time"]]).column(0)) if names["time"] else None
    return Events(cases, codes, labels, times, called)


def _standard(path: Path) -> Events:
    read = read_events(path.read_bytes(), path.name, limits=LARGE)
    rows = read.tables["events"]
    return events(rows["case_id"], rows["activity"], None if read.kind == "xes" else rows["at"])
