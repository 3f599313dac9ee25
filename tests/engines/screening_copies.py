"""Many copies of the examples of a model in one set of tables: other schools, other keys, some with gaps and doubles.

A copy is an example whose codes and keys bear the copy's mark, so that copies do not meet. Whether they really do not
is for the caller to see: the flags of a copy that stands alone are known.
"""

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from lianjing.access import modelbook
from lianjing.domain.supervision_models import Example, Flag, SupervisionModel
from lianjing.engines.intake import formats
from lianjing.engines.screening.examples import sources_of
from lianjing.engines.screening.sources import OWN, Sources

ROWS = 100_000  # row numbers of a copy begin at a multiple of it
KEYS = 10**9  # keys of persons of a copy are moved by a multiple of it
CODES = re.compile(r".*_(no|code|id|hash)|isbn|from_school|resource|acceptors|judges|counters|secondment_doc")
# Words of a list that every county shares.
COMMON = {"account_code", "econ_code", "notices.item_code"}


@dataclass
class Copies:
    """Tables to which copies are added. of: copy → the example it is of."""

    model: SupervisionModel
    of: list[Example] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, example: Example, chance: random.Random | None = None, gaps: float = 0, doubles: float = 0) -> int:
        """Add a copy and return its number. gaps: share of optional cells emptied and of figures moved; doubles: of
        rows that stand twice, under another number."""
        copy = len(self.of)
        self.of.append(example)
        twice = 0
        for table, held in sources_of(self.model, example, modelbook.layouts()).arrow.items():
            rows = self.rows.setdefault(table, [])
            for row in held.to_pylist():
                made = {name: _marked(table, name, cell, copy) for name, cell in row.items()}
                made["row_id"] += copy * ROWS
                if chance is not None and chance.random() < doubles:
                    twice += 1
                    rows.append({**made, "row_id": made["row_id"] + ROWS // 2 + twice})
                rows.append(made if chance is None else _disturbed(table, made, chance, gaps))
        return copy

    def sources(self) -> Sources:
        """Return the tables."""
        layouts = modelbook.layouts()
        tables = {}
        for table, columns in self.model.reads.items():
            schema = sources_of(self.model, self.of[0], layouts).arrow[table].schema
            assert set(columns) <= set(schema.names)
            tables[table] = pa.Table.from_pylist(self.rows.get(table, []), schema=schema)
        return Sources(layouts, arrow=tables)


def apart(flags: Iterable[Flag]) -> dict[int, list[Any]]:
    """Return what each copy raised, as figures and rows numbered as in the example: copy → one entry per flag.

    A flag with rows of more than one copy stands under -1.
    """
    found: dict[int, list[Any]] = {}
    for flag in flags:
        copies = {row.row_id // ROWS for row in flag.evidence}
        rows = sorted((row.table, row.row_id % ROWS) for row in flag.evidence)
        period = re.sub(r"~\d+", "", flag.period)
        found.setdefault(copies.pop() if len(copies) == 1 else -1, []).append((period, flag.figures, rows))
    return {copy: sorted(entries, key=repr) for copy, entries in found.items()}


def _marked(table: str, name: str, cell: Any, copy: int) -> Any:
    if cell is None or cell == "" or name in COMMON or f"{table}.{name}" in COMMON:
        return cell
    if name.endswith("_key"):
        return cell + copy * KEYS
    if isinstance(cell, str) and (name == "school_code" or CODES.fullmatch(name)):
        return re.sub(r"[^|]+", rf"\g<0>~{copy}", cell)
    return cell


def _disturbed(table: str, row: dict[str, Any], chance: random.Random, gaps: float) -> dict[str, Any]:
    made = dict(row)
    for name, cell in row.items():
        if name in OWN or cell is None or not _optional(table, name) or chance.random() >= gaps:
            continue
        if isinstance(cell, float) or (isinstance(cell, int) and cell > 1000 and not name.endswith("_key")):
            made[name] = type(cell)(cell * chance.choice((0, 0.9, 0.999, 1.1)))
        else:
            made[name] = None
    return made


def _optional(table: str, name: str) -> bool:
    if table == "links":
        return False
    plain = re.sub(r"_(key|tail)$", "", name)
    columns = {column.name: column for column in formats.load(table).columns}
    return plain in columns and not columns[plain].required
