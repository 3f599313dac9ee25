"""The lake's part of a backup: every file of every version that the copied database names, and nothing else."""

import hashlib
import shutil
import sqlite3
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection

from lianjing.access.lake import lake, named_versions
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.lake import durable

FOLDER, _PUT = "lake", "lake_put"
Versions = Mapping[str, Iterable[int]]


def named_in_sqlite(copy: Path) -> Versions:
    """Return the versions of each table that a copy of an SQLite database names.

    The copy is asked and not the running database, which may have named newer ones since.
    """
    found: dict[str, set[int]] = defaultdict(set)
    opened = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    try:
        tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "records_laketable" in tables:
            asked = (
                "SELECT name, version FROM records_laketable WHERE version IS NOT NULL UNION SELECT t.name, "
                "b.lake_version FROM records_ledgerbatch b JOIN records_laketable t ON t.id = b.table_id"
            )
            for name, version in opened.execute(asked):
                found[name].add(version)
    finally:
        opened.close()
    return found


def named_here() -> Versions:
    """Return the versions that the database names, inside the caller's snapshot of it."""
    return named_versions() if "records_laketable" in connection.introspection.table_names() else {}


def pack(tar: tarfile.TarFile, versions: Versions) -> dict[str, Any]:
    """Add the files of these versions to an open backup; return per table its newest version, files and digest."""
    said = {}
    for table, wanted in sorted(versions.items()):
        files, digest = lake().portable(table, wanted), hashlib.sha256()
        for path in files:
            name = str(path.relative_to(lake().folder))
            tar.add(path, f"{FOLDER}/{name}", recursive=False)
            digest.update(_line(name, path))
        said[table] = {"version": max(wanted), "files": len(files), "sha256": digest.hexdigest()}
    return said


def unpack(tar: tarfile.TarFile, about: Mapping[str, Any], folder: Path) -> None:
    """Take the lake out of a backup into `folder`. Raises RuleBroken: backup_unreadable, backup_damaged."""
    digests: dict[str, Any] = {table: hashlib.sha256() for table in about}
    for member in tar.getmembers():
        parts = PurePosixPath(member.name).parts
        if parts[:1] != (FOLDER,):
            continue
        if not member.isreg() or ".." in parts or len(parts) < 3 or parts[1] not in digests:
            raise RuleBroken("backup_unreadable", path=str(tar.name))
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        source = tar.extractfile(member)
        assert source is not None  # a regular file
        with path.open("wb") as target:
            shutil.copyfileobj(source, target)
        durable.sync_file(path)
        digests[parts[1]].update(_line("/".join(parts[1:]), path))
    if any(digests[table].hexdigest() != said["sha256"] for table, said in about.items()):
        raise RuleBroken("backup_damaged", path=str(tar.name))


def put_in_place(folder: Path) -> None:
    """Give this installation the lake that `unpack` took out, before the database that names its versions."""
    unpacked, target = folder / FOLDER, Path(settings.LAKE_DIR)
    if not unpacked.exists():
        return
    for inner in (path for path in unpacked.rglob("*") if path.is_dir()):
        durable.sync_folder(inner)
    durable.sync_folder(unpacked)
    (folder / _PUT).touch()  # a power failure from here on leaves a lake that is nobody's
    durable.sync_folder(folder)
    if target.exists():
        target.rmdir()  # empty: `is_free` was asked
    unpacked.rename(target)
    durable.sync_folder(target.parent)


def take_away() -> None:
    """Take away the lake that `put_in_place` gave, for its database did not come: a second try finds none."""
    shutil.rmtree(settings.LAKE_DIR, ignore_errors=True)


def was_put_from(folder: Path) -> bool:
    """Return whether a restore that was cut off put a lake in place out of `folder`."""
    return (folder / _PUT).exists()


def is_free() -> bool:
    """Return whether this installation has no lake yet."""
    target = Path(settings.LAKE_DIR)
    return not target.exists() or not any(target.iterdir())


def _line(name: str, path: Path) -> bytes:
    with path.open("rb") as file:
        return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n".encode()
