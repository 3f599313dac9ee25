"""The list of receivers: one a line in a file that only its owner may read.

    neighbour   https://example.gov.cn/hooks/lianjing   whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    platform    http://10.20.0.7:8080/lianjing          whsec_...   private

`private`: this receiver may stand in the county's own network, and then also speak plain http. Without the word only
https to public addresses goes. Lines that begin with # say nothing.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PREFIX, _PRIVATE = "whsec_", "private"
_SHORTEST, _LONGEST = 24, 64  # bytes of a secret, as Standard Webhooks has it
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class ReceiversWrong(Exception):
    """The file cannot be used. `faults` has one (line number, what to write) a fault; no secret is in it."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {line}: {advice}" for line, advice in faults))
        self.faults = faults


@dataclass(frozen=True)
class Receiver:
    """Where a word goes. Neither address, which may hold a key, nor secret is in any text that is made of it."""

    name: str
    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    private: bool = False


def secret_of(chance: bytes) -> str:
    """Return a secret as it stands in the file. chance: 24 to 64 bytes that nobody can guess."""
    return _PREFIX + base64.b64encode(chance).decode()


def read_receivers(text: str) -> list[Receiver]:
    """Return the receivers of a file. Raises ReceiversWrong with every fault at once."""
    found, faults = dict[str, Receiver](), list[tuple[int, str]]()
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        read = _read(parts)
        if isinstance(read, str):
            faults.append((number, read))
        elif read.name in found:
            faults.append((number, f"{read.name} stands here twice: give each receiver a name of its own"))
        else:
            found[read.name] = read
    if faults:
        raise ReceiversWrong(faults)
    return list(found.values())


def _read(parts: list[str]) -> Receiver | str:
    """Return the receiver of a line, or what to write instead."""
    if len(parts) not in (3, 4) or (len(parts) == 4 and parts[3] != _PRIVATE):
        return "write: name, address, secret, and at most the word private"
    name, url, secret = parts[:3]
    private = len(parts) == 4
    if not _NAME.fullmatch(name):
        return "write a name of small letters, digits and hyphens"
    address = urlsplit(url)
    if not address.hostname or address.username or address.scheme not in (("https", "http") if private else ("https",)):
        return "write a whole https address without a password (http only with the word private)"
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        return "write a secret as `lianjing webhook new` prints one"
    return Receiver(name, url, key, private)
