"""Twelve supervision models over the county's own rows: ours beside pandas, SQL by hand and a bare scan, in one run.

Run: python -m bench.screening [rows[,rows ...]] [repeats]; 1,000,000 rows and 3 repeats where nothing is said. Rows
are those of the tables that the twelve read; `ours, every model` reads the other tables too, up to two million rows.
All read the same Parquet files of a lake on two cores, each in a child of its own, in turn, so that a busy machine is
as busy for each. Seconds begin when the libraries and the models are loaded and end with the last answer; MB is the
most the whole process ever had, libraries and all, `added` what of it came after the seconds began. Given several
numbers of rows, the last lines say how time and disk grew.

ours: engines/screening with readiness, figures of the day and flags with their evidence. pandas: screening_pandas.py.
pandas, csv: the same script over csv exports, which is what an analyst has; turning files into the lake's Parquet,
once, at intake, is not in ours. by hand: screening_by_hand.sql, evidence fetched. scan: the same columns read once and
hashed. What each way found is compared with ours, flag by flag with figures and evidence.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMPARED = ("ours", "pandas", "by hand", "scan")
EXPORTS = "pandas, csv"
EVERY, SCHOOL = "ours, every model", "ours, one school"
FIGURES = ("seconds", "cpu", "peak", "added")


def child(*words: str) -> Any:
    """Run this module with other words and return the JSON it prints last."""
    command = [sys.executable, "-m", "bench.screening", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def made(folder: Path, rows: int) -> None:
    """In a child: write the rows and print how many each table has."""
    from bench import screening_rows, screening_ways

    counted = screening_ways.write_figures(folder)
    counts = screening_rows.make(folder, rows, counted)
    if rows <= screening_rows.EVERY_TABLE_UP_TO:
        screening_ways.write_exports(folder, counted | {"links"})
    read = sum(count for name, count in counts.items() if name in counted)
    size = sum(path.stat().st_size for name in counted for path in (folder / name).glob("*.parquet"))
    schools, whole = counts.pop(""), rows <= screening_rows.EVERY_TABLE_UP_TO
    print(json.dumps({"read": read, "rows": sum(counts.values()), "schools": schools, "bytes": size, "whole": whole}))


def measured(way: str, folder: Path, kept: str) -> None:
    """In a child: go one way and print its figures; `kept`: write there what it found."""
    from bench import screening_ways
    from lianjing.engines.intake.child import without_pandas

    if not way.startswith("pandas"):
        without_pandas()  # Lianjing is installed without it; here Arrow would find it and load it
    done = screening_ways.WAYS[way](folder)
    if kept:
        import pyarrow.parquet as pq

        pq.write_table(done.found(), kept)
    figures = {"seconds": done.seconds, "cpu": done.cpu, "peak": done.peak, "added": done.peak - done.before}
    print(json.dumps({**figures, "models": done.models}))


def compared(folder: Path) -> None:
    """In a child: print which flags of each way stand in ours, and with the same figures and rows."""
    import pyarrow.parquet as pq

    found = {way: _flags(pq.read_table(folder / f"{way}.found")) for way in COMPARED[:3]}
    ours = found["ours"]
    told: dict[str, Any] = {"ours": len(ours)}
    for way in COMPARED[1:3]:
        both = found[way].keys() & ours.keys()
        same = sum(found[way][key] == ours[key] for key in both)
        differing = sorted({key[0] for key in found[way].keys() ^ ours.keys()})
        differing += sorted({key[0] for key in both if found[way][key] != ours[key]} - {*differing})
        told[way] = {"flags": len(found[way]), "both": len(both), "same": same, "differing": differing}
    told["models"] = {model: sum(key[0] == model for key in ours) for model in dict.fromkeys(key[0] for key in ours)}
    print(json.dumps(told))


def _flags(rows: Any) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Return flag → its figures and rows; figures to six places, as flags keep them."""
    flags: dict[tuple[str, ...], tuple[Any, set[Any]]] = {}
    for row in rows.to_pylist():
        key = tuple(row[name] for name in ("model", "school_code", "subject", "period"))
        figures = (round(row["observed"], 6) + 0.0, round(row["threshold"], 6) + 0.0, row["amount"])
        flags.setdefault(key, (figures, set()))[1].add((row["source"], row["row_id"]))
    return flags


