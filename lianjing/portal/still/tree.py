"""Files of the public side: each appears whole or not at all, and is written only when it is different."""

import os
import secrets
from collections.abc import Collection
from pathlib import Path

_DRAFTS = ".drafts"


class Tree:
    """A folder that a web server serves. Counts what was written, kept and removed.

    A file is written beside its place and put there by one rename, so that a reader, or a process killed at any moment,
    never meets half of one.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.written, self.kept, self.removed = root, 0, 0, 0
        self._drafts = root / _DRAFTS
        self._drafts.mkdir(parents=True, exist_ok=True)
        for left in self._drafts.iterdir():  # of a run that was killed
            left.unlink()

    def put(self, name: str, content: bytes) -> None:
        """Put a file at a relative name, unless it stands there with the same bytes."""
        place = self.root / name
        if place.is_file() and place.stat().st_size == len(content) and place.read_bytes() == content:
            self.kept += 1
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = self._drafts / secrets.token_hex(8)
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
        self.written += 1

    def read(self, name: str) -> bytes | None:
        """Return what stands at a name, None when nothing does."""
        place = self.root / name
        return place.read_bytes() if place.is_file() else None

    def keep_only(self, folder: str, names: Collection[str]) -> None:
        """Remove what stands in a folder and is not among `names`: what came down must not be readable here."""
        base = self.root / folder
        for place in sorted(base.rglob("*"), reverse=True) if base.is_dir() else ():
            if place.is_file() and str(place.relative_to(self.root)) not in names:
                place.unlink()
                self.removed += 1
            elif place.is_dir() and not any(place.iterdir()):
                place.rmdir()
