"""The list of addresses: which bot belongs to which unit or post, and which server carries e-mail.

One line each, in a file that only its owner may read:

    mail            mailtos://robot:password@smtp.example.gov.cn
    s001            wecombot://KEY
    s001/BZY        dingtalk://SECRET@TOKEN
    zj01/ZZ         feishu://TOKEN

`mail` is the server; people's own addresses are those of their accounts. Lines that begin with # say nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

# Kinds of address, by scheme: each is one of the ways the product promises, and no other leaves the house.
KINDS: Mapping[str, str] = {
    "mailto": "e-mail",
    "mailtos": "e-mail",
    "wecombot": "WeCom",
    "dingtalk": "DingTalk",
    "feishu": "Feishu",
    "lark": "Lark",
}
_MAIL = "mail"
_PARTS = 2  # of a line: whose, and the address


class AddressWrong(Exception):
    """The file cannot be used. `faults` has one (line number, what to write) a fault; no address is in it."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {line}: {advice}" for line, advice in faults))
        self.faults = faults


@dataclass(frozen=True)
class Book:
    """The addresses by whose they are: a unit's code, or a unit's and a post's."""

    mail: str = ""
    by_place: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def bots_of(self, unit: str, post: str) -> tuple[str, ...]:
        """Return the bots of a post: its own, else its unit's."""
        return self.by_place.get(f"{unit}/{post}") or self.by_place.get(unit, ())

    def by_mail(self, person: str) -> str:
        """Return the address that reaches somebody's e-mail address by the server of this file."""
        joint = "&" if "?" in self.mail else "/?"
        return f"{self.mail.rstrip('/')}{joint}to={quote(person, safe='@')}"


def read_book(text: str) -> Book:
    """Return the addresses of a file. Raises AddressWrong with every fault at once."""
    mail, found, faults = "", dict[str, tuple[str, ...]](), list[tuple[int, str]]()
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        advice = _fault(parts)
        if advice:
            faults.append((number, advice))
        elif parts[0] == _MAIL:
            mail = parts[1]
        else:
            found[parts[0]] = (*found.get(parts[0], ()), parts[1])
    if faults:
        raise AddressWrong(faults)
    return Book(mail, found)


def _fault(parts: list[str]) -> str:
    if len(parts) != _PARTS:
        return "write a unit's code (or code/post), a space, and one address"
    kind = kind_of(parts[1])
    if not kind:
        return f"the address must begin with one of {', '.join(f'{name}://' for name in KINDS)}"
    if not urlsplit(parts[1]).netloc:
        return "the address is not whole: what stands behind :// is missing"
    if (parts[0] == _MAIL) != (kind == "e-mail"):
        return "an e-mail server stands behind the word mail, a bot behind a unit's code"
    return ""


def kind_of(address: str) -> str:
    """Return what an address is, such as "WeCom"; "" for one that may not be used."""
    return KINDS.get(address.partition("://")[0].lower(), "") if "://" in address else ""


def fingerprint(address: str) -> str:
    """Return what names an address without telling it."""
    return hashlib.sha256(address.encode()).hexdigest()
