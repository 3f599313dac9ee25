"""A child process that imports batches into a lake and is killed; and the look of what it leaves behind.

The database is SQLite with two tables: what each table's version is, and every acknowledged step with the version it
named. The protocol is the real one: lock, write the lake, name the version, commit, and only then tell the outside.
"""

import json
import os
import signal
import sqlite3
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds

from lianjing.engines.lake import Lake

HERE = ("lianjing/engines/lake/", "lake_kills.py")
TABLE = "food_in"
# (slot, rows, with the newer column), in order. None rows: the slot is removed. "pack": small files are packed.
STEPS = [
    ("a", 3, False),
    ("b", 2, False),
    ("a", 4, True),
    ("pack", 0, True),
    ("a", 1, True),
    ("b", None, True),
    ("c", 2, True),
]


def rows_of(step: int) -> list[tuple[int, int, str | None]]:
    """Return the rows (row_id, price, note) that a step writes."""
    _, count, newer = STEPS[step]
    note = f"step {step}" if newer else None
    return [(step * 10_000_000 + place, step * 100 + place, note) for place in range(1, (count or 0) + 1)]


def expected(done: int) -> list[tuple[int, int, str | None]]:
    """Return what the table holds after `done` steps."""
    slots: dict[str, list[tuple[int, int, str | None]]] = {}
    for step, (slot, _, _) in enumerate(STEPS[:done]):
        if slot != "pack":
            slots[slot] = rows_of(step)
    return sorted(row for rows in slots.values() for row in rows)


def import_all(folder: str, kill_at: int, *, early: bool = False) -> None:
    """Take every step that is not yet done; be killed at the `kill_at`-th event in our own code (0: never).

    Writes to `folder/heard` each step that was acknowledged, as the outside world would remember it.
    early: the control. The database names the coming version before the lake has it.
    """
    root = Path(folder)
    database = sqlite3.connect(root / "names.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE IF NOT EXISTS step (done INTEGER PRIMARY KEY, version INTEGER)")
    lake = Lake(root / "lake")
    if kill_at:
        _die_at(kill_at)
    while True:
        database.execute("BEGIN IMMEDIATE")
        done, named = database.execute("SELECT coalesce(max(done), 0), max(version) FROM step").fetchone()
        if done == len(STEPS):
            break
        if early:
            promised = (named if named is not None else -1) + 1
            database.execute("INSERT INTO step VALUES (?, ?)", (done + 1, promised))
            database.execute("COMMIT")
            _hear(root, done + 1)
            version = _take(lake, done, named)
            database.execute("UPDATE step SET version = ? WHERE done = ?", (version, done + 1))
            continue
        version = _take(lake, done, named)
        database.execute("INSERT INTO step VALUES (?, ?)", (done + 1, version))
        database.execute("COMMIT")
        _hear(root, done + 1)
    sys.setprofile(None)
    database.close()
    (root / "events").write_text(str(_SEEN[0]), "utf-8")


def look(folder: str) -> None:
    """Write to `folder/found` what is wrong with what a killed import left, and with its second run."""
    root = Path(folder)
    try:
        found = _wrong(root)
        if not found:
            import_all(folder, 0)
            found = _wrong(root, finished=True)
    except Exception as error:  # a lake that cannot be read is a finding
        found = [f"{type(error).__name__}: {str(error).splitlines()[0]}"]
    (root / "found").write_text(json.dumps(found), "utf-8")


def _wrong(root: Path, *, finished: bool = False) -> list[str]:
    if not (root / "names.sqlite").exists():
        return []
    database = sqlite3.connect(root / "names.sqlite")
    made = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    steps = database.execute("SELECT done, version FROM step ORDER BY done").fetchall() if made else []
    database.close()
    heard = (root / "heard").read_text("utf-8").split() if (root / "heard").exists() else []
    done = len(steps)
    found = [f"heard of {heard[-1]}, the database knows {done}"] if heard and int(heard[-1]) > done else []
    if finished and done != len(STEPS):
        found.append(f"the second run stopped at {done}")
    for step, version in steps:
        held = read(root, version)
        if held != expected(step):
            found.append(f"after step {step} version {version} holds {held}, not {expected(step)}")
    return found


def read(root: Path, version: int) -> list[tuple[int, int, str | None]]:
    """Return the rows of a named version, as the screening would read its files."""
    lake = Lake(root / "lake")
    files = lake.files(TABLE, version)
    if not files:
        return []
    schema = lake.schema(TABLE, version)
    held = ds.dataset(files, schema=schema, format="parquet").to_table(use_threads=False).to_pylist()
    return sorted((row["row_id"], row["price"], row.get("note")) for row in held)


def _take(lake: Lake, step: int, named: int | None) -> int:
    slot, count, newer = STEPS[step]
    if slot == "pack":
        return lake.compact(TABLE, named)
    if count is None:
        return lake.remove(TABLE, slot=slot, named_version=named)
    row_ids, prices, notes = zip(*rows_of(step), strict=True)
    columns = {"school_code": ["s1"] * count, "batch_id": [step] * count, "row_id": row_ids, "price": prices}
    if newer:
        columns["note"] = notes
    return lake.write(TABLE, pa.table(columns), slot=slot, named_version=named)


def _hear(root: Path, done: int) -> None:
    with (root / "heard").open("a", encoding="utf-8") as file:
        file.write(f"{done}\n")


_SEEN = [0]


def _die_at(kill_at: int) -> None:
    """Kill this process, at once and for good, at its n-th call into or return from anything that our code uses."""

    def count(frame, event, _):
        if frame.f_code.co_filename.endswith(HERE[1]) or HERE[0] in frame.f_code.co_filename:
            _SEEN[0] += 1
            if _SEEN[0] == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
