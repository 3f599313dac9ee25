"""What a file of an open standard is packed in: gzip or nothing; unpacked within limits, never to a disk."""

import zlib
from collections.abc import Iterator

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake.outcome import Limits
from lianjing.engines.intake.sniff import RATIO_FREE_BYTES

GZIP = b"\x1f\x8b"
_PIECE = 1 << 18
_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)


def pieces(data: bytes, wanted: str, limits: Limits) -> Iterator[bytes]:
    """Yield the file's own bytes in order, a piece at a time; a gzip file is unpacked as it is read.

    wanted: the kinds that are read, for the sentence of a refusal. Raises RuleBroken: file_empty,
    standard_wrong_type (another kind of file), standard_not_readable (a broken or cut gzip file), file_too_hungry
    (more than limits.unpacked_bytes, or a bomb by its ratio).
    """
    if not data.strip(b"\0 \t\r\n"):
        raise RuleBroken("file_empty")
    for magic, found in _MAGIC:
        if data.startswith(magic):
            raise RuleBroken("standard_wrong_type", found=found, wanted=wanted)
    if not data.startswith(GZIP):
        view = memoryview(data)
        yield from (bytes(view[at : at + _PIECE]) for at in range(0, len(data), _PIECE))
        return
    yield from _unzipped(data, wanted, limits)


def whole(data: bytes, wanted: str, limits: Limits) -> bytes:
    """Return all of it at once. Raises RuleBroken as `pieces` does, and file_empty for a packed nothing."""
    if not data.startswith(GZIP):
        next(pieces(data, wanted, limits))  # only for what it refuses
        return data
    unpacked = b"".join(pieces(data, wanted, limits))
    if not unpacked.strip(b"\0 \t\r\n"):
        raise RuleBroken("file_empty")
    return unpacked


def _unzipped(data: bytes, wanted: str, limits: Limits) -> Iterator[bytes]:
    """Yield what every member of a gzip file holds; what it says of its own length is not believed."""
    left, given = data, 0
    while left:
        member = zlib.decompressobj(wbits=31)
        try:
            while not member.eof:
                piece = member.decompress(left, _PIECE)
                left = member.unconsumed_tail
                given += len(piece)
                _weigh(given, len(data), limits)
                if piece:
                    yield piece
                elif not left:
                    break
        except zlib.error as broken:
            raise RuleBroken("standard_not_readable", standard=wanted, place="gzip") from broken
        if not member.eof:
            raise RuleBroken("standard_not_readable", standard=wanted, place="gzip")
        left = member.unused_data.lstrip(b"\0")  # tapes pad their end


def _weigh(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        limit = f"{limits.unpacked_bytes / 2**20:.1f} MB"
        raise RuleBroken("file_too_hungry", what="unpacked_bytes", limit=limit)
    if unpacked > RATIO_FREE_BYTES and unpacked / packed > limits.ratio:
        raise RuleBroken("file_too_hungry", what="ratio", limit=f"{limits.ratio}:1")
