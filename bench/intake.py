"""Intake of 100,000 rows x 12 columns of xlsx: time and peak memory, ours beside openpyxl in the same run.

Run: nice .venv/bin/python -m bench.intake [rows]. Ours = `read_file` with child process, types, checks, duplicates and
hash; the peak is the larger of parent and child. The others only fetch plain cells and check nothing.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = ("ours", "openpyxl read_only", "openpyxl", "python-calamine alone")


def write(path: Path, rows: int) -> None:
    """Write the workbook that all runs read: fictitious people of a province that does not exist."""
    import xlsxwriter  # noqa: PLC0415 - each run loads only what it measures

    from tests.engines.intake_books import WIDE_HEADER, wide_person  # noqa: PLC0415 - the same

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, WIDE_HEADER)
    for n in range(rows):
        page.write_row(n + 1, 0, wide_person(n))
    book.close()


def ours(data: bytes) -> int:
    """Read with checks; return the rows that are right."""
    from lianjing.engines.intake import Limits, read_file  # noqa: PLC0415 - each run loads only what it measures
    from tests.engines.intake_books import WIDE_LOOKUPS  # noqa: PLC0415 - the same

    found = read_file(data, "roster.xlsx", "staff", limits=Limits().times(6), lookups=WIDE_LOOKUPS)
    if found.problems:
        raise SystemExit(f"the workbook should be clean: {found.problems[:3]}")
    return len(found.rows)


def openpyxl_rows(data: bytes, *, read_only: bool) -> int:
    """Fetch every row's values."""
    import openpyxl  # noqa: PLC0415 - each run loads only what it measures

    page = openpyxl.load_workbook(io.BytesIO(data), read_only=read_only, data_only=True).worksheets[0]
    return sum(1 for row in page.iter_rows(values_only=True) if row[0] is not None) - 1


def calamine_rows(data: bytes) -> int:
    """Fetch every row's values with the parser that ours uses, in this process, without limits."""
    import python_calamine  # noqa: PLC0415 - each run loads only what it measures

    return len(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()) - 1


def measured(run: str, path: Path) -> None:
    """Do one run in this process and print its figures as JSON."""
    data = path.read_bytes()
    work = {
        "ours": ours,
        "openpyxl read_only": lambda data: openpyxl_rows(data, read_only=True),
        "openpyxl": lambda data: openpyxl_rows(data, read_only=False),
        "python-calamine alone": calamine_rows,
    }[run]
    wall, used = time.perf_counter(), _processor()
    rows = work(data)
    figures = {"rows": rows, "wall": time.perf_counter() - wall, "cpu": _processor() - used}
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({**figures, "peak": max(peaks), "together": sum(peaks)}))


def _processor() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def main(rows: int) -> None:
    """Print one line per run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write(path, rows)
        print(f"{rows:,} rows x 12 columns, {path.stat().st_size / 2**20:.1f} MB")
        print(f"{'':24}{'rows':>9}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'parent+child MB':>17}")
        for run in RUNS:
            command = [sys.executable, "-m", "bench.intake", "--run", run, str(path)]
            done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
            one = json.loads(done.stdout)
            line = f"{run:24}{one['rows']:>9,}{one['wall']:>9.1f}{one['cpu']:>9.1f}{one['peak']:>9.0f}"
            print(f"{line}{one['together']:>17.0f}" if run == "ours" else line)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        measured(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
