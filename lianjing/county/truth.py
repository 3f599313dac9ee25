"""What is wrong on purpose: each planted mistake with the file, sheet and row where an import can see it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lianjing.county.roles import INCOMPATIBLE
from lianjing.county.shape import FORMAT, MARKING

ROW_KINDS = ("wrong_checksum", "unknown_unit", "duplicate_id", "impossible_date", "id_lost_precision")
NETWORK_KINDS = ("post_without_holder", "incompatible_posts", "undeclared_kin", "undeclared_buyer_supplier_kin")


@dataclass
class Planted:
    """One mistake. `row` counts from 1 as Excel shows it; `also` names rows that take part in it.

    `anchor` and `also_anchors` name what the rows are about, until the exports tell where those rows went.
    """

    kind: str
    unit: str
    people: list[str]
    posts: list[str]
    why: str
    anchor: str
    also_anchors: list[str] = field(default_factory=list)
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    also: list[dict[str, Any]] = field(default_factory=list)

    @property
    def level(self) -> str:
        """Return "row" when one row shows the mistake, "network" when several rows together do."""
        return "row" if self.kind in ROW_KINDS else "network"


def write_truth(path: Path, seed: int, scale: float, planted: list[Planted]) -> None:
    """Write truth.json: the marking, the pairs of posts that exclude each other, one line per mistake."""
    lines = [json.dumps(_line(item), ensure_ascii=False) for item in planted]
    head = {
        "format": f"{FORMAT}/truth",
        "marking": MARKING,
        "seed": seed,
        "scale": scale,
        "incompatible_pairs": [list(pair) for pair in INCOMPATIBLE],
    }
    body = json.dumps(head, ensure_ascii=False)[:-1]
    path.write_text(f'{body}, "planted": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")


def _line(item: Planted) -> dict[str, Any]:
    found = asdict(item)
    del found["anchor"], found["also_anchors"]
    return {"kind": found.pop("kind"), "level": item.level, **found}