def load() -> str:
    """Return how busy the machine is: the mean number of running processes of one, five and fifteen minutes."""
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def one_size(rows: int, repeats: int) -> dict[str, Any]:
    """Measure one number of rows, print it and return the medians of ours with the bytes read."""
    with tempfile.TemporaryDirectory(prefix="screening") as name:
        folder, taken = Path(name), {}
        size = child("--make", name, str(rows))
        print(
            f"\n{size['read']:,} rows of the twelve's tables, {size['rows']:,} in all, {size['schools']} schools, ",
            end="",
        )
        print(f"{size['bytes'] / 2**20:.0f} MiB; medians of {repeats}; load {load()}")
        ways = [*COMPARED, *([EXPORTS, EVERY] if size["whole"] else []), SCHOOL]
        for turn in range(repeats):
            for way in ways:
                kept = str(folder / f"{way}.found") if turn == 0 and way in COMPARED[:3] else ""
                taken.setdefault(way, []).append(child("--run", way, name, kept))
        medians = {way: _median(runs) for way, runs in taken.items()}
        _print(medians)
        _print_models(taken)
        _print_agreement(child("--compare", name))
        print(f"load afterwards {load()}")
    return {**size, **medians["ours"]}


def _median(runs: list[dict[str, Any]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in FIGURES}


def _print(medians: dict[str, dict[str, float]]) -> None:
    print(f"{'':24}{'seconds':>9}{'cpu s':>9}{'MB':>8}{'added':>8}")
    for way, one in medians.items():
        print(f"{way:24}{one['seconds']:>9.2f}{one['cpu']:>9.2f}{one['peak']:>8.0f}{one['added']:>8.0f}")
    pairs = (("pandas", "ours"), (EXPORTS, "ours"), ("ours", "by hand"), ("ours", "scan"))
    for one, other in (pair for pair in pairs if pair[0] in medians):
        ratios = [medians[one][name] / (medians[other][name] or 1) for name in FIGURES]
        print(f"{f'{one} / {other}':24}{ratios[0]:>9.2f}{ratios[1]:>9.2f}{ratios[2]:>8.2f}{ratios[3]:>8.2f}")


def _print_models(taken: dict[str, list[dict[str, Any]]]) -> None:
    """Print the seconds of each model by each way."""
    ways = [way for way in COMPARED if taken[way][0]["models"]]
    print(f"{'seconds of':24}" + "".join(f"{way:>10}" for way in ways))
    for model in taken["ours"][0]["models"]:
        spent = [statistics.median(run["models"][model] for run in taken[way]) for way in ways]
        print(f"{model:24}" + "".join(f"{one:>10.3f}" for one in spent))


def _print_agreement(told: dict[str, Any]) -> None:
    flags = ", ".join(f"{model} {count}" for model, count in told["models"].items())
    print(f"flags: {told['ours']} ours ({flags})")
    for way in COMPARED[1:3]:
        one = told[way]
        print(f"flags: {one['flags']} {way}, {one['both']} in both, {one['same']} with equal figures and rows", end="")
        print(f"; differing: {', '.join(one['differing'])}" if one["differing"] else "")


def main(sizes: list[int], repeats: int) -> None:
    """Measure each number of rows; then print how time and disk grew from the first to each other."""
    print(f"two cores of {os.cpu_count()}, load {load()}")
    seen = [one_size(rows, repeats) for rows in sizes]
    for one in seen[1:]:
        grown = {name: one[name] / seen[0][name] for name in ("read", "seconds", "cpu", "bytes")}
        print(f"\n{grown['read']:.1f} times the rows: {grown['seconds']:.1f} times the seconds, ", end="")
        print(f"{grown['cpu']:.1f} times the cpu seconds, {grown['bytes']:.1f} times the disk")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        made(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["--run"]:
        measured(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    elif sys.argv[1:2] == ["--compare"]:
        compared(Path(sys.argv[2]))
    else:
        main([int(one) for one in (sys.argv[1:] or ["1000000"])[0].split(",")], int((sys.argv[2:] or ["3"])[0]))
