"""Feed mutants of open standards (OCDS, XES, event logs as text) to their readers: each is read, or refused by a code.

Run: nice .venv/bin/python -m bench.standards_fuzz FOLDER [seconds] [seed]. FOLDER holds real files: ocds/, cardinal/,
logs/. The readers run in this process, a third of the time each, so that a fault is seen with its trace; the fence
around them has its own bench. A mutant that ends otherwise, or takes longer than a minute, is kept and the run fails.
"""

import gzip
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.engines.standard_files import fate, mutants, read_events_here, read_ocds_here

MINUTE = 60
_STEPS = "采-1,申请,2026/03/02 08:00:00,张三\n采-1,审批,2026-03-03 9:05,李四\n"
_TEXT = "Case ID,Activity,Complete Timestamp,Resource\n" + _STEPS * 9


def _too_long(*_: Any) -> None:
    raise TimeoutError(f"longer than {MINUTE} s")


def main(folder: Path, seconds: float, seed: int) -> int:
    """Return 1 when a mutant got through."""
    signal.signal(signal.SIGALRM, _too_long)
    with tempfile.TemporaryDirectory(prefix="standards") as name:
        kinds: dict[str, tuple[Callable[[bytes], Any], Iterable[Path]]] = {
            "OCDS": (read_ocds_here, _small([*folder.glob("ocds/**/*.json"), *folder.glob("cardinal/**/*.jsonl")])),
            "XES": (read_events_here, _traces(folder / "logs", Path(name))),
            "CSV": (read_events_here, _texts(Path(name))),
        }
        return max(_run(kind, read, paths, seconds / len(kinds), seed) for kind, (read, paths) in kinds.items())


def _run(kind: str, read: Callable[[bytes], Any], paths: Iterable[Path], seconds: float, seed: int) -> int:
    counted: Counter[str] = Counter()
    slowest, end = (0.0, ""), time.monotonic() + seconds
    for name, data in mutants(paths, seed):
        if time.monotonic() > end:
            break
        begun = time.monotonic()
        signal.alarm(MINUTE)
        try:
            counted[fate(read, data)] += 1
        except BaseException as escaped:
            Path(f"escaped-{kind}.bin").write_bytes(data)
            print(f"{name}: {escaped!r}; kept as escaped-{kind}.bin")
            return 1
        finally:
            signal.alarm(0)
        slowest = max(slowest, (time.monotonic() - begun, name))
    print(f"{kind}: {counted.total():,} mutants in {seconds:.0f} s, seed {seed}, 0 escaped; ", end="")
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]})")
    for code, number in counted.most_common():
        print(f"  {number:8,} {code}")
    return 0


def _small(paths: Iterable[Path]) -> list[Path]:
    return [path for path in sorted(paths) if 0 < path.stat().st_size < 60_000]


def _traces(logs: Path, into: Path) -> list[Path]:
    """Write the first traces of each real log, plain and packed, and return the files."""
    made = []
    for path in sorted(logs.glob("*.xes.gz")):
        with gzip.open(path) as whole:
            head = whole.read(400_000)  # a log of a gigabyte is not unpacked for three traces
        if (begun := head.find(b"<trace")) < 0:
            continue  # a log whose opening is longer than that
        text = head[:begun] + b"</trace>".join(head[begun:].split(b"</trace>")[:3]) + b"</trace></log>"
        for name, data in ((path.stem, text), (path.name, gzip.compress(text, mtime=0))):
            (into / name).write_bytes(data)
            made.append(into / name)
    return made


def _texts(into: Path) -> list[Path]:
    """Write event logs as text in the encodings that counties use, and return the files."""
    made = []
    for name, data in (
        ("utf8.csv", _TEXT.encode()),
        ("bom.csv", _TEXT.encode("utf-8-sig")),
        ("gb18030.csv", _TEXT.encode("gb18030")),
        ("tabs.txt", _TEXT.replace(",", "\t").encode()),
        ("semicolons.csv", _TEXT.replace(",", ";").encode("utf-16")),
        ("packed.csv.gz", gzip.compress(_TEXT.encode(), mtime=0)),
    ):
        (into / name).write_bytes(data)
        made.append(into / name)
    return made


if __name__ == "__main__":
    arguments = [*sys.argv[1:], *("", "600", "1")[len(sys.argv) - 1 :]]
    raise SystemExit(main(Path(arguments[0]), float(arguments[1]), int(arguments[2])))
