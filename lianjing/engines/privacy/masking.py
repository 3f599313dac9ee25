"""A clean copy: what was found in a text is hidden as the county's rules say. Source: domain 1G, masks."""

import re
from collections.abc import Iterable

from lianjing.engines.privacy.findings import Finding


def masked(text: str, findings: Iterable[Finding]) -> str:
    """Return the text with every finding hidden; places of findings are places in this very text."""
    for found in sorted(findings, key=lambda one: one.start, reverse=True):
        text = text[: found.start] + hidden(text[found.start : found.end], found.code) + text[found.end :]
    return text


def hidden(secret: str, code: str) -> str:
    """Return what stands in place of a secret: a card's last four digits, a name with a sign hidden, else stars."""
    match code:
        case "minor_name":
            return hidden_name(re.sub(r"\s", "", secret))
        case "bank_card":
            return "****" + re.sub("[^0-9]", "", secret.translate(_USUAL))[-4:]
        case "birth_date":
            return "****"
        case _:
            return "****"


_USUAL = {0xFF10 + n: str(n) for n in range(10)}


def hidden_name(name: str) -> str:
    """Return a name with one part hidden: the last sign of two, the middle of three, all but the ends of more."""
    if len(name) < 2:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
