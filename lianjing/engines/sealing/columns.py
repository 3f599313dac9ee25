"""Sensitive columns: a keyed fingerprint to match by, the last four characters to show, a sealed value to keep."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianjing.domain.refusals import RuleBroken

_NONCE = 12


@dataclass(frozen=True)
class ColumnKeys:
    """Two independent 32-byte keys: one opens sealed values, one only matches (product K9)."""

    seal_key: bytes
    match_key: bytes

    @classmethod
    def fresh(cls) -> "ColumnKeys":
        """Return new random keys."""
        return cls(secrets.token_bytes(32), secrets.token_bytes(32))

    def fingerprint(self, column: str, text: str) -> str:
        """Return 64 hex digits that are equal for equal text of one column and tell nothing without the key."""
        return hmac.new(self.match_key, f"{column}\0{text}".encode(), hashlib.sha256).hexdigest()

    def number_key(self, kind: str, text: str) -> int:
        """Return the first 63 bits of `fingerprint`, for columns of a hundred million rows: eight bytes instead of 64.

        Among n different values of a kind two share a key with probability n² / 2⁶⁴: 5 × 10⁻⁸ for a million, 5 × 10⁻⁴
        for a hundred million. A match of keys is therefore a reason to look, as every match is, and never a proof.
        """
        digest = hmac.digest(self.match_key, f"{kind}\0{text}".encode(), "sha256")
        return int.from_bytes(digest[:8], "big") >> 1

    @staticmethod
    def number_of(fingerprint: str) -> int:
        """Return the number key that belongs to a fingerprint of the same kind and text."""
        return int(fingerprint[:16], 16) >> 1

    def seal(self, column: str, text: str) -> bytes:
        """Return nonce and AES-256-GCM ciphertext of `text`, bound to the column's name."""
        return self.seal_bytes(column, text.encode())

    def open(self, column: str, sealed: bytes) -> str:
        """Return the text of `seal`. Raises RuleBroken("sealed_value_unreadable") for another key or column."""
        return self.open_bytes(column, sealed).decode()

    def seal_bytes(self, column: str, content: bytes) -> bytes:
        """Return nonce and AES-256-GCM ciphertext of `content`, bound to the column's name."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.seal_key).encrypt(nonce, content, column.encode())

    def open_bytes(self, column: str, sealed: bytes) -> bytes:
        """Return the content of `seal_bytes`. Raises RuleBroken("sealed_value_unreadable")."""
        try:
            return AESGCM(self.seal_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], column.encode())
        except InvalidTag:
            raise RuleBroken("sealed_value_unreadable", column=column) from None


def last_four(text: str) -> str:
    """Return what may be shown of an identity number, a phone or an account."""
    return text[-4:] if len(text) > 4 else ""
