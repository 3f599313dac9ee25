"""How far a file is read, for the page that waits: a count under a random name, gone before the answer is sent.

Pages are served by several processes, so the count stands in a file of the state folder. It says how many rows and
nothing of them; whoever does not know the name finds nothing, and what a killed process left goes with the next.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_OLDEST = 3600  # seconds: no reading takes so long


def new_name() -> str:
    """Return a name that nobody guesses, for one page."""
    return secrets.token_urlsafe(16)


@contextmanager
def counted(name: str) -> Iterator[Callable[[int], None]]:
    """Give what takes the number of rows read so far, and forget it at the end. A name not of ours counts nowhere."""
    if not _NAME.fullmatch(name):
        yield lambda rows: None
        return
    place = _folder() / name
    try:
        yield lambda rows: _write(place, rows)
    finally:
        place.unlink(missing_ok=True)


def rows_read(name: str) -> int:
    """Return how many rows are read, 0 where nothing is being read under this name, or nothing is known yet."""
    if not _NAME.fullmatch(name):
        return 0
    try:
        return int((_folder() / name).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def _write(place: Path, rows: int) -> None:
    """Write the count. A reader in between finds nothing yet; a full disk stops no reading."""
    with suppress(OSError):
        place.write_text(str(rows), "ascii")


def _folder() -> Path:
    folder = Path(settings.STATE_DIR) / "reading"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _OLDEST:
                left.unlink()
    return folder
