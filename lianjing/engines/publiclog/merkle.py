"""The Merkle tree of RFC 6962 §2.1: hashes, proofs that a leaf is in it, proofs that it only grew.

A proof is asked of `perfect(level, number)`, the hash of the 2**level leaves that begin at number * 2**level; whoever
keeps the tree gives that function (see `tiles.py`). Verification is RFC 9162 §2.1.3.2 and §2.1.4.2.
"""

import hashlib
from collections.abc import Callable, Sequence

EMPTY = hashlib.sha256(b"").digest()  # the root of no leaves
Perfect = Callable[[int, int], bytes]


class Unproven(ValueError):
    """A proof, a note or a tile does not show what it claims. `code` says which check failed."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code = code
        self.facts = facts


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry as a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0]


def root_of(size: int, perfect: Perfect) -> bytes:
    """Return the root of the tree of the first `size` leaves."""
    return _hash_of(0, size, perfect) if size else EMPTY


def inclusion_proof(index: int, size: int, perfect: Perfect) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root of `size` leaves, from the leaf up."""
    if not 0 <= index < size:
        raise Unproven("index_outside", index=index, size=size)
    first, end, path = 0, size, []
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_hash_of(middle, end, perfect))
            end = middle
        else:
            path.append(_hash_of(first, middle, perfect))
            first = middle
    return path[::-1]


def consistency_proof(old: int, size: int, perfect: Perfect) -> list[bytes]:
    """Return the hashes that show the tree of `old` leaves to be the beginning of the tree of `size` leaves."""
    if not 0 < old <= size:
        raise Unproven("sizes_outside", old=old, size=size)
    first, end, path, whole = 0, size, [], True
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(_hash_of(middle, end, perfect))
            end = middle
        else:
            path.append(_hash_of(first, middle, perfect))
            first, whole = middle, False
    return ([] if whole else [_hash_of(first, end, perfect)]) + path[::-1]


def verify_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that `leaf` (a leaf's hash) stands at `index` under `root`. Raises Unproven."""
    if not 0 <= index < size:
        raise Unproven("index_outside", index=index, size=size)
    if len(leaf) != len(EMPTY):
        raise Unproven("hash_length", length=len(leaf))
    place, last, found = index, size - 1, leaf
    for hash_ in proof:
        if not last:
            raise Unproven("proof_length", length=len(proof))
        if place & 1 or place == last:
            found = node_hash(hash_, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, hash_)
        place, last = place >> 1, last >> 1
    if last:
        raise Unproven("proof_length", length=len(proof))
    if found != root:
        raise Unproven("root_differs")


def verify_consistency(*, old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `old` leaves is the beginning of the tree of `size` leaves. Raises Unproven.

    An empty old tree proves nothing and is refused: whoever has seen nothing yet has nothing to compare.
    """
    if not 0 < old <= size:
        raise Unproven("sizes_outside", old=old, size=size)
    if old == size:
        if proof:
            raise Unproven("proof_length", length=len(proof))
        if old_root != root:
            raise Unproven("root_differs")
        return
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path or (old & (old - 1) == 0 and not proof):
        raise Unproven("proof_length", length=len(proof))
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = path[0]
    for hash_ in path[1:]:
        if not last:
            raise Unproven("proof_length", length=len(proof))
        if place & 1 or place == last:
            was, now = node_hash(hash_, was), node_hash(hash_, now)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, hash_)
        place, last = place >> 1, last >> 1
    if last:
        raise Unproven("proof_length", length=len(proof))
    if was != old_root or now != root:
        raise Unproven("root_differs")


def _split(count: int) -> int:
    """Return the largest power of two below `count`, which is at least 2."""
    return 1 << (count - 1).bit_length() - 1


def _hash_of(first: int, end: int, perfect: Perfect) -> bytes:
    count = end - first
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return perfect(level, first >> level)
    middle = first + _split(count)
    return node_hash(_hash_of(first, middle, perfect), _hash_of(middle, end, perfect))
