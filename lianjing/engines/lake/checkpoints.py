"""Checkpoints keep a table quick to open: without one, opening replays every commit ever made (0.4 s at a thousand)."""

import os
import shutil
from pathlib import Path

from deltalake import DeltaTable

from lianjing.engines.lake import durable

EVERY = 25
_WORK = "_checkpoint_work"
_SUFFIX = ".checkpoint.parquet"


def checkpoint(folder: Path, version: int) -> None:
    """Write the checkpoint of the newest version so that it appears whole or not at all.

    deltalake writes it in place, where a power failure could tear it and with it every later version. So it is
    written beside the log, over links to the entries since the last checkpoint, forced to the disk, and then named.
    """
    work, log = folder / _WORK, folder / durable.LOG
    shutil.rmtree(work, ignore_errors=True)
    (work / durable.LOG).mkdir(parents=True)
    last = max(_checkpoints(log), default=-1)
    linked = [path for number, path in durable.entries(folder) if last <= number <= version]
    if last >= 0:
        linked.append(log / f"{last:020d}{_SUFFIX}")
    for path in linked:
        os.link(path, work / durable.LOG / path.name)
    DeltaTable(work, version=version).create_checkpoint()
    made = work / durable.LOG / f"{version:020d}{_SUFFIX}"
    durable.sync_file(made)
    made.rename(log / made.name)
    durable.sync_folder(log)
    shutil.rmtree(work)


def _checkpoints(log: Path) -> list[int]:
    return [int(path.name.removesuffix(_SUFFIX)) for path in log.glob(f"*{_SUFFIX}")]
