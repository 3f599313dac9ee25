"""Time and size of the synthetic county: `python -m bench.county [seed ...]`.

Prints one line per scale and seed: seconds, peak memory of the process so far, files, bytes, rows. The limits that
it is held to: 60 s for the full county on two busy cores, 2 s for scale 0.05.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from lianjing.county import generate

SECONDS_ALLOWED = {0.05: 2.0, 0.3: 20.0, 1.0: 60.0}


def measure(seed: int, scale: float) -> bool:
    """Generate one county, print its figures, return whether it kept its limit."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        summary = generate(seed, Path(folder), scale)
        seconds = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kept = seconds <= SECONDS_ALLOWED[scale]
    print(
        f"scale {scale:<5} seed {seed:<6} {seconds:6.2f} s (limit {SECONDS_ALLOWED[scale]:.0f})  {peak:4.0f} MB  "
        f"{summary.files} files {size / 1e6:.1f} MB  {summary.schools} schools {summary.staff} staff "
        f"{summary.pupils} pupils {summary.planted} planted  {'ok' if kept else 'TOO SLOW'}"
    )
    return kept


def main() -> int:
    """Measure every scale for every seed given (7 when none is); exit 1 when a limit was broken."""
    seeds = [int(word) for word in sys.argv[1:]] or [7]
    results = [measure(seed, scale) for scale in SECONDS_ALLOWED for seed in seeds]
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
