"""Tiles (c2sp.org/tlog-tiles): the tree as static files of 256 hashes, the entries as bundles of 256."""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lianjing.engines.publiclog.merkle import Perfect, Unproven, fold, node_hash

WIDTH, HASH = 256, 32
LONGEST_ENTRY = 0xFFFF  # bytes: the length of an entry is written in two


@dataclass(frozen=True)
class Tile:
    """A full tile: `hashes` are 256 hashes of `level`, `root` is what they fold to, a hash of the level above."""

    level: int
    number: int
    hashes: bytes
    root: bytes


def path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Return where a tile lies below the log's address. `level` is 0 to 63, or "entries" for a bundle of entries."""
    rest, last = divmod(number, 1000)
    parts = [f"{last:03}"]
    while rest:
        rest, group = divmod(rest, 1000)
        parts.insert(0, f"x{group:03}")
    partial = f".p/{width}" if width < WIDTH else ""
    return f"tile/{level}/{'/'.join(parts)}{partial}"


def widths(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (level, number of full tiles, width of the partial tile or 0) for a tree of `size` leaves."""
    level = 0
    while size:
        size, width = divmod(size, WIDTH)
        yield level, size, width
        level += 1


def bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries as one bundle. Raises Unproven("entry_too_long")."""
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise Unproven("entry_too_long", length=len(entry))
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle. Raises Unproven("bundle_torn")."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if len(data) < max(end, at + 2):
            raise Unproven("bundle_torn", at=at)
        entries.append(data[at + 2 : end])
        at = end
    return entries


def split(tile: bytes) -> list[bytes]:
    """Return the hashes of a tile."""
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]


def perfect_from(tile_of: Callable[[int, int], bytes]) -> Perfect:
    """Return the function that proofs ask, over tiles: `tile_of(level, number)` gives a tile's hashes, full or not."""

    @lru_cache(maxsize=256)
    def folded(level: int, number: int) -> list[list[bytes]]:
        """Return the whole hashes of a tile, height by height: neighbours' proofs ask for the same ones."""
        heights = [split(tile_of(level, number))]
        while len(heights[-1]) > 1:
            below = heights[-1]
            heights.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
        return heights

    def perfect(level: int, number: int) -> bytes:
        above, height = divmod(level, 8)
        place, offset = divmod(number << height, WIDTH)
        heights = folded(above, place)
        if height >= len(heights) or offset >> height >= len(heights[height]):
            raise Unproven("tile_short", level=above, number=place)
        return heights[height][offset >> height]

    return perfect


class Growing:
    """A tree that grows at its right edge: the hashes of its partial tiles, level by level, and nothing else.

    edge: for each level the hashes of the partial tile, as `widths` counts them.
    """

    def __init__(self, size: int = 0, edge: Sequence[Sequence[bytes]] = ()) -> None:
        self.size = size
        self.edge = [list(hashes) for hashes in edge]

    def append(self, leaf: bytes) -> list[Tile]:
        """Add one leaf's hash; return the tiles that it fills, from the lowest."""
        filled: list[Tile] = []
        level, hash_ = 0, leaf
        self.size += 1
        while True:
            while len(self.edge) <= level:
                self.edge.append([])
            self.edge[level].append(hash_)
            if len(self.edge[level]) < WIDTH:
                return filled
            number = (self.size >> 8 * (level + 1)) - 1
            hashes, self.edge[level] = self.edge[level], []
            hash_ = fold(hashes)
            filled.append(Tile(level, number, b"".join(hashes), hash_))
            level += 1
