"""The database and the lake in one checked file: a tar with both, their hashes and what they were taken from."""

import fcntl
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from lianjing import __version__
from lianjing.access import clock, journal
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.lake import durable
from lianjing.jobs import backup_lake
from lianjing.records.doors import unscoped
from lianjing.records.models import JournalHead, Org

_ABOUT, _COPY, _WORKPLACE = "about.json", "database", "restoring"


def write(file: Path, keys: Path | None) -> dict[str, Any]:
    """Write a consistent copy of the running database to `file`; return what it holds.

    Raises RuleBroken("backup_file_exists"); a half-written file is never left under its name.
    """
    for target in filter(None, (file, keys)):
        if target.exists():
            raise RuleBroken("backup_file_exists", path=str(target))
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
        copy = Path(folder) / _COPY
        named = _copy_out(copy)
        about = _about(copy)
        draft = Path(folder) / "draft.tar"
        _pack(draft, copy, about, named)
        _name(draft, file)
    if keys is not None:
        _write_private(keys, json.dumps(settings.KEYS))
    return {"file": str(file), **about}


def read(file: Path) -> dict[str, Any]:
    """Restore `file` into this empty installation; return what it held.

    Raises RuleBroken: backup_unreadable, backup_damaged, backup_other_database, backup_newer, backup_other_keys,
    restore_not_empty, restore_under_way. The lake is in place before the database that names its versions; what an
    older release wrote gets the tables of this one, and the journal is recomputed after all.
    """
    with _workplace() as folder:
        about = _unpack(file, folder)
        _refuse_unless_fits(about)
        backup_lake.put_in_place(folder)
        try:
            _copy_in(folder / _COPY)
        except BaseException:
            backup_lake.take_away()
            raise
    call_command("migrate", verbosity=0, interactive=False)
    broken = journal.first_broken()
    if broken is not None:
        raise RuleBroken("backup_journal_broken", entry=broken)
    return {"file": str(file), **about}


@contextmanager
def _workplace() -> Iterator[Path]:
    """Give one restore at a time a folder to take the backup apart in.

    What a power failure left of an earlier one goes first: the county in the clear, and a lake without its database.
    """
    folder = Path(settings.STATE_DIR) / _WORKPLACE
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuleBroken("restore_under_way") from None
        if backup_lake.was_put_from(folder) and not _holds_a_county():
            backup_lake.take_away()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def _name(draft: Path, file: Path) -> None:
    """Give a whole backup its name, on the disk for good, and never that of another file.

    A stick or a share may know no second name for a file: there the name is taken first, then filled.
    """
    durable.sync_file(draft)
    try:
        os.link(draft, file)
    except OSError as refused:
        if file.exists():
            raise RuleBroken("backup_file_exists", path=str(file)) from refused
        _write_private(file, "")
        os.replace(draft, file)
    durable.sync_folder(file.resolve().parent)


def _about(copy: Path) -> dict[str, Any]:
    head = unscoped(JournalHead, reason="the backup states the journal it holds").first()
    return {
        "version": __version__,
        "vendor": connection.vendor,
        "tables": _newest_steps(),
        "taken_at": clock.now().isoformat(timespec="seconds"),
        "sha256": _sha256(copy),
        "bytes": copy.stat().st_size,
        "journal": {"entries": head.entries if head else 0, "chain": head.chain if head else journal.GENESIS},
        "keys": _key_mark(),
    }


def _newest_steps() -> dict[str, str]:
    """Return the newest step of each line of migrations that this database has taken."""
    return {app: name for app, name in sorted(MigrationRecorder(connection).applied_migrations())}


def _key_mark() -> str:
    """Return a mark that tells whether two installations share their keys, and nothing about the keys."""
    return settings.COLUMN_KEYS.fingerprint("backup", "keys")[:16]


def _copy_out(copy: Path) -> backup_lake.Versions:
    """Copy the database, and return the versions of the lake that this very copy names."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        return backup_lake.named_in_sqlite(copy)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        named = backup_lake.named_here()
        _pg("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", "--file", str(copy))
    return named


def _copy_in(copy: Path) -> None:
    if connection.vendor == "sqlite":
        target = Path(settings.DATABASES["default"]["NAME"])
        connection.close()
        durable.sync_file(copy)
        for left in ("-wal", "-shm"):
            target.with_name(target.name + left).unlink(missing_ok=True)
        os.replace(copy, target)
        durable.sync_folder(target.parent)
        return
    _pg("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", _dsn(), str(copy))
    connection.close()


def _pg(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program; the password goes by its environment, never on the command line."""
    place = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {**os.environ, **{name: str(place[key]) for name, key in named.items() if place[key]}}
    if shutil.which(program) is None:
        raise RuleBroken("program_missing", program=program, package="postgresql-client")
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuleBroken("program_failed", program=program, said=done.stderr.strip().splitlines()[-1:])


def _dsn() -> str:
    return str(connection.settings_dict["NAME"])


def _pack(draft: Path, copy: Path, about: dict[str, Any], named: backup_lake.Versions) -> None:
    _write_private(draft, "")  # a stick may refuse to have its rights changed afterwards
    with tarfile.open(draft, "w") as tar:
        about["lake"] = backup_lake.pack(tar, named)
        text = json.dumps(about, indent=1).encode()
        member = tarfile.TarInfo(_ABOUT)
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
        tar.add(copy, _COPY)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as tar:
            about_file, copy_file = tar.extractfile(_ABOUT), tar.extractfile(_COPY)
            if about_file is None or copy_file is None:
                raise KeyError(_COPY)
            about: dict[str, Any] = json.loads(about_file.read())
            with open(folder / _COPY, "wb", opener=_private) as copy:
                shutil.copyfileobj(copy_file, copy)
            backup_lake.unpack(tar, about.get("lake", {}), folder)
    except (tarfile.TarError, KeyError, ValueError, EOFError):
        raise RuleBroken("backup_unreadable", path=str(file)) from None
    if _sha256(folder / _COPY) != about.get("sha256"):
        raise RuleBroken("backup_damaged", path=str(file))
    return about


def _refuse_unless_fits(about: dict[str, Any]) -> None:
    if about["vendor"] != connection.vendor:
        raise RuleBroken("backup_other_database", theirs=about["vendor"], ours=connection.vendor)
    known = MigrationLoader(None).disk_migrations
    if any(step not in known for step in about.get("tables", {}).items()):
        raise RuleBroken("backup_newer", theirs=about["version"], ours=__version__)
    if about["keys"] != _key_mark():
        raise RuleBroken("backup_other_keys")
    if _holds_a_county() or not backup_lake.is_free():
        raise RuleBroken("restore_not_empty")


def _holds_a_county() -> bool:
    has_tables = "records_org" in connection.introspection.table_names()
    return has_tables and unscoped(Org, reason="restore refuses to overwrite").exists()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_private(path: Path, text: str) -> None:
    with open(path, "x", opener=_private) as file:
        file.write(text)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
