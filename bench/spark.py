"""What a run on Apache Spark costs: the twelve models of bench.screening on a Spark Connect server of this machine.

Run: python -m bench.spark [rows[,rows ...]]; 1,000,000 and 8,000,000 rows of the twelve's tables where nothing is said.
A real server with two cores starts and is asked once for warming; then each size is asked once. Printed are seconds,
processor seconds of the server, flags, and what the first and the last size say of a thousand million rows: one part is
what a run costs without a row, the rest grows with the rows. That is an extrapolation, and the line says so.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench import screening_rows
from bench.screening_ways import ON, TWELVE, book, files, write_figures
from lianjing.access.modelbook import layouts
from lianjing.engines.screening import Sources, calendar_table, screen
from lianjing.engines.screening.spark import spark
from tests.spark_server import serving

CORES, MEMORY, MANY = 2, "3g", 10**9


def main(sizes: list[int]) -> None:
    """Measure each size and print what they say together."""
    taken = []
    with serving(MEMORY, CORES) as address:
        for rows in sizes:
            with tempfile.TemporaryDirectory(prefix="spark") as name:
                folder = Path(name)
                read = write_figures(folder)
                counts = screening_rows.make(folder, rows, read)
                if not taken:
                    _ask(address, folder)  # warms the server: its compiler, its caches
                taken.append({"rows": sum(counts.get(one, 0) for one in read), **_ask(address, folder)})
                print(_line(taken[-1]), flush=True)
    print(f"load {os.getloadavg()[0]:.1f}; {CORES} cores, {MEMORY} of memory for Spark")
    if len(taken) > 1:
        print(extrapolated(taken[0], taken[-1]))


def _ask(address: str, folder: Path) -> dict[str, Any]:
    library, models = book()
    chosen = [models[name] for name in TWELVE]
    calendar = calendar_table(library.calendar, library.terms)
    schools = sorted(pq.read_table(folder / "schools", columns=["school_code"])["school_code"].to_pylist())
    sources = Sources(layouts(), files=files(folder))
    begun, used = time.perf_counter(), _server_seconds()
    with spark(address, sources, calendar) as engine:
        found = screen(
            chosen, sources, calendar, library.parameters, schools, ON, engine=engine, clock=time.perf_counter
        )
    return {
        "models": len(chosen),
        "seconds": time.perf_counter() - begun,
        "cpu": _server_seconds() - used,
        "flags": len(found.flags),
    }


def _server_seconds() -> float:
    """Return the processor seconds of the servers that this process started, and of what they started."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(said[1]) == os.getpid():
            ticks += sum(map(int, said[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def extrapolated(small: dict[str, Any], large: dict[str, Any]) -> str:
    """Return the line about a thousand million rows, from two sizes."""
    grown = (large["cpu"] - small["cpu"]) / (large["rows"] - small["rows"])
    steady = max(0.0, small["cpu"] - grown * small["rows"])
    hours = (steady + grown * MANY) / 3600
    return (
        f"extrapolated, not measured: {steady:.0f} processor seconds a run and {grown * 1e6:.1f} a million rows, "
        f"so {hours:.1f} core hours for 10^9 rows, {hours / 64 * 60:.0f} minutes on 64 cores that are kept busy"
    )


def _line(one: dict[str, Any]) -> str:
    took = f"{one['seconds']:.1f} s, {one['cpu']:.1f} processor seconds of Spark, {one['flags']:,} flags"
    return f"{one['rows']:>13,} rows, {one['models']} models: {took}"


if __name__ == "__main__":
    main([int(one) for one in (sys.argv[1] if len(sys.argv) > 1 else "1000000,8000000").split(",")])
