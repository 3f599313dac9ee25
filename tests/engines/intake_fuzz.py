"""Mutants of real files: bytes changed, cut, doubled, also inside packed workbooks. Same seed, same mutants."""

import io
import random
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, formats, read_file, read_table
from lianjing.engines.intake.codes import FILE_CODES
from tests.engines import intake_ledgers
from tests.engines.intake_books import text, xlsx

_PIECES = (
    b"",
    b"\x00",
    b"\xff\xff\xff\xff",
    b"9999999999",
    b"-1",
    b'"',
    b"<",
    b"&amp;",
    b"]]>",
    b"XFD1048576",
    b"\xe5",
)


def bases(folder: Path) -> list[Path]:
    """The real files that are mutated, in a fixed order."""
    wanted = (".xlsx", ".xls", ".ods", ".csv", ".xlsm", ".xlsb")
    return sorted(path for path in folder.rglob("*") if path.suffix in wanted and path.stat().st_size < 60_000)


def ledgers() -> Iterator[tuple[str, bytes]]:
    """Yield for every table of the lake a workbook and a text that are right: mutants of these get far."""
    for name in formats.names():
        if (table := formats.load(name)).holder:
            yield name, xlsx(intake_ledgers.sheet(table, 20)[0])
            yield name, text(intake_ledgers.sheet(table, 20)[0], "gb18030")


def mutants(folder: Path | None, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield names, formats and bytes without end, half of them of the files in the folder where there is one."""
    files = bases(folder) if folder is not None else []
    own = list(ledgers())
    chance, number = random.Random(seed), 0
    while True:
        number += 1
        if files and chance.random() < 0.5:
            path = chance.choice(files)
            name, table, data = path.name, chance.choice(["staff", "food_in", "pupils", "payments"]), path.read_bytes()
        else:
            table, data = chance.choice(own)
            name = table
        yield f"{name} mutant {number} of seed {seed}", table, mutate(data, chance)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Change the bytes, or for a packed workbook often the bytes of one part."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        try:
            return _repacked(data, chance)
        except (zipfile.BadZipFile, OSError, ValueError, KeyError):
            pass
    return _changed(data, chance)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = set(chance.choices(names, k=chance.randrange(1, 4)))
        for name in names:
            part = source.read(name)
            if name in hit and chance.random() < 0.1:
                continue
            target.writestr(name, _changed(part, chance) if name in hit else part)
    return out.getvalue()


def _changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at : at + chance.randrange(1, 200)]
        elif kind == 2:
            changed[at:at] = chance.choice(_PIECES)
        elif kind == 3:
            changed[at:at] = changed[at : at + chance.randrange(1, 400)]
        elif chance.random() < 0.2:
            del changed[at:]
    return bytes(changed)


def verdict(data: bytes, table: str = "staff", limits: Limits | None = None) -> str:
    """Read one mutant: "read", or the code of the refusal; any other ending is an error of ours."""
    try:
        needed = _needed_cells(data, table, limits)
    except RuleBroken as refused:
        if refused.code not in FILE_CODES:
            raise
        return refused.code
    if any(cell is None for cell in needed):
        raise AssertionError("a row without a cell that it must have was let through")
    return "read"


def _needed_cells(data: bytes, table: str, limits: Limits | None) -> Iterable[Any]:
    if table == "staff":
        return [row["id_no"] for row in read_file(data, "mutant", table, limits=limits).rows]
    found = read_table(data, "mutant", table, limits, lookups=intake_ledgers.LOOKUPS)
    columns = [column.name for column in formats.load(table).columns if column.required]
    return [cell for name in columns for cell in found.table.column(name).to_pylist()]
