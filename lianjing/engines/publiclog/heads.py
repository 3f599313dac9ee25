"""Heads of the tree (c2sp.org/tlog-checkpoint), what a witness is asked (tlog-witness), proofs to keep (tlog-proof)."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from lianjing.engines.publiclog.merkle import Unproven, verify_inclusion
from lianjing.engines.publiclog.notes import Note

PROOF = "c2sp.org/tlog-proof@v1"
_TIME = "time "


@dataclass(frozen=True)
class Head:
    """The tree of `origin` at `size` leaves has the root `root`; `time` is when the log made this head (POSIX seconds).

    The time is an extension line, so that witnesses sign it too: without it, nobody could tell a leaf that was put in
    late and dated early. 0 for a head that states none.
    """

    origin: str
    size: int
    root: bytes
    time: int = 0

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read the text of a checkpoint's note. Raises Unproven("head_unreadable")."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0] or lines[-1] or "" in lines[:-1]:
            raise Unproven("head_unreadable")
        said = [line.removeprefix(_TIME) for line in lines[3:] if line.startswith(_TIME)]
        time = number(said[0], "head_unreadable") if said else 0
        return cls(lines[0], number(lines[1], "head_unreadable"), hash_in(lines[2], "head_unreadable"), time)

    def __str__(self) -> str:
        time = f"{_TIME}{self.time}\n" if self.time else ""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{time}"


@dataclass(frozen=True)
class Asked:
    """What a log sends a witness: the size it last cosigned, the proof from there, and the new checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        return f"old {self.old}\n{_lines(self.proof)}\n{self.note}"


@dataclass(frozen=True)
class Proof:
    """That an entry stands at `index` under a checkpoint: everything needed to check it without the log."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Read a .tlog-proof. Raises Unproven("proof_unreadable")."""
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if len(lines) > 1 and lines[1].startswith("extra "):
            del lines[1]
        if not blank or lines[0] != PROOF or len(lines) < 2 or not lines[1].startswith("index "):
            raise Unproven("proof_unreadable")
        hashes = tuple(hash_in(line, "proof_unreadable") for line in lines[2:])
        return cls(number(lines[1].removeprefix("index "), "proof_unreadable"), hashes, Note.parse(note))

    def __str__(self) -> str:
        return f"{PROOF}\nindex {self.index}\n{_lines(self.hashes)}\n{self.note}"

    def verify(self, leaf: bytes) -> Head:
        """Check that `leaf` (a leaf's hash) is the one proved; return the head. Signatures are not looked at."""
        head = Head.parse(self.note.text)
        verify_inclusion(index=self.index, size=head.size, leaf=leaf, proof=self.hashes, root=head.root)
        return head


def number(text: str, code: str) -> int:
    """Read a size: decimal digits without leading zeroes."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0"):
        raise Unproven(code)
    return int(text)


def hash_in(text: str, code: str) -> bytes:
    """Read one base64 hash."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unproven(code) from None
    if len(found) != 32:
        raise Unproven(code)
    return found


def _lines(hashes: Sequence[bytes]) -> str:
    return "".join(base64.b64encode(hash_).decode() + "\n" for hash_ in hashes)
