"""The lake at county size and ten times that: append, replace, open, scan with DuckDB, pack.

    python bench/lake.py [--rows 20000000]

Rows look like deliveries of food: twelve columns, 160 schools, a batch a school and month. Prints medians of three.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from lianjing.engines.lake import Lake

TABLE, SCHOOLS = "food_in", 160
SCAN = "SELECT school_code, sum(price * qty) FROM read_parquet(?) GROUP BY 1"


def rows(batch: int, count: int, schools: int = 1) -> pa.Table:
    """Return `count` rows of a batch."""
    chance = np.random.default_rng(batch)
    school = np.array([f"s{n:03d}" for n in range(SCHOOLS)])[(batch + chance.integers(0, schools, count)) % SCHOOLS]
    items = np.array([f"item{n}" for n in range(400)])[chance.integers(0, 400, count)]
    return pa.table(
        {
            "school_code": school,
            "batch_id": np.full(count, batch),
            "row_id": batch * 10_000_000 + np.arange(1, count + 1),
            "bill_no": np.char.add("b", np.arange(count).astype(str)),
            "line": chance.integers(1, 20, count),
            "on_date": (np.datetime64("2025-09-01") + chance.integers(0, 300, count)).astype("datetime64[D]"),
            "item_code": items,
            "supplier_code": np.char.add("91", chance.integers(0, 300, count).astype(str)),
            "qty": chance.integers(1, 10**6, count),
            "price": chance.integers(1, 10**4, count),
            "amount": chance.integers(1, 10**8, count),
            "cert_ok": chance.integers(0, 2, count).astype(bool),
        }
    )


def median(act: Callable[[], object], times: int = 3) -> float:
    """Return the median seconds of an act."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rows", type=int, default=20_000_000)
    total = asked.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        lake, million = Lake(Path(folder)), rows(1, 1_000_000, SCHOOLS)
        named = lake.write("one", million, slot="a", named_version=None)
        print(f"replace 1 M rows: {median(lambda: lake.write('one', million, slot='a', named_version=named)):.2f} s")
        version, start = None, time.perf_counter()
        for batch in range(1, total // 1_000_000 + 1):
            version = lake.write(TABLE, rows(batch, 1_000_000, SCHOOLS), slot=f"{batch}", named_version=version)
        print(f"append {total:,} rows, made and written: {time.perf_counter() - start:.1f} s")
        files = lake.files(TABLE, version)
        size = sum(Path(path).stat().st_size for path in files)
        print(f"on the disk: {size / 2**20:.0f} MiB, {size / total:.1f} bytes a row")
        print(f"scan and group {total:,} rows: {median(lambda: duckdb.execute(SCAN, [files]).fetchall()):.2f} s")
        wanted = [batch * 10_000_000 + 7 for batch in range(1, total // 1_000_000 + 1)]
        print(f"evidence of {len(wanted)} rows: {median(lambda: lake.rows(TABLE, version, wanted)):.3f} s")
        small, start = None, time.perf_counter()
        for batch in range(1, 501):
            small = lake.write("small", rows(batch, 1000), slot=f"{batch}", named_version=small)
        print(f"500 batches of 1,000 rows: {(time.perf_counter() - start) / 500 * 1000:.0f} ms each")
        print(f"open with 500 commits: {median(lambda: lake.files('small', small)) * 1000:.0f} ms")
        start = time.perf_counter()
        lake.compact("small", small)
        print(f"pack them: {time.perf_counter() - start:.2f} s")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
