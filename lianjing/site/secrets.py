"""Keys of the installation, made once, kept in one file that only its owner can read."""

import json
import os
import secrets
from pathlib import Path

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.sealing.columns import ColumnKeys

_FILE = "keys.json"


def load_or_make(state_dir: Path) -> dict[str, str]:
    """Return the installation's keys as hex, making them on the first run. Raises RuleBroken("keys_file_open")."""
    path = state_dir / _FILE
    if path.exists():
        if path.stat().st_mode & 0o077:
            raise RuleBroken("keys_file_open", path=str(path))
        return dict(json.loads(path.read_text()))
    state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = {name: secrets.token_hex(32) for name in ("cookie", "seal", "match")}
    _write_once(path, json.dumps(keys))
    return dict(json.loads(path.read_text()))


def _write_once(path: Path, text: str) -> None:
    """Write the file whole or not at all; the first of two processes wins."""
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def bring(state_dir: Path, keys: Path) -> None:
    """Put a keys file written by `lianjing backup` in place. Raises RuleBroken: keys_in_the_way, keys_unreadable."""
    try:
        brought = json.loads(keys.read_text())
        column_keys(brought)
    except (OSError, ValueError, KeyError, TypeError):
        raise RuleBroken("keys_unreadable", path=str(keys)) from None
    path = state_dir / _FILE
    if path.exists():
        if json.loads(path.read_text()) != brought:
            raise RuleBroken("keys_in_the_way", path=str(path))
        return
    state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(path, json.dumps(brought))


def column_keys(keys: dict[str, str]) -> ColumnKeys:
    """Return the two keys of sensitive columns."""
    return ColumnKeys(bytes.fromhex(keys["seal"]), bytes.fromhex(keys["match"]))
