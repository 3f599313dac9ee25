"""Intake of 100,000 rows x 12 columns of xlsx, from the file to the lake, beside openpyxl + pandas in the same run.

Run: nice .venv/bin/python -m bench.intake [rows] [repeats]. Both make the same Delta table of aid paid: amounts in fen,
days, terms and words checked, keys unique, pupil numbers and accounts sealed. Ours also tells rows from totals, takes
any header, names every wrong cell, runs in a fenced child and forces the commit to the disk. "Together" is the most
that parent and child had at one moment, looked at a hundred times a second. With `million` instead of rows: a csv of
1,000,000 rows from the file to Arrow, under the child's 1 GB.
"""

import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = (
    "ours: file to lake",
    "ours: file to Arrow",
    "openpyxl + pandas: file to lake",
    "openpyxl + pandas: file to frame",
)
SCHOOLS = {f"第{n}小学": f"s{n:03d}" for n in range(168)}
HEADER = [
    "学校",
    "全国学籍号",
    "资助项目",
    "学期",
    "应发金额",
    "实发金额",
    "造册日期",
    "支付日期",
    "银行账号",
    "户名",
    "户主关系",
    "回盘状态",
]
WORDS = {
    "资助项目": {"生活补助": "living", "普高助学金": "senior_grant"},
    "户主关系": {"本人": "self", "父亲": "father", "母亲": "mother"},
    "回盘状态": {"成功": "paid", "失败": "failed"},
}


def paid(n: int) -> list[str]:
    """Row n: fictitious pupils of a province that does not exist, each paid in two terms."""
    from lianjing.engines.intake.identity import check_sign

    pupil, half = n // 2, n % 2
    first = f"{699901 + pupil // 13_440_000}20{12 + pupil % 8:02d}{pupil // 8 % 12 + 1:02d}{pupil // 96 % 28 + 1:02d}"
    first += f"{pupil // 2688 % 1000:03d}"
    day = n // 500 % 28 + 1
    return [
        *(f"第{pupil % 168}小学", f"G{first}{check_sign(first)}", "普高助学金" if pupil % 3 else "生活补助"),
        *(f"2024-2025学年第{'一二'[half]}学期", f"{500 + pupil % 5 * 125}.00", f"{500 + pupil % 5 * 125}.00"),
        *(f"2024-11-{day:02d}", f"2024-12-{day:02d}", f"62170000{pupil:08d}018", "张三丰"),
        *("父亲" if n % 3 else "本人", "成功" if n % 97 else "失败"),
    ]


def write(path: Path, rows: int) -> None:
    """Write the workbook that all runs read; a csv when the name says so."""
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030") as out:
            out.writelines(",".join(row) + "\r\n" for row in [HEADER, *map(paid, range(rows))])
        return
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    for n in range(rows):
        page.write_row(n + 1, 0, paid(n))
    book.close()


def ours(data: bytes, folder: Path, *, to_lake: bool) -> int:
    """Read with checks, seal and keep; return the rows."""
    from lianjing.engines.intake import LARGE, Lookups, read_table

    found = read_table(data, "", "aid_payments", LARGE, lookups=Lookups(units=SCHOOLS))
    if found.problems:
        raise SystemExit(f"the workbook should be clean: {found.problems[:3]}")
    if to_lake:
        _keep(found.table, folder)
    return int(found.table.num_rows)


def _keep(table: object, folder: Path) -> None:
    import pyarrow as pa

    from lianjing.engines.intake import formats
    from lianjing.engines.lake.sensitive import seal_columns
    from lianjing.engines.lake.store import Lake
    from lianjing.engines.sealing.columns import ColumnKeys

    assert isinstance(table, pa.Table)
    keys = ColumnKeys.fresh()
    kinds = {name: kind for name, _, kind in formats.lake_columns(formats.load("aid_payments")) if kind}
    rows = seal_columns(table.drop_columns(["_sheet", "_row"]), kinds, keys.number_key, keys.seal)
    count = len(rows)
    rows = rows.append_column("batch_id", pa.array([1] * count, pa.int64()))
    rows = rows.append_column("row_id", pa.array(range(10_000_001, 10_000_001 + count), pa.int64()))
    Lake(folder).write("aid_payments", rows, slot="1", named_version=None)


