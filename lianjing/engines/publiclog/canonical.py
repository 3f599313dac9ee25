"""What a leaf says, as canonical JSON (RFC 8785), and the salted commitment that stands for what may be withdrawn.

Floats are refused: their canonical form is the one hard part of RFC 8785, and nothing here needs one. Sums are text.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import rfc8785
from cryptography.hazmat.primitives import hashes

from lianjing.engines.publiclog.merkle import Unproven

SALT = 32  # bytes
VERSION = 1


def canonical(value: Any) -> bytes:
    """Return a value as canonical JSON. Raises Unproven("not_canonical") for floats and what JSON cannot say."""
    _refuse_floats(value)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Unproven("not_canonical", why=str(error)) from None


def read(entry: bytes) -> dict[str, Any]:
    """Return what a leaf's bytes say. Raises Unproven("not_canonical") when they are not the one way to say it."""
    try:
        said = json.loads(entry)
    except ValueError as error:
        raise Unproven("not_canonical", why=str(error)) from None
    if not isinstance(said, dict) or canonical(said) != entry:
        raise Unproven("not_canonical", why="another form")
    return said


def open_entry(kind: str, payload: dict[str, Any], at: datetime) -> bytes:
    """Return the leaf of what stays public for ever."""
    return canonical({"at": moment(at), "kind": kind, "payload": payload, "v": VERSION})


def closed_entry(kind: str, content: bytes, salt: bytes, at: datetime) -> bytes:
    """Return the leaf of what may be withdrawn: it commits to `content`, and tells nothing of it."""
    return canonical({"at": moment(at), "commitment": commitment(content, salt), "kind": kind, "v": VERSION})


def journal_entry(number: int, leaf: str, sm3: str) -> bytes:
    """Return the leaf of one entry of the journal: its number and commitments. It bears no time of its own."""
    return canonical({"commitment": {"sha256": leaf, "sm3": sm3}, "entry": number, "kind": "journal", "v": VERSION})


def tombstone(leaf: bytes, reason: str, at: datetime) -> bytes:
    """Return the leaf that says that the content of another leaf (named by its hash) was withdrawn, and why."""
    payload = {"leaf": leaf.hex(), "reason": reason}
    return open_entry("tombstone", payload, at)


def commitment(content: bytes, salt: bytes) -> dict[str, str]:
    """Return both hashes of salt and content: SHA-256, and SM3 (GB/T 32905) beside it from the first leaf on."""
    return {"sha256": hashlib.sha256(salt + content).hexdigest(), "sm3": sm3(salt + content)}


def sm3(data: bytes) -> str:
    """Return the SM3 hash as hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def moment(at: datetime) -> str:
    """Return a moment as a leaf states it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise Unproven("not_canonical", why="a number with a fraction: write it as text")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
