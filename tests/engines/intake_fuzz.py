"""Mutants of real files: bytes changed, cut, doubled, also inside packed workbooks. Same seed, same mutants."""

import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Limits, read_file
from lianjing.engines.intake.codes import FILE_CODES

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


def mutants(folder: Path, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes without end."""
    files = bases(folder)
    chance, number = random.Random(seed), 0
    while True:
        path = chance.choice(files)
        number += 1
        yield f"{path.name} mutant {number} of seed {seed}", mutate(path.read_bytes(), chance)


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


def verdict(data: bytes, limits: Limits | None = None) -> str:
    """Read one mutant: "read", or the code of the refusal; any other ending is an error of ours."""
    try:
        found = read_file(data, "mutant", "staff", limits=limits)
    except RuleBroken as refused:
        if refused.code not in FILE_CODES:
            raise
        return refused.code
    if any(row["id_no"] is None for row in found.rows):
        raise AssertionError("a row without its key was let through")
    return "read"
