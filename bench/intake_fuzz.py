"""Feed mutants of files to intake for ten minutes: each must be read or refused by a code, in time.

Run: nice .venv/bin/python -m bench.intake_fuzz FOLDER [seconds] [seed]. FOLDER holds real workbooks and text files;
half of the mutants are of those, half of right workbooks and texts of every table of the lake.
A mutant that ends otherwise is written to the present folder and the run fails.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from lianjing.engines.intake import Limits
from tests.engines.intake_fuzz import mutants, verdict


def main(folder: Path, seconds: float, seed: int) -> int:
    """Return 1 when a mutant got through the fence."""
    counted: Counter[str] = Counter()
    slowest, end = (0.0, ""), time.monotonic() + seconds
    for name, table, data in mutants(folder, seed):
        if time.monotonic() > end:
            break
        begun = time.monotonic()
        try:
            counted[verdict(data, table, Limits(wall_seconds=60))] += 1
        except Exception as escaped:
            Path("escaped.bin").write_bytes(data)
            print(f"{name}: {escaped!r}; kept as escaped.bin")
            return 1
        slowest = max(slowest, (time.monotonic() - begun, name))
    print(f"{sum(counted.values())} mutants, seed {seed}, 0 escaped; slowest {slowest[0]:.1f} s ({slowest[1]})")
    for code, number in counted.most_common():
        print(f"  {number:6} {code}")
    return 0


if __name__ == "__main__":
    arguments = [*sys.argv[1:], *("", "600", "1")[len(sys.argv) - 1 :]]
    raise SystemExit(main(Path(arguments[0]), float(arguments[1]), int(arguments[2])))
