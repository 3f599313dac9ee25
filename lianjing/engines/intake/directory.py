"""A county's tables in one directory: DIR/tables/<format id>/*.csv, xlsx, xls, ods, read one file after another."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import LARGE, Limits, Lookups, TableResult, formats, read_table, sniff

SCHOOLS = "schools"
AT_ONCE = min(os.cpu_count() or 1, 4)  # children reading side by side, each within its own limits
_SUFFIXES = (".csv", ".xlsx", ".xls", ".ods")
_LITTER = (".", "~$", "Thumbs.db")  # what desktops leave beside the files
Mappings = Mapping[str, Mapping[str, str | None]]
Told = Callable[[int, int, str], None]


@dataclass(frozen=True)
class FileRead:
    """One file of the directory: what it gave, or why it was refused; one of the two.

    table: the format it was read by, or the name of its folder when there is no such format. name: folder/file.
    """

    table: str
    name: str
    result: TableResult | None
    refused: RuleBroken | None


def read_folder(
    tables: Path,
    lookups: Lookups | None = None,
    limits: Limits = LARGE,
    mappings: Mappings | None = None,
    on: date | None = None,
    told: Told | None = None,
) -> Iterator[FileRead]:
    """Yield every file below `tables` in order, the schools' own table first: the others may name a school as it does.

    lookups: units known already. mappings: format id → column → header, as a person chose earlier. told: called
    before each file with how many are done, how many there are, and its name. A file that is refused does not stop
    the rest; a folder that names no table of the lake, or a file outside such a folder, is refused by its name.
    Raises RuleBroken("tables_missing") when `tables` is no directory.
    """
    if not tables.is_dir():
        raise RuleBroken("tables_missing", folder=tables.name)
    files = list(_files(tables))
    units = _Names(dict((lookups or Lookups()).units))
    tell = told or (lambda done, total, name: None)

    def one(table: str, path: Path) -> FileRead:
        named = replace(lookups or Lookups(), units=units.known)
        return _one(path, path.relative_to(tables).as_posix(), table, limits, named, mappings or {}, on)

    schools = [file for file in files if file[0] == SCHOOLS]
    for done, (table, path) in enumerate(schools):
        tell(done, len(files), path.relative_to(tables).as_posix())
        found = one(table, path)
        if found.result is not None:
            units.add(found.result.table)
        yield found
    yield from _side_by_side(
        one,
        files[len(schools) :],
        lambda done, path: tell(done + len(schools), len(files), path.relative_to(tables).as_posix()),
    )
    tell(len(files), len(files), "")


def _side_by_side(
    one: Callable[[str, Path], FileRead], files: list[tuple[str, Path]], tell: Callable[[int, Path], None]
) -> Iterator[FileRead]:
    """Yield what each file gave, in their order; several children read at once, a thread waiting for each."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        readings = [pool.submit(one, *file) for file in files]
        for done, (reading, (_, path)) in enumerate(zip(readings, files, strict=True)):
            tell(done, path)
            yield reading.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _files(tables: Path) -> Iterator[tuple[str, Path]]:
    """Yield (folder, file) in the order they are read; a folder that is no table stands for itself."""
    entries = sorted(path for path in tables.iterdir() if not path.name.startswith(_LITTER))
    for entry in sorted(entries, key=lambda path: path.name != SCHOOLS):
        if not entry.is_dir() or not _is_ledger(entry.name):
            yield entry.name, entry
            continue
        yield from ((entry.name, path) for path in sorted(entry.iterdir()) if not path.name.startswith(_LITTER))


def _is_ledger(name: str) -> bool:
    return name in formats.names() and bool(formats.load(name).holder)


def _one(
    path: Path, name: str, table: str, limits: Limits, lookups: Lookups, mappings: Mappings, on: date | None
) -> FileRead:
    try:
        if not _is_ledger(table):
            known = ", ".join(name for name in formats.names() if formats.load(name).holder)
            raise RuleBroken("format_unknown", format=table[:40], known=known)
        if path.is_dir() or path.suffix.lower() not in _SUFFIXES:
            raise RuleBroken("file_wrong_type", found=path.suffix.lstrip(".")[:10] or "?", wanted=sniff.WANTED)
        if path.stat().st_size > limits.file_bytes:
            raise RuleBroken("file_too_large", **sniff.too_large(path.stat().st_size, limits))
        result = read_table(path.read_bytes(), name, table, limits, mappings.get(table), lookups, on)
    except RuleBroken as refused:
        return FileRead(table, name, None, refused)
    return FileRead(table, name, result, None)


class _Names:
    """What schools are called: a name, a short name and a code lead to the code, unless a name is that of two."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self._shared: set[str] = set()

    def add(self, schools: pa.Table) -> None:
        columns = [schools.column(name).to_pylist() for name in (formats.SCHOOL, "name", "alias")]
        for code, *names in zip(*columns, strict=True):
            for name in filter(None, [code, *names]):
                if name in self._shared or self.known.setdefault(name, code) != code:
                    self._shared.add(name)
                    self.known.pop(name, None)
