"""The signature of Standard Webhooks, version 1: HMAC-SHA256 over id, time and body, joined by full stops."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

TOLERANCE = 300  # seconds that a time may be off at the receiver: what is older was recorded and sent again


def sign(secret: bytes, key: str, at: int, body: bytes) -> str:
    """Return the signature header of a message. key: its id; at: seconds since 1970."""
    mark = hmac.new(secret, b"%s.%d.%s" % (key.encode(), at, body), hashlib.sha256)
    return "v1," + base64.b64encode(mark.digest()).decode()


def verified(secret: bytes, headers: Mapping[str, str], body: bytes, now: int) -> bool:
    """Return whether a message bears a signature by this secret and is not older, or newer, than the tolerance.

    headers: by small letters. Several signatures may stand in one header, parted by blanks: one must fit.
    """
    at = headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(now - int(at)) > TOLERANCE:
        return False
    wanted = sign(secret, headers.get("webhook-id", ""), int(at), body)
    return any(hmac.compare_digest(one, wanted) for one in headers.get("webhook-signature", "").split(" "))
