"""One message to one receiver. Whatever its name leads to, nothing of this house's own network is ever written to.

The name is looked up once and the connection goes to the address that was judged: a name that answers differently the
second time gains nothing. Redirections are not followed, and the answer's body is not read. However slowly a receiver
answers, after some seconds the connection is cut.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from lianjing.engines.webhooks import Receiver, sign

STEP, WHOLE = 5.0, 15.0  # seconds for one step of a connection, and for all of it
_GONE = 410
_UNICAST = ipaddress.ip_network("2000::/3")  # what is public of IPv6; the rest leads home, or is translated


@dataclass(frozen=True)
class Answer:
    """What came of it. why: one word, "" when it was taken. gone: the receiver wants no more."""

    taken: bool
    why: str = ""
    gone: bool = False


def send(receiver: Receiver, key: str, at: int, body: bytes) -> Answer:
    """Send a message once. key: its id, the same each time it is tried; at: seconds since 1970, of this try."""
    parts = urlsplit(receiver.url)
    host, plain = parts.hostname or "", parts.scheme == "http"
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "lianjing-webhook/1",
        "webhook-id": key,
        "webhook-timestamp": str(at),
        "webhook-signature": sign(receiver.secret, key, at, body),
    }
    try:
        port = parts.port or (80 if plain else 443)
        place = _place(host, port, private=receiver.private)
        if place is None:
            return Answer(False, "private_address")
        with _connected(place, port, host, None if plain else ssl.create_default_context()) as connection:
            connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
            status = connection.getresponse().status
    except (OSError, ValueError, http.client.HTTPException) as fault:
        return Answer(False, type(fault).__name__)
    taken = 200 <= status < 300
    return Answer(taken, "" if taken else str(status), status == _GONE)


def _place(host: str, port: int, *, private: bool) -> str | None:
    """Return the address that a name leads to; None when any of its addresses is not public and that is not allowed."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    return found[0] if private or all(_is_public(one) for one in found) else None


def _is_public(address: str) -> bool:
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        inside = one.sixtofour
        return one in _UNICAST and one.is_global and (inside is None or inside.is_global)
    return one.is_global and not one.is_multicast


@contextmanager
def _connected(
    place: str, port: int, host: str, context: ssl.SSLContext | None
) -> Iterator[http.client.HTTPConnection]:
    """Connect to an address, by TLS to the name; cut the connection when all of it takes too long."""
    connection = http.client.HTTPConnection(host, port, timeout=STEP)
    connection.sock = socket.create_connection((place, port), timeout=STEP)
    cut = threading.Timer(WHOLE, _cut, [connection])
    cut.start()
    try:
        if context is not None:
            connection.sock = context.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
            connection.sock.do_handshake()
        yield connection
    finally:
        cut.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    try:
        connection.sock.shutdown(socket.SHUT_RDWR)
    except (OSError, AttributeError):
        return  # over already