def pandas_rows(data: bytes, folder: Path, *, to_lake: bool) -> int:
    """Do the same as an analyst would: read_excel, convert by columns, seal, write_deltalake."""
    import pandas as pd

    frame = pd.read_excel(io.BytesIO(data), engine="openpyxl", dtype=str)
    if not to_lake:
        return len(frame)
    for name in ("应发金额", "实发金额"):
        frame[name] = (pd.to_numeric(frame[name]) * 100).round().astype("int64")
    for name in ("造册日期", "支付日期"):
        frame[name] = pd.to_datetime(frame[name]).dt.date
    frame["学校"] = frame["学校"].map(SCHOOLS)
    for name, words in WORDS.items():
        frame[name] = frame[name].map(words)
    parts = frame["学期"].str.extract(r"(\d{4}-\d{4})学年第(.)学期")
    frame["学期"] = parts[0] + "-" + parts[1].map({"一": "1", "二": "2"})
    if frame.isna().to_numpy().any() or frame.duplicated(["学校", "全国学籍号", "资助项目", "学期"]).any():
        raise SystemExit("the workbook should be clean")
    _keep_frame(frame, folder)
    return len(frame)


def _keep_frame(frame: object, folder: Path) -> None:
    import pandas as pd
    import pyarrow as pa
    from deltalake import write_deltalake

    from lianjing.engines.sealing.columns import ColumnKeys

    assert isinstance(frame, pd.DataFrame)
    keys = ColumnKeys.fresh()
    for name, kind in (("全国学籍号", "pupil_number"), ("银行账号", "account")):
        plain = frame.pop(name)
        frame[f"{name}_key"] = [keys.number_key(kind, value) for value in plain]
        frame[f"{name}_tail"] = plain.str[-4:]
        frame[f"{name}_sealed"] = [keys.seal(name, value) for value in plain]
    write_deltalake(folder / "aid", pa.Table.from_pandas(frame, preserve_index=False))


def measured(run: str, path: Path) -> None:
    """Do one run in this process and print its figures as JSON."""
    if run.startswith("ours"):
        from lianjing.engines.intake.child import without_pandas

        without_pandas()  # Lianjing is installed without it; here Arrow would find it and load it
    data = path.read_bytes()
    to_lake = run.endswith("to lake")
    wall, used = time.perf_counter(), _processor()
    with tempfile.TemporaryDirectory() as folder:
        rows = (ours if run.startswith("ours") else pandas_rows)(data, Path(folder), to_lake=to_lake)
    figures = {"rows": rows, "wall": time.perf_counter() - wall, "cpu": _processor() - used}
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({**figures, "parent": peaks[0], "child": peaks[1]}))


def watched(command: list[str]) -> dict[str, float]:
    """Run the command and return what it printed, with the most memory that it and its children had at one moment."""
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as running:
        while running.poll() is None:
            peak = max(peak, _together(running.pid))
            time.sleep(0.01)
        assert running.stdout is not None
        figures = json.loads(running.stdout.read())
    if running.returncode:
        raise SystemExit(f"{command} failed")
    return {**figures, "peak": peak / 1024}


def _together(pid: int) -> int:
    """Return the resident memory of a process and its children, in KB."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return own + sum(_together(int(child)) for child in children)


def _processor() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def main(rows: int, repeats: int, runs: tuple[str, ...], suffix: str) -> None:
    """Print one line of medians per run; the runs take turns, so that a busy machine is as busy for each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"aid{suffix}"
        write(path, rows)
        print(f"{rows:,} rows x {len(HEADER)} columns, {path.stat().st_size / 2**20:.1f} MB, medians of {repeats}")
        print(f"{'':34}{'rows':>10}{'wall s':>9}{'cpu s':>9}{'parent MB':>11}{'child MB':>10}{'together MB':>13}")
        seen: dict[str, list[dict[str, float]]] = {run: [] for run in runs}
        for _ in range(repeats):
            for run in runs:
                command = [sys.executable, "-m", "bench.intake", "--run", run, str(path)]
                seen[run].append(watched(command))
        for run, figures in seen.items():
            one = {name: statistics.median(each[name] for each in figures) for name in figures[0]}
            line = f"{run:34}{one['rows']:>10,.0f}{one['wall']:>9.1f}{one['cpu']:>9.1f}{one['parent']:>11.0f}"
            print(f"{line}{one['child']:>10.0f}{one['peak']:>13.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        measured(sys.argv[2], Path(sys.argv[3]))
    elif sys.argv[1:2] == ["million"]:
        main(1_000_000, 1, RUNS[1:2], ".csv")
    else:
        main(int((sys.argv[1:] or ["100000"])[0]), int((sys.argv[2:] or ["3"])[0]), RUNS, ".xlsx")
