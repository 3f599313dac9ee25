"""The truth about what was planted in the ledgers, in the form that docs/reference/county-folder.md describes."""

import json
from dataclasses import asdict
from pathlib import Path

from lianjing.county.ledgers.days import LAST
from lianjing.county.plants.plot import Sown
from lianjing.county.shape import MARKING

FORMAT = "lianjing.county/1/screening"
NAME = "screening_truth.json"


def write_screening_truth(folder: Path, seed: int, cases: list[Sown]) -> Path:
    """Write DIR/screening_truth.json, one case a line, and return the file. `as_of` is the day to ask on."""
    head = {"format": FORMAT, "marking": MARKING, "seed": seed, "as_of": LAST.isoformat()}
    rows = ",\n".join(json.dumps(asdict(case), ensure_ascii=False) for case in cases)
    path = folder / NAME
    body = json.dumps(head, ensure_ascii=False)[:-1]
    path.write_text(f'{body}, "rows": [\n{rows}\n]}}\n', encoding="utf-8", newline="\n")
    return path
