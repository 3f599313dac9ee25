"""Signed notes (c2sp.org/signed-note), Ed25519 keys, and cosignatures with a time (c2sp.org/tlog-cosignature)."""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lianjing.engines.publiclog.merkle import Unproven

NOTE, COSIGNATURE = 1, 4  # signature types
DASH = "\u2014 "
MOST_SIGNATURES = 100
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True)
class Verifier:
    """A public key with its name. `kind` is NOTE for a log, COSIGNATURE for a witness."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Read a key as written in policies: name+id+base64. Raises Unproven("key_unreadable")."""
        name, _, rest = text.strip().partition("+")
        id_, _, data = rest.partition("+")
        whole = _decoded(data, "key_unreadable")
        if not _named(name) or len(whole) != 33 or whole[0] not in (NOTE, COSIGNATURE):
            raise Unproven("key_unreadable")
        found = cls(name, whole[0], whole[1:])
        if found.key_id.hex() != id_:
            raise Unproven("key_unreadable")
        return found

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        data = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{data}"

    def time_of(self, text: str, signature: bytes) -> int | None:
        """Check a signature over a note's text; return its time (POSIX seconds), None for a plain one.

        Raises Unproven("signature_wrong").
        """
        time, message = None, text
        if self.kind == COSIGNATURE:
            if len(signature) != 72:
                raise Unproven("signature_wrong", name=self.name)
            (time,) = struct.unpack(">Q", signature[:8])
            message, signature = _timed(text, time), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message.encode())
        except InvalidSignature:
            raise Unproven("signature_wrong", name=self.name) from None
        return time


class Signer:
    """A private key with its name. It is printed nowhere: `secret` is for the one file that keeps it."""

    def __init__(self, name: str, kind: int, seed: bytes) -> None:
        if not _named(name):
            raise Unproven("key_name", name=name)
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, kind, self._key.public_key().public_bytes_raw())

    @classmethod
    def fresh(cls, name: str, kind: int = NOTE) -> "Signer":
        """Return a new random key."""
        return cls(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """Read what `secret` returns. Raises Unproven("key_unreadable")."""
        name, _, rest = text.strip().removeprefix(_PRIVATE).partition("+")
        id_, _, data = rest.partition("+")
        whole = _decoded(data, "key_unreadable")
        if not text.startswith(_PRIVATE) or len(whole) != 33:
            raise Unproven("key_unreadable")
        found = cls(name, whole[0], whole[1:])
        if found.verifier.key_id.hex() != id_:
            raise Unproven("key_unreadable")
        return found

    def secret(self) -> str:
        """Return the key as Go's note package writes it, to be kept in a file of its owner alone."""
        data = base64.b64encode(bytes([self.verifier.kind]) + self._seed).decode()
        return f"{_PRIVATE}{self.verifier.name}+{self.verifier.key_id.hex()}+{data}"

    def line(self, text: str, time: int = 0) -> str:
        """Return the signature line under a note's text; `time` is the moment of a cosignature, POSIX seconds."""
        if self.verifier.kind == COSIGNATURE:
            signed = struct.pack(">Q", time) + self._key.sign(_timed(text, time).encode())
        else:
            signed = self._key.sign(text.encode())
        return f"{DASH}{self.verifier.name} {base64.b64encode(self.verifier.key_id + signed).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A text ending in a newline, and the signature lines under it."""

    text: str
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, whole: str) -> "Note":
        """Read a signed note. Raises Unproven("note_unreadable")."""
        body, blank, below = whole.rpartition("\n\n")
        lines = tuple(line + "\n" for line in below.split("\n")[:-1])
        control = any(ord(sign) < 32 and sign != "\n" for sign in whole)
        if not blank or not below.endswith("\n") or control or not 0 < len(lines) <= MOST_SIGNATURES:
            raise Unproven("note_unreadable")
        if not all(line.startswith(DASH) and len(line.split(" ")) == 3 for line in lines):
            raise Unproven("note_unreadable")
        return cls(body + "\n", lines)

    def __str__(self) -> str:
        return self.text + "\n" + "".join(self.lines)

    def signed_by(self, verifiers: Iterable[Verifier]) -> dict[Verifier, int | None]:
        """Return the keys among `verifiers` that signed, with the time each states. Others' signatures are ignored.

        Raises Unproven("signature_wrong") when one of these keys is named and its signature does not verify.
        """
        return {key: time for key, (_, time) in self.lines_of(verifiers).items()}

    def lines_of(self, verifiers: Iterable[Verifier]) -> dict[Verifier, tuple[str, int | None]]:
        """Return what `signed_by` returns, with the signature line of each key before its time."""
        known = {(one.name, one.key_id): one for one in verifiers}
        found = {}
        for line in self.lines:
            _, name, encoded = line.rstrip("\n").split(" ")
            data = _decoded(encoded, "note_unreadable")
            verifier = known.get((name, data[:4]))
            if verifier is not None:
                found[verifier] = line, verifier.time_of(self.text, data[4:])
        return found


def _named(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def _timed(text: str, time: int) -> str:
    return f"cosignature/v1\ntime {time}\n{text}"


def _decoded(text: str, code: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unproven(code) from None
