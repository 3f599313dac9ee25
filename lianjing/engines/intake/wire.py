"""Frames between parent and child: a letter, a length, bytes. JSON or raw bytes, nothing that can run.

A head has eight bytes, so that payloads whose lengths are multiples of eight stay aligned behind one another.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

JSON, RAW = b"J", b"B"
COUNT = b"C"  # how many rows are read so far: for whoever waits, and no part of the answer
_HEAD = 8
OUT_OF_MEMORY = 17  # how a child ends that could not get the memory it asked for


class Cut(Exception):
    """The stream ended inside a frame, or is none."""


def head(kind: bytes, payload: bytes) -> bytes:
    """Return what goes before the payload."""
    return kind + len(payload).to_bytes(_HEAD - 1, "big")


def pack(kind: bytes, payload: bytes) -> bytes:
    """Return one frame."""
    return head(kind, payload) + payload


def send(stream: BinaryIO, content: Any) -> None:
    """Write `content` as one JSON frame."""
    stream.write(pack(JSON, dumps(content)))


def receive(stream: BinaryIO) -> bytes:
    """Return the payload of the next frame of a stream. Raises Cut when it ends before."""
    start = stream.read(_HEAD)
    if len(start) < _HEAD or start[:1] not in (JSON, RAW):
        raise Cut
    length = int.from_bytes(start[1:], "big")
    payload = stream.read(length)
    if len(payload) < length:
        raise Cut
    return payload


def dumps(content: Any) -> bytes:
    """Return canonical JSON: dates as ISO text, no spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")


def loads(payload: memoryview | bytes) -> Any:
    """Return the JSON value of a payload. Raises ValueError."""
    return json.loads(bytes(payload))


def count(rows: int) -> bytes:
    """Return a frame that tells how many rows are read so far."""
    return pack(COUNT, rows.to_bytes(_HEAD, "big"))


class Counts:
    """Listens to a growing stream of frames for the counts in it, each heard once."""

    def __init__(self) -> None:
        self._at = 0  # where the next frame begins

    def heard(self, received: bytearray) -> int | None:
        """Return the newest count that came since the last call, None without one. received: all bytes so far."""
        newest = None
        while len(received) >= self._at + _HEAD:
            start = self._at + _HEAD
            end = start + int.from_bytes(received[self._at + 1 : start], "big")
            if received[self._at : self._at + 1] == COUNT:
                if len(received) < end:
                    break
                newest = int.from_bytes(received[start:end], "big")
            self._at = end
        return newest


def frames(received: bytes | bytearray) -> Iterator[memoryview]:
    """Yield the payloads that were sent, uncopied, without counts. Raises Cut when the stream is not whole frames."""
    at, end = 0, len(received)
    view = memoryview(received)
    while at < end:
        if at + _HEAD > end or received[at : at + 1] not in (JSON, RAW, COUNT):
            raise Cut
        length = int.from_bytes(received[at + 1 : at + _HEAD], "big")
        payload = view[at + _HEAD : at + _HEAD + length]
        if len(payload) < length:
            raise Cut
        if received[at : at + 1] != COUNT:
            yield payload
        at += _HEAD + length
