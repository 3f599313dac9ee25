"""Files of the public side: each appears whole or not at all, and is written only when it is different."""

import fcntl
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from lianjing.domain.refusals import RuleBroken

_DRAFTS, _LOCK = ".drafts", ".publishing"
_AT_ONCE = 400  # files brought to the disk together: one by one, the disk's answers take longer than all the rest


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Hold a folder: two runs at once would sweep each other's drafts away.

    Raises RuleBroken("publishing_under_way"). A run that was killed holds nothing; what it left is swept away.
    """
    drafts = root / _DRAFTS
    drafts.mkdir(parents=True, exist_ok=True)
    with (root / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuleBroken("publishing_under_way", folder=str(root)) from None
        for left in drafts.iterdir():
            left.unlink()
        yield


class Tree:
    """A folder that a web server serves. Counts what was written, kept and removed.

    A file is written beside its place and put there by one rename, so that a reader, or a process killed at any moment,
    never meets half of one. Files wait in the order in which they were put until `settle` brings them to the disk.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.written, self.kept, self.removed = root, 0, 0, 0
        self._drafts = root / _DRAFTS
        self._drafts.mkdir(parents=True, exist_ok=True)
        self._waiting: list[tuple[Path, Path]] = []

    def put(self, name: str, content: bytes) -> None:
        """Put a file at a relative name, unless it stands there with the same bytes."""
        place = self.root / name
        if self.read(name) == content:
            self.kept += 1
            return
        draft = self._drafts / secrets.token_hex(8)
        draft.write_bytes(content)
        self._waiting.append((draft, place))
        self.written += 1
        if len(self._waiting) >= _AT_ONCE:
            self.settle()

    def settle(self) -> None:
        """Put everything that waits in its place: first all of it on the disk, then name by name."""
        if len(self._waiting) == 1:
            with self._waiting[0][0].open("rb") as only:
                os.fsync(only.fileno())
        elif self._waiting:
            os.sync()
        for draft, place in self._waiting:
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(place)
        self._waiting.clear()

    def read(self, name: str) -> bytes | None:
        """Return what stands at a name, None when nothing does."""
        try:
            return (self.root / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def keep_only(self, folder: str, names: Collection[str]) -> None:
        """Remove what stands in a folder and is not among `names`: what came down must not be readable here."""
        self.settle()
        for inside, _folders, files in os.walk(self.root / folder, topdown=False):
            below = os.path.relpath(inside, self.root)
            for file in files:
                if f"{below}/{file}" not in names:
                    os.unlink(os.path.join(inside, file))
                    self.removed += 1
            if not os.listdir(inside):
                os.rmdir(inside)
