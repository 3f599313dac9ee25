"""Recall and false blocks of the privacy gate on a planted corpus and on look-alikes. Both follow from a printed seed.

Run: .venv/bin/python -m bench.privacy [seed]. Every file goes through the fenced child as in use. Then each detector is
switched off in turn: recall must fall, or the corpus would not have shown that it works.
"""

import sys
import time
from collections import Counter

from bench.privacy_corpus import SEED, Pen, Sample, clean, planted
from lianjing.engines.privacy import CARRIED, DETECTORS, Finding, inspect_files
from lianjing.engines.privacy.acting import look_through

BATCH = 40


def found_in(samples: list[Sample], pen: Pen) -> dict[str, set[str]]:
    """Return file name → codes found, by the fenced child, so many files at a time."""
    found: dict[str, set[str]] = {sample.name: set() for sample in samples}
    for at in range(0, len(samples), BATCH):
        part = samples[at : at + BATCH]
        for one in inspect_files([(sample.name, sample.data) for sample in part], pen.knowledge()):
            found.setdefault(str(one.place.get("file", "")), set()).add(one.code)
    return found


def without(code: str, samples: list[Sample], pen: Pen) -> int:
    """Return how many planted files of one code are still caught with its detector off, in this process."""
    known = pen.knowledge()
    mine = [sample for sample in samples if sample.code == code]
    return sum(any(one.code == code for one in _look(sample, known, {code})) for sample in mine)


def _look(sample: Sample, known: object, off: set[str]) -> list[Finding]:
    return list(look_through(sample.data, sample.name, known, off))  # type: ignore[arg-type]


def main() -> int:
    """Print the figures; 1 when recall is not 100 % or false blocks are over 5 %."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    pen, begun = Pen(seed), time.perf_counter()
    bad, good = planted(seed), clean(seed)
    made = time.perf_counter()
    seen = found_in(bad, pen)
    missed = [sample for sample in bad if sample.code not in seen[sample.name]]
    blocked = {name: codes for name, codes in found_in(good, pen).items() if codes}
    took = time.perf_counter() - made
    print(f"seed {seed}; planted {len(bad)} files, look-alikes {len(good)}")
    print(f"made in {made - begun:.1f} s, looked at in {took:.1f} s")
    print(f"recall {1 - len(missed) / len(bad):.2%} ({len(bad) - len(missed)}/{len(bad)})")
    print(f"false blocks {len(blocked) / len(good):.2%} ({len(blocked)}/{len(good)})")
    for sample in missed:
        print(f"  missed: {sample.code} ({sample.said}) in {sample.kind}; found {sorted(seen[sample.name])}")
    for name, codes in blocked.items():
        print(f"  blocked: {name} by {sorted(codes)}")
    planted_by = Counter(sample.code for sample in bad)
    print("  " + ", ".join(f"{code} {n}" for code, n in sorted(planted_by.items())))
    for code in (*DETECTORS, *CARRIED):
        if planted_by[code]:
            print(f"  without {code}: {without(code, bad, pen)} of {planted_by[code]} caught")
    return int(bool(missed) or len(blocked) > 0.05 * len(good))


if __name__ == "__main__":
    sys.exit(main())
