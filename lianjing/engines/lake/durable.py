"""What survives a power failure: files and folders are forced to the disk before anybody is told that they exist.

deltalake forces nothing (traced: its commit opens, links and unlinks the log entry, without fsync), so the lake does.
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

LOG = "_delta_log"


def sync_file(path: Path) -> None:
    """Force a file's bytes to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Force a folder's list of names to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder and its parents, each of them named durably in the one above."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def entry(folder: Path, version: int) -> Path:
    """Return the log entry of one version of the table in `folder`."""
    return folder / LOG / f"{version:020d}.json"


def entries(folder: Path) -> list[tuple[int, Path]]:
    """Return every log entry with its version, oldest first."""
    log = folder / LOG
    names = sorted(log.glob("*.json")) if log.is_dir() else []
    return [(int(path.stem), path) for path in names if path.stem.isdigit()]


def log_up_to(folder: Path, version: int) -> list[Path]:
    """Return the log entries and checkpoints up to a version."""
    return sorted(path for path in (folder / LOG).glob("*[nt]") if int(path.name.split(".")[0]) <= version)


def sync_entry(folder: Path, version: int) -> None:
    """Force the log entry of a version to the disk, with its name."""
    sync_file(entry(folder, version))
    sync_folder(folder / LOG)


def drop_torn_tail(folder: Path, named: int | None) -> None:
    """Remove log entries that a power failure tore, from the first torn one upward.

    Only entries above `named` can be torn: those up to it were forced to the disk before they were named, and an
    entry is written only after the one before it was forced. A torn one was therefore never anybody's.
    """
    torn = False
    for version, path in entries(folder):
        if named is not None and version <= named:
            continue
        torn = torn or not _whole(path)
        if torn:
            path.unlink()
    if torn:
        sync_folder(folder / LOG)


def paths_named_in(paths: Iterable[Path]) -> Iterator[str]:
    """Yield every file that these log entries add or remove."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            action = json.loads(line)
            for kind in ("add", "remove"):
                if kind in action:
                    yield str(action[kind]["path"])


def _whole(path: Path) -> bool:
    text = path.read_bytes()
    if not text:
        return False
    try:
        for line in text.splitlines():
            json.loads(line)
    except ValueError:
        return False
    return True
