"""Which small files are packed together, and in what order their rows then stand."""

from collections.abc import Sequence

import pyarrow as pa

from lianjing.engines.lake.parts import PART_ROWS, Part

SMALL_ROWS = PART_ROWS // 2


def groups(parts: Sequence[Part]) -> list[list[Part]]:
    """Return the small files that are worth packing, those of one school side by side, about a million rows a group."""
    small = sorted((part for part in parts if part.rows < SMALL_ROWS), key=lambda part: (part.schools, part.path))
    found: list[list[Part]] = []
    for part in small:
        if not found or sum(other.rows for other in found[-1]) + part.rows > PART_ROWS:
            found.append([])
        found[-1].append(part)
    return [group for group in found if len(group) > 1]


def in_order(rows: pa.Table) -> pa.Table:
    """Return the rows sorted by school, batch and place in the batch."""
    keys = [name for name in ("school_code", "batch_id", "row_id") if name in rows.column_names]
    return rows.sort_by([(name, "ascending") for name in keys])
